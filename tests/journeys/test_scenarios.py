"""Fictitious histories with figures worked out by hand, posted event by event through the doors of either form."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from deploy import policies
from services.pathway.domain import fold, views
from services.pathway.figures import figured
from services.pathway.reading import spoken
from services.pathway.sight import Sight
from shared.access import Reader
from shared.contracts import door_of
from tests.journeys.running import Server, eventually
from tests.services.pathway.histories import POLICY, events_of

HERE = Path(__file__).resolve().parents[1] / "services/pathway/scenarios"
SCENARIOS = {path.stem: json.loads(path.read_text()) for path in sorted(HERE.glob("*.json"))}
SUPERVISOR = Reader("NETWORK", "supervisor", "st_1", "token", 0)
MERGING = {"RegistrationsMerged", "RegistrationsSplit"}
ENVELOPE = ("event_id", "type", "schema_version", "pathway_id", "occurred_on", "occurred_at", "data")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_posted_through_the_doors_has_the_views_of_the_fold_to_the_byte(server: Server, name: str):
    scenario = SCENARIOS[name]
    told = sorted(scenario["events"], key=lambda event: event["recorded_at"])
    posted = [event for event in told if event["type"] not in POLICY]
    after = post_each(server, posted)
    (pathway, *_), as_of = scenario["pathways"], scenario["as_of"]
    headers = {**server.token("NETWORK", "supervisor"), "Ariadna-After": after}
    where = f"/pathway/v1/pathways/{pathway}/views"
    answer = patiently(server.client.get, where, headers=headers, params={"as_of": as_of})
    folded = fold(pathway, events_of(posted), date.fromisoformat(as_of))
    sight = Sight(policies.load(), SUPERVISOR, folded, datetime.now(UTC))
    expected = figured(spoken(views(folded), folded, SUPERVISOR), folded, sight)
    assert answer.content == orjson.dumps(expected, option=orjson.OPT_SORT_KEYS)
    print(f"{name}: {len(posted)} events through the doors")


def post_each(server: Server, events: list[dict[str, Any]]) -> str:
    """Post them one after the other, each after all before it was seen; returns what all of them are seen after."""
    last: dict[str, int] = {}
    for event in events:
        late = {name: event[name] for name in ENVELOPE if name in event} | {"lateness_reason": "told_later"}
        door = door_of(event["type"], event["data"])
        role = "supervisor" if event["type"] in MERGING else event.get("role", "worker")
        answer = patiently(server.post, late, event["provider_id"], role, door, **{"Ariadna-After": _positions(last)})
        assert answer.status_code == 201, (event["type"], answer.text)
        last[door] = answer.json()["position"]
    return _positions(last)


def patiently(ask: Any, *arguments: Any, **named: Any) -> Any:
    """Ask again where the answer is that something has not come this far yet, as a client does."""
    return eventually(lambda: (answer := ask(*arguments, **named)).status_code != 503 and answer, within=30)


def _positions(last: dict[str, int]) -> str:
    return ", ".join(f"{door}={position}" for door, position in last.items())
