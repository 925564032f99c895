"""What of a row a reader is shown: withheld is named, never silently left out; the policies decide (tests/deploy)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.policies import load
from services.pathway.domain import category, told_of
from services.pathway.reading import DATA, FIELDS, shown
from services.pathway.shapes.history import ClocksRow, HistoryRow, LevelRow, MarkedRow, SequenceRow, StateRow
from services.pathway.sight import Sight
from shared import contracts
from shared.access import Reader
from tests.services.pathway.domain.facts import consent, opened, referent, started
from tests.services.pathway.domain.given import ART, FAR, HOUSING, PSI, given, said

SALUT = "BCN-SALUT"
POLICIES = load()
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ROW: dict[str, Any] = {
    "event_id": "e1",
    "pathway_id": "p1",
    "imported_at": None,
    "occurred_at": None,
    "warnings": [],
    "corrections": [],
    "type": "SessionRecorded",
    "amends": None,
    "provider_id": PSI,
    "occurred_on": "2026-05-22",
    "recorded_at": "2026-05-22T10:00:00Z",
    "set_aside": None,
    "data": {},
    "actor": "st_9",
    "role": "worker",
}
CATEGORIES = [
    ("RiskAssessed", {}, "risk"),
    ("SafetyIncidentRecorded", {}, "risk"),
    ("LabourRightsConcernRaised", {}, "risk"),
    ("LegalDecisionRecorded", {}, "legal"),
    ("GroupPlacementAssessed", {}, "group"),
    ("ContinuityCodePresented", {}, "code"),
    ("EmergencyAccessUsed", {}, "sealed"),
    ("StepStarted", {"dimension": "health"}, "care"),
    ("SessionRecorded", {"dimension": "artistic_therapy"}, "care"),
    ("StepStarted", {"dimension": "legal_status"}, "legal"),
    ("StepStarted", {"dimension": "protection"}, "risk"),
    ("StepStarted", {"dimension": "language_training"}, "steps"),
    ("NeedIdentified", {"dimension": "health"}, "needs"),
    ("PathwayOpened", {}, "course"),
    ("ReferentAssigned", {}, "course"),
    ("RegistrationsMerged", {}, "registration"),
    ("GrievanceRaised", {}, "grievance"),
    ("PlanAgreed", {}, "case"),
    ("ReferralSent", {"dimension": "psychological_therapy"}, "care"),
]
HISTORY = (opened(), referent(2, FAR))


def of(type_name, data=None, **more):
    return ROW | {"type": type_name, "data": data or {}} | more


def sight(provider=FAR, role="worker", *events, actor="st_1", now=NOW):
    return Sight(POLICIES, Reader(provider, role, actor, "token", 0), given(*(events or HISTORY)).at(60), now)


@pytest.mark.parametrize(("type_name", "data", "found"), CATEGORIES)
def test_each_row_has_its_category(type_name, data, found):
    assert category(*told_of(of(type_name, data))) == found


@pytest.mark.parametrize(
    ("types", "dimensions", "found"),
    [
        (["RiskAssessed"], [], "risk"),
        (["StepStarted"], ["health"], "care"),
        (["StepStarted"], ["artistic_therapy", "language_training"], "care"),
        (["StepStarted"], ["legal_status", "language_training"], "legal"),
        (["StepStarted"], ["language_training"], "steps"),
        ([], [], "sealed"),
    ],
)
def test_an_amendment_is_shown_to_whom_its_target_is(types, dimensions, found):
    row = of("EventCorrected", {"changes": {"occurred_on": "2026-05-01"}})
    assert category(*told_of(row | {"amends": {"types": types, "dimensions": dimensions}})) == found


def test_every_type_of_the_language_has_a_category_of_the_policies():
    found = {name: category({name}, ()) for name in contracts.FACTS}
    assert set(found.values()) == {
        *("course", "needs", "case", "registration", "steps", "legal", "group", "risk", "sealed", "code", "grievance")
    }


@pytest.mark.parametrize(("type_name", "data", "found"), CATEGORIES)
@pytest.mark.parametrize("role", ["worker", "supervisor", "auditor", "privacy_officer"])
def test_what_is_not_shown_in_full_is_named_and_only_listed_fields_are_there(type_name, data, found, role):
    row = of(type_name, data | {"note": "canary", "level": "high", "step_id": "S1"})
    seen = shown(row, sight(FAR if role == "worker" else "NET", role))
    if found == "grievance":
        assert seen is None
        return
    assert seen is not None
    assert (seen["withheld"] is None) == (seen["shows"] == "full")
    if seen["shows"] != "full":
        assert seen["withheld"] == found
        assert seen.keys() == {*FIELDS[seen["shows"]], "type", "data", "withheld", "shows"}
        assert set(seen["data"] or ()) <= set(DATA.get(seen["shows"], ()))
        assert "canary" not in str(seen)


def test_the_fields_that_a_level_shows_are_those_that_are_promised():
    shapes = {"full": HistoryRow, "state": StateRow, "level": LevelRow}
    shapes |= {"sequence": SequenceRow, "clocks": ClocksRow, "marked": MarkedRow}
    for level, shape in shapes.items():
        assert set(shape.model_fields) == {*FIELDS[level], "type", "data", "withheld", "shows"}, level


@pytest.mark.parametrize(("type_name", "data", "found"), CATEGORIES)
def test_a_provider_sees_all_that_it_wrote_itself_but_a_grievance(type_name, data, found):
    past = sight(PSI, "worker", *HISTORY, started("A1", 3, by=PSI))
    seen = shown(of(type_name, data), past)
    assert (seen and seen["withheld"]) is None
    assert (seen is None) == (found == "grievance")


@pytest.mark.parametrize(("type_name", "data", "found"), CATEGORIES)
def test_a_past_provider_sees_nothing_of_others(type_name, data, found):
    past = sight(SALUT, "worker", *HISTORY, started("A1", 3, by=SALUT))
    assert shown(of(type_name, data), past) is None


def test_what_she_restricts_is_withheld_from_everybody_but_who_wrote_it():
    restricted = said(contracts.RestrictionSet(restriction_id="r1", dimensions=frozenset({"language_training"})), 4)
    row = of("EventCorrected") | {"amends": {"types": ["StepStarted"], "dimensions": ["language_training"]}}
    for provider, role in ((FAR, "worker"), ("NET", "supervisor"), ("NET", "auditor")):
        seen = shown(row, sight(provider, role, *HISTORY, restricted))
        assert seen is not None
        assert (seen["withheld"], seen["data"], seen["type"], seen["shows"]) == (
            "her_restriction",
            None,
            None,
            "marked",
        )
    kept = shown(row, sight(PSI, "worker", *HISTORY, consent(3, PSI), restricted))
    assert kept is not None
    assert kept["shows"] == "full"


def test_a_provider_reads_its_own_dimension_in_full_and_of_others_that_she_shares_the_state():
    shared = consent(3, PSI)
    seen = sight(PSI, "worker", *HISTORY, shared, started("A1", 3, ART, by=PSI))
    levels = {
        name: (shown(of("SessionRecorded", {"dimension": name, "outcome": "attended"}, provider_id=FAR), seen) or {})[
            "shows"
        ]
        for name in (ART, HOUSING, "health", "legal_status", "protection")
    }
    assert levels == {
        ART: "full",
        HOUSING: "state",
        "health": "marked",
        "legal_status": "marked",
        "protection": "marked",
    }


@pytest.mark.parametrize(("level", "shows"), [("low", "marked"), ("medium", "level"), ("extreme", "level")])
def test_of_danger_a_provider_is_told_the_level_from_medium_up(level, shows):
    active = sight(PSI, "worker", *HISTORY, consent(3, PSI))
    seen = shown(of("RiskAssessed", {"level": level, "tool": "t"}, provider_id=FAR), active)
    assert seen is not None
    assert (seen["shows"], seen["data"]) == (shows, {"level": level} if shows == "level" else None)


def emergency(on, by=SALUT, scope=("health",)):
    fact = contracts.EmergencyAccessUsed(
        scope=frozenset(scope), ground="vital_interest", reason="medical_emergency", note="fictitious: " + "n" * 20
    )
    return said(fact, on, by=by)


@pytest.mark.parametrize(
    ("actor", "later", "dimension", "shows"),
    [
        (None, timedelta(hours=2, minutes=59), "health", "full"),
        (None, timedelta(hours=3), "health", None),
        (None, timedelta(hours=1), "psychological_therapy", None),
        ("st_other", timedelta(hours=1), "health", None),
    ],
)
def test_an_emergency_opens_its_scope_for_three_hours_to_the_person_who_declared_it(actor, later, dimension, shows):
    pathway = given(*HISTORY, emergency(5)).at(60)
    (event,) = (each for each in pathway.given if each.type == "EmergencyAccessUsed")
    reader = Reader(SALUT, "worker", actor or event.actor, "token", 0)
    seen = shown(
        of("SessionRecorded", {"dimension": dimension}), Sight(POLICIES, reader, pathway, event.recorded_at + later)
    )
    assert (seen and seen["shows"]) == shows
