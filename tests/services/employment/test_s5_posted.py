"""A made-up woman's history, each event at its own door: her plan and the pathway's views are those of the folds."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from deploy import policies
from services.employment.domain.folding import fold as planned
from services.employment.domain.plan import plan_of
from services.employment.figures import told
from services.employment.sight import Sight
from services.pathway.domain import fold, views
from shared.access import Reader
from shared.clocks import When, end_of_day
from shared.contracts import door_of
from shared.door.admission import Author, draft
from tests.services.pathway.histories import POLICY, events_of
from tests.services.stored import embedded

TOLD = json.loads((Path(__file__).parents[1] / "pathway/played/s5.json").read_text())
POSTED = [each for each in sorted(TOLD["events"], key=lambda each: each["recorded_at"]) if each["type"] not in POLICY]
HER = TOLD["pathways"][0]
ADMIN = Reader("LOCAL", "supervisor", "local-admin", "local", 0)
ENVELOPE = ("event_id", "type", "schema_version", "pathway_id", "occurred_on", "data")


@pytest.fixture(scope="module")
def ariadna(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("s5")) as found:
        for one in POSTED:
            at = datetime.fromisoformat(one["recorded_at"])
            said = {name: one[name] for name in ENVELOPE}
            row = draft(said, Author(one["provider_id"], "st_made_up", "worker"), at, recorded_at=at, imported_at=at)
            (receipt,) = found.services[door_of(one["type"], one["data"])].log.post([row])
            assert receipt.status == "accepted", receipt
        found.drain()
        yield found


@pytest.mark.parametrize("known_at", [None, "2026-07-06", "2026-02-01"])
@pytest.mark.parametrize("as_of", ["2026-10-15", "2026-07-09", "2026-03-10"])
def test_the_plan_is_the_fold_of_all_that_was_posted_anywhere(ariadna, as_of, known_at):
    when = When(date.fromisoformat(as_of), end_of_day(date.fromisoformat(known_at)) if known_at else None)
    plan = planned(HER, events_of(POSTED), *when)
    expected = told(plan_of(plan), Sight(policies.load(), ADMIN, plan, datetime.now(UTC)))
    assert ariadna.services["employment"].asked.plan(UUID(HER), when, ADMIN) == expected
    assert expected["withheld"] == []


def test_the_pathway_has_the_views_that_it_had(ariadna):
    as_of = date.fromisoformat(TOLD["as_of"])
    found = ariadna.pathways.views(HER, When(as_of), ADMIN)
    expected = views(fold(HER, events_of(POSTED), as_of))
    assert orjson.dumps({name: found[name] for name in expected}, option=orjson.OPT_SORT_KEYS) == orjson.dumps(
        expected, option=orjson.OPT_SORT_KEYS
    )
    assert found["interruption_days"] == TOLD["expected"]["interruption_days"]
