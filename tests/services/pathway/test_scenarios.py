"""Fictitious histories whose figures were worked out by hand, against the fold and against the oracle."""

import json
from datetime import date
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from services.pathway.domain import fold, views
from shared.clocks import end_of_day
from shared.contracts import FACTS
from shared.contracts.public import model_of
from tests.services.pathway.histories import Clocks, JsonEvent, events_of, funding_at_risk, moment
from tests.services.pathway.oracle import oracle_funding_at_risk, oracle_views

SCENARIOS = {path.stem: json.loads(path.read_text()) for path in Path(__file__).parent.glob("scenarios/*.json")}


def by_fold(events: list[JsonEvent], clocks: Clocks) -> dict[str, Any]:
    found = views(fold(clocks.pathway_id, events_of(events), clocks.as_of, clocks.known_at))
    return plain(found)


def by_oracle(events: list[JsonEvent], clocks: Clocks) -> dict[str, Any]:
    return plain(oracle_views(events, *clocks))


def plain(found: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = orjson.loads(orjson.dumps(found))
    return read


def with_short_names(found: dict[str, Any]) -> dict[str, Any]:
    """The figures, and again under the names that the scenarios give some of them."""
    triple = ("initial_wait_days", "interruption_days", "pause_days")
    continuity = found["continuity"].items()
    return found | {
        "gaps": {dimension: [figures[name] for name in triple] for dimension, figures in continuity},
        "interruption_causes": {dimension: figures["causes"] for dimension, figures in continuity if figures["causes"]},
        "choice_pause_days": found["pause_days"],
        "high_risk_days": found["risk"]["high_days"],
        "high_risk_to_safe_housing_days": found["risk"]["high_to_safe_housing_days"],
        "open_deadlines": [deadline["deadline_id"] for deadline in found["deadlines"]],
    }


def questions() -> list[Any]:
    """Every scenario as a whole, and as it was on other days and known at other moments."""
    asked = []
    for name, scenario in SCENARIOS.items():
        clocks = Clocks(scenario["pathways"][0], date.fromisoformat(scenario["as_of"]), None)
        asked.append(pytest.param(scenario, clocks, scenario["expected"] | scenario["expected_views"], id=name))
        for entry in scenario.get("expected_at", ()):
            known_at = moment(entry["known_at"]) if entry["known_at"] else None
            clocks = Clocks(entry["pathway_id"], date.fromisoformat(entry["as_of"]), known_at)
            asked.append(pytest.param(scenario, clocks, entry["expected"], id=f"{name}-{clocks.as_of}-{known_at}"))
    return asked


@pytest.mark.parametrize("reckon", [by_fold, by_oracle])
@pytest.mark.parametrize(("scenario", "clocks", "expected"), questions())
def test_the_figures_are_those_worked_out_by_hand(scenario, clocks, expected, reckon):
    found = with_short_names(reckon(scenario["events"], clocks))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_is_invented_whole_and_well_formed(name):
    scenario = SCENARIOS[name]
    for event in scenario["events"]:
        model_of(FACTS[event["type"]]).model_validate_json(orjson.dumps(event["data"]))
    assert scenario["fictitious"] is True
    ids = {event["event_id"] for event in scenario["events"]}
    assert len(scenario["events"]) == scenario["event_count"] == len(ids)


@pytest.mark.parametrize(("scenario", "clocks", "expected"), questions())
def test_the_order_of_arrival_changes_nothing(scenario, clocks, expected):
    whole = by_fold(scenario["events"], clocks)
    random = Random(clocks.as_of.toordinal())
    for _ in range(20):
        arrived = random.choices(scenario["events"], k=15) + random.sample(scenario["events"], scenario["event_count"])
        assert by_fold(arrived, clocks) == whole


def test_a_day_may_be_told_in_any_order():
    scenario = SCENARIOS["f5"]
    clocks = Clocks(scenario["pathways"][0], date(2026, 6, 1), None)
    of_the_day = [event for event in scenario["events"] if event.get("occurred_on") == "2026-05-11"]
    others = [event for event in scenario["events"] if event not in of_the_day]
    told = [by_fold(others[:9] + list(day) + others[9:], clocks) for day in permutations(of_the_day)]
    assert len(told) == 6
    assert all(found == by_oracle(scenario["events"], clocks) for found in told)


def at_risk() -> list[Any]:
    asked = []
    for name, scenario in SCENARIOS.items():
        for view, expected in scenario.get("expected_other_views", {}).items():
            on, horizon = view.removeprefix("funding_at_risk@").removesuffix("d").split("/")
            asked.append(pytest.param(scenario, date.fromisoformat(on), int(horizon), expected, id=f"{name}-{view}"))
    return asked


@pytest.mark.parametrize(("scenario", "on", "horizon", "expected"), at_risk())
def test_the_steps_whose_funding_ends_are_those_found_by_hand(scenario, on, horizon, expected):
    pathway_id = scenario["pathways"][0]
    as_of = date.fromordinal(on.toordinal() + 1)
    pathway = fold(pathway_id, events_of(scenario["events"]), as_of, end_of_day(on))
    assert [item["step_id"] for item in funding_at_risk(pathway, horizon)] == expected
    assert [item["step_id"] for item in oracle_funding_at_risk(scenario["events"], pathway_id, on, horizon)] == expected
