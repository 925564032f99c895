"""Fictitious histories with figures worked out by hand, posted event by event through the doors of either form."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from deploy import policies
from services.employment.domain.folding import fold as planned
from services.employment.domain.history import history
from services.employment.domain.plan import plan_of
from services.employment.figures import told
from services.employment.sight import Sight
from services.pathway.domain import fold, views
from services.pathway.figures import figured
from services.pathway.reading import spoken
from services.pathway.sight import Sight as PathwaySight
from shared.access import Reader
from shared.contracts import door_of
from shared.seen import positions
from tests.journeys.running import Server, eventually
from tests.services.pathway.histories import POLICY, events_of

HERE = Path(__file__).resolve().parents[1] / "services/pathway"
FOUND = sorted(path for folder in ("scenarios", "played") for path in (HERE / folder).glob("*.json"))
SCENARIOS = {path.stem: json.loads(path.read_text()) for path in FOUND}
AT_WORK = "s5"
SUPERVISOR = Reader("NETWORK", "supervisor", "st_1", "token", 0)
MERGING = {"RegistrationsMerged", "RegistrationsSplit"}
ENVELOPE = ("event_id", "type", "schema_version", "pathway_id", "occurred_on", "occurred_at", "data")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_posted_through_the_doors_has_the_views_of_the_fold_to_the_byte(server: Server, name: str):
    scenario = under_new_ids(SCENARIOS[name])
    posted = in_turn(scenario)
    after = post_each(server, posted)
    (pathway, *_), as_of = scenario["pathways"], scenario["as_of"]
    headers = {**server.token("NETWORK", "supervisor"), "Ariadna-After": after}
    where = f"/pathway/v1/pathways/{pathway}/views"
    answer = patiently(server.client.get, where, headers=headers, params={"as_of": as_of})
    folded = fold(pathway, events_of(posted), date.fromisoformat(as_of))
    sight = PathwaySight(policies.load(), SUPERVISOR, folded, datetime.now(UTC))
    expected = figured(spoken(views(folded), folded, SUPERVISOR), folded, sight)
    assert answer.content == orjson.dumps(expected, option=orjson.OPT_SORT_KEYS)
    print(f"{name}: {len(posted)} events through the doors")


def test_her_plan_is_shown_as_of_any_day_and_as_it_was_known(server: Server):
    """What was answered before the second half came is answered again as known then; else the fold of all of it."""
    scenario = under_new_ids(SCENARIOS[AT_WORK])
    posted = in_turn(scenario)
    (her,), half = scenario["pathways"], len(posted) // 2
    after = post_each(server, posted[:half])
    days = {each["occurred_on"] for each in posted if door_of(each["type"], each["data"]) == "employment"}
    before = {(day, what): read(server, her, what, after, as_of=day) for day in days for what in ("plan", "history")}
    known_at = datetime.now(UTC).isoformat()
    after = post_each(server, posted[half:], after)
    for (day, what), then in before.items():
        assert read(server, her, what, after, as_of=day, known_at=known_at) == {**then, **known(then, known_at)}
        now = read(server, her, what, after, as_of=day)
        folded = planned(her, events_of(posted), date.fromisoformat(day))
        if what == "plan":
            assert now == json.loads(
                orjson.dumps(told(plan_of(folded), Sight(policies.load(), SUPERVISOR, folded, datetime.now(UTC))))
            )
        else:
            assert [row["event_id"] for row in now["items"]] == [row["event_id"] for row in history(folded)]
    assert any(then != read(server, her, what, after, as_of=day) for (day, what), then in before.items())
    print(f"{AT_WORK}: her plan and its history on {len(days)} days, by {len(posted)} events through the doors")


def in_turn(scenario: dict[str, Any]) -> list[dict[str, Any]]:
    """What organisations posted, in the order in which it was recorded."""
    recorded = sorted(scenario["events"], key=lambda event: event["recorded_at"])
    return [event for event in recorded if event["type"] not in POLICY]


def under_new_ids(scenario: dict[str, Any]) -> dict[str, Any]:
    """The same told of somebody of whom no other test has told, by organisations with windows of their own."""
    text, apart = json.dumps(scenario), uuid4().hex[:6].upper()
    for known in [*scenario["pathways"], *(each["event_id"] for each in scenario["events"])]:
        text = text.replace(known, str(uuid4()))
    for provider in {each["provider_id"] for each in scenario["events"]}:
        text = text.replace(f'"{provider}"', f'"{provider}-{apart}"')
    found: dict[str, Any] = json.loads(text)
    return found


def read(server: Server, her: str, what: str, after: str, **clocks: str) -> Any:
    headers = {**server.token("NETWORK", "supervisor"), "Ariadna-After": after}
    answer = patiently(server.client.get, f"/employment/v1/pathways/{her}/{what}", headers=headers, params=clocks)
    assert answer.status_code == 200, answer.text
    return answer.json()


def known(answer: Any, moment: str) -> dict[str, str]:
    """What an answer says of the moment that was asked for, if it says anything of it."""
    return {"known_at": moment.replace("+00:00", "Z")} if "known_at" in answer else {}


def post_each(server: Server, events: list[dict[str, Any]], after: str = "") -> str:
    """Post them one after the other, each after all before it was seen; returns what all of them are seen after."""
    last = positions(after)
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
