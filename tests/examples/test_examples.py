"""The examples are well formed, invented, and tell the story that they promise."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from pydantic import ValidationError

from deploy.reading import providers, read
from services.pathway.domain import fold, views
from shared.clocks import civil_day
from shared.contracts import FACTS, door_of
from shared.contracts.public import validator_for
from shared.facts import Event
from tests.services.pathway.histories import funding_at_risk

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TOLD = EXAMPLES / "barcelona-milan.json"
FILE = json.loads(TOLD.read_text(encoding="utf-8"))
STORY = FILE["story"]
STAMPS = {"provider_id", "recorded_at", "actor", "role"}
AFTER_TODAY = date.fromisoformat(STORY["today"]) + timedelta(days=1)
KNOWN_THEN = datetime.fromisoformat(STORY["known_then"])


def events_of(*rows):
    return [row.event for row in read(*rows)]


STORED = events_of(TOLD)
TABLE = events_of(EXAMPLES / "municipal-sample.csv", EXAMPLES / "municipal.yaml")
PATHWAYS = sorted({event["pathway_id"] for event in STORED} - {None})


def faults(event):
    posted = {key: value for key, value in event.items() if key not in STAMPS}
    try:
        validator_for(event["type"]).validate_json(json.dumps(posted))
    except ValidationError as error:
        return str(error)
    return None


def stamped(event):
    occurred_at = datetime.fromisoformat(event["occurred_at"]) if "occurred_at" in event else None
    return Event(
        event_id=event["event_id"],
        type=event["type"],
        pathway_id=event["pathway_id"],
        provider_id=event["provider_id"],
        actor=event.get("actor", "imported"),
        role=event.get("role", "worker"),
        occurred_on=civil_day(occurred_at) if occurred_at else date.fromisoformat(event["occurred_on"]),
        occurred_at=occurred_at,
        recorded_at=datetime.fromisoformat(event["recorded_at"]),
        fact=msgspec.convert(event["data"], FACTS[event["type"]]),
    )


def figures(pathway_id, events=STORED, as_of=AFTER_TODAY, known_at=None):
    return views(fold(pathway_id, [stamped(event) for event in events], as_of, known_at))


def hers(pathway_id):
    """Her events and those of the network, merged registrations left out."""
    return [stamped(event) for event in STORED if event["pathway_id"] in (None, pathway_id)]


@pytest.mark.parametrize("events", [STORED, TABLE, providers(TOLD)], ids=["story", "table", "directory"])
def test_every_event_is_well_formed(events):
    assert [fault for event in events if (fault := faults(event))] == []


@pytest.mark.parametrize("events", [STORED, TABLE], ids=["story", "table"])
def test_every_event_has_an_id_of_its_own(events):
    assert len({UUID(event["event_id"]) for event in events}) == len(events)


def test_it_says_of_itself_that_it_is_invented():
    assert FILE["fictitious"] is True
    assert FILE["notice"].startswith("INVENTED")
    assert "fictitious" in (EXAMPLES / "municipal-sample.csv").read_text()
    assert all(re.search("Fictíci|Fictici|Fittizi", provider["name"]) for provider in FILE["providers"])


def test_every_provider_is_in_the_directory_and_every_one_there_posts():
    assert {event["provider_id"] for event in STORED} == {event["provider_id"] for event in providers(TOLD)}


def test_nothing_happens_after_the_day_on_which_it_is_told():
    today = date.fromisoformat(STORY["today"])

    assert max(stamped(event).occurred_on for event in STORED) <= today
    assert max(stamped(event).recorded_at.date() for event in STORED) <= today


def test_nothing_is_recorded_before_it_happened_and_lateness_is_owned_up_to():
    delays = [(civil_day(event.recorded_at) - event.occurred_on).days for event in map(stamped, STORED)]

    assert min(delays) == 0
    assert [event.get("lateness_reason") is not None for event in STORED] == [delay > 7 for delay in delays]


def test_no_decision_comes_through_a_policy_door():
    assert "policy" not in {door_of(event["type"], event["data"]) for event in STORED}


def test_sixty_days_before_its_end_the_grant_carries_four_women():
    on = date.fromisoformat(STORY["on"])
    known_at = datetime.combine(on, datetime.max.time(), UTC)
    listed = {
        pathway_id: item
        for pathway_id in PATHWAYS
        for item in funding_at_risk(fold(pathway_id, hers(pathway_id), on + timedelta(days=1), known_at), 60)
    }

    assert len(listed) == 4
    assert {(item["provider_id"], item["funding_window_id"]) for item in listed.values()} == {
        (STORY["grant"]["provider_id"], STORY["grant"]["funding_window_id"])
    }
    assert {item["days_left"] for item in listed.values()} == {60}
    assert [pathway_id for pathway_id, item in listed.items() if item["fallback"]] == [STORY["with_fallback"]]
    assert listed[STORY["without_fallback"]]["fallback"] is None


def test_with_a_fallback_no_day_is_lost():
    now = figures(STORY["with_fallback"])

    assert now["interruption_days"] == 0
    assert now["handovers"]["ho1"] == {
        "outcome": "completed",
        "proposed_to_accepted": 4,
        "accepted_to_first_activity": 19,
        "total": 23,
    }
    assert [step["state"] for step in now["steps"] if step["dimension"] == "psychological_therapy"] == [
        "transferred",
        "active",
    ]


def test_without_one_nine_weeks_are_lost_and_more_as_it_was_known_then():
    now = figures(STORY["without_fallback"])
    then = figures(STORY["without_fallback"], known_at=KNOWN_THEN)

    assert now["continuity"]["psychological_therapy"]["causes"] == {"funding_ended": 63}
    assert then["continuity"]["psychological_therapy"]["causes"] == {"funding_ended": 75}
    assert (now["counts"]["unfunded_sessions"], then["counts"]["unfunded_sessions"]) == (2, 0)


def test_one_contradictory_fact_is_set_aside_and_nothing_else():
    aside = [item for pathway_id in PATHWAYS for item in figures(pathway_id)["set_aside"]]

    assert [item["reason"] for item in aside] == ["step_not_suspended"]
    assert [item for pathway_id in PATHWAYS for item in figures(pathway_id)["warnings"]] == []


def test_two_registrations_of_one_woman_have_one_history():
    [merge] = [event["data"] for event in STORED if event["type"] == "RegistrationsMerged"]

    assert figures(merge["survivor"]) == figures(merge["absorbed"])
    assert figures(merge["survivor"])["days_without_referent"] == 5


def test_in_the_table_only_a_second_check_is_set_aside():
    cases = list(dict.fromkeys(event["pathway_id"] for event in TABLE))
    by_case = {case: figures(case, [event for event in TABLE if event["pathway_id"] == case]) for case in cases}

    assert len(TABLE) == 20
    assert [[item["reason"] for item in found["set_aside"]] for found in by_case.values()] == [
        [],
        ["need_already_known"],
        [],
        [],
    ]
    assert by_case[cases[0]]["continuity"]["other_support"]["initial_wait_days"] == 7


def test_the_event_that_the_readme_posts_is_well_formed():
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    [posted] = re.findall(r"<<EVENT\n(.*?)\nEVENT", readme, re.DOTALL)
    filled = posted.replace("$(new_id)", "0197b1c0-7a10-4c3e-9d55-0c6a3f1e2b01").replace("$TODAY", "2026-05-22")

    assert faults(json.loads(filled)) is None


def test_the_readme_names_the_pathways_of_the_story():
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", readme)) <= set(PATHWAYS)
    for key in ("with_fallback", "without_fallback"):
        assert f"`{key}` ({STORY[key]})" in readme
