"""The example's network, posted decision by decision through the doors' own rules: nothing in it is refused."""

from datetime import datetime
from pathlib import Path

from deploy.reading import read
from shared.contracts import door_of
from shared.door.admission import Author, draft
from tests.services.stored import embedded

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "barcelona-milan.json"


def test_every_decision_of_the_example_could_be_taken(tmp_path):
    rows = sorted((row.event for row in read(EXAMPLE) if row.event), key=lambda event: event["recorded_at"])
    refused = []
    with embedded(tmp_path / "data") as ariadna:
        for event in rows:
            author = Author(event["provider_id"], event.get("actor", "imported"), event.get("role", "worker"))
            at = datetime.fromisoformat(event["recorded_at"])
            log = ariadna.services[door_of(event["type"], event["data"])].log
            (receipt,) = log.post([draft(event, author, at)])
            if receipt.status != "accepted":
                refused.append((event["type"], receipt.errors))
            ariadna.drain()
    assert len(rows) > 250
    assert refused == []
