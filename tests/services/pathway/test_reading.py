"""What of a row a reader is shown: withheld is named, never silently left out."""

from typing import Any

import pytest

from services.pathway.reading import Relationship, category_of, shown
from tests.services.stored import FAR, PSI, reader

ROW: dict[str, Any] = {
    "event_id": "e1",
    "pathway_id": "p1",
    "imported_at": None,
    "warnings": [],
    "type": "SessionRecorded",
    "amends": None,
    "provider_id": PSI,
    "occurred_on": "2026-05-22",
    "recorded_at": "2026-05-22T10:00:00Z",
    "set_aside": None,
    "data": {"step_id": "P1", "dimension": "psychological_therapy", "outcome": "attended"},
    "actor": "st_9",
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
    ("StepStarted", {"dimension": "language_training"}, None),
    ("PathwayOpened", {}, None),
    ("ReferentAssigned", {}, None),
]


def of(type_name, data):
    return ROW | {"type": type_name, "data": data}


@pytest.mark.parametrize(("type_name", "data", "category"), CATEGORIES)
def test_each_row_has_its_category(type_name, data, category):
    assert category_of(of(type_name, data)) == category


@pytest.mark.parametrize(("type_name", "data", "category"), CATEGORIES)
@pytest.mark.parametrize("relation", [Relationship.active, Relationship.referent, Relationship.everywhere])
def test_what_is_withheld_is_named_and_has_no_content(type_name, data, category, relation):
    seen = shown(of(type_name, data), reader(FAR), relation)
    open_to_referent = relation is Relationship.referent and category in ("legal", "risk", "code")
    if category is None or open_to_referent:
        assert seen == of(type_name, data) | {"withheld": None}
    else:
        assert (seen["withheld"], seen["data"]) == (category, None)
        assert "actor" not in seen
        assert seen["type"] == (type_name if category == "care" else None)


@pytest.mark.parametrize(("type_name", "data", "category"), CATEGORIES)
@pytest.mark.parametrize("relation", [Relationship.past, Relationship.active])
def test_a_provider_sees_all_that_it_wrote_itself(type_name, data, category, relation):
    assert shown(of(type_name, data), reader(PSI), relation)["withheld"] is None


@pytest.mark.parametrize(("type_name", "data", "category"), CATEGORIES)
def test_a_past_provider_sees_nothing_of_others(type_name, data, category):
    assert shown(of(type_name, data), reader(FAR), Relationship.past) is None


@pytest.mark.parametrize(
    ("types", "dimensions", "category"),
    [
        (["RiskAssessed"], [], "risk"),
        (["StepStarted"], ["health"], "care"),
        (["StepStarted"], ["artistic_therapy", "language_training"], "care"),
        (["StepStarted"], ["legal_status", "language_training"], "legal"),
        (["StepStarted"], ["language_training"], None),
        ([], [], "sealed"),
    ],
)
def test_an_amendment_is_shown_to_whom_its_target_is(types, dimensions, category):
    row = of("EventCorrected", {"changes": {"occurred_on": "2026-05-01"}})
    assert category_of(row | {"amends": {"types": types, "dimensions": dimensions}}) == category


def test_an_amendment_of_what_she_restricts_is_withheld():
    row = of("EventCorrected", {}) | {"amends": {"types": ["StepStarted"], "dimensions": ["language_training"]}}
    seen = shown(row, reader(FAR), Relationship.referent, frozenset({"language_training"}))
    assert (seen["withheld"], seen["data"], seen["type"]) == ("her_restriction", None, None)
