"""What of a history a reader is shown: the figures, its own rows, others' rows, or nothing at all."""

import pytest

from services.pathway.reading import READS_FIGURES, Relationship, category_of, relationship, shown
from shared.access import Reader
from tests.services.pathway.domain.facts import consent, opened, referent, started, withdrawn
from tests.services.pathway.domain.given import FAR, PONT, PSI, day, given

TODAY = day(19)


def reader(provider_id=FAR, role="worker", actor="st_1"):
    return Reader(provider_id, role, actor, "token", 0)


def relation(provider_id, *events, role="worker"):
    return relationship(reader(provider_id, role), given(*events).at(20), TODAY)


@pytest.mark.parametrize("role", ["auditor", "privacy_officer", "researcher", "ops", "admin"])
def test_other_roles_read_nothing_here(role):
    assert relation(FAR, opened(), referent(1), role=role) is Relationship.none


def test_a_supervisor_reads_everywhere():
    assert relation("NETWORK", opened(), role="supervisor") is Relationship.everywhere


def test_the_relationship_follows_the_present():
    assert relation(FAR, opened(), referent(1)) is Relationship.referent
    assert relation(PSI, opened(), consent(2, PSI)) is Relationship.active
    assert relation(PSI, opened(), consent(2, PSI, until=9)) is Relationship.none
    assert relation(PSI, opened(), consent(2, PSI), started("A1", 3, by=PSI), withdrawn(5)) is Relationship.past
    assert relation(PONT, opened()) is Relationship.none


def test_past_providers_and_strangers_read_no_figures():
    assert {Relationship.past, Relationship.none}.isdisjoint(READS_FIGURES)


def row(kind="StepStarted", provider_id=PSI, **data):
    return {
        "event_id": "e1",
        "type": kind,
        "provider_id": provider_id,
        "occurred_on": "2026-01-02",
        "recorded_at": "2026-01-02T10:00:00Z",
        "set_aside": None,
        "data": data,
    }


def test_own_rows_are_shown_whole_to_whoever_wrote_them():
    own = row(provider_id=FAR, dimension="health")
    assert shown(own, reader(), Relationship.past) == {**own, "withheld": None}


def test_a_past_provider_sees_nothing_of_others():
    assert shown(row(dimension="housing"), reader(), Relationship.past) is None


def test_care_of_others_is_withheld_by_name():
    seen = shown(row(dimension="health"), reader(), Relationship.active)
    assert (seen["withheld"], seen["type"], seen["data"]) == ("care", "StepStarted", None)


def test_a_referent_sees_legal_and_risk_and_an_active_provider_does_not():
    assessed = row("RiskAssessed", level="high")
    assert shown(assessed, reader(), Relationship.referent)["withheld"] is None
    seen = shown(assessed, reader(), Relationship.active)
    assert (seen["withheld"], seen["type"], seen["data"]) == ("risk", None, None)


def test_a_grievance_passes_the_referent_by():
    assert shown(row("GrievanceRaised", about="referent"), reader(), Relationship.referent)["withheld"] == "grievance"


def test_what_she_sealed_is_withheld_from_supervisors_too():
    sealed = frozenset({"housing"})
    seen = shown(row(dimension="housing"), reader("NETWORK", "supervisor"), Relationship.everywhere, sealed)
    assert seen["withheld"] == "her_restriction"


def test_the_local_administrator_sees_every_row():
    seen = shown(row(dimension="health"), reader(actor="local-admin"), Relationship.everywhere)
    assert seen["withheld"] is None


@pytest.mark.parametrize(
    ("kind", "data", "category"),
    [
        ("StepStarted", {"dimension": "housing"}, None),
        ("StepStarted", {"dimension": "legal_status"}, "legal"),
        ("StepStarted", {"dimension": "protection"}, "risk"),
        ("GroupPlacementAssessed", {}, "group"),
        ("EmergencyAccessUsed", {}, "sealed"),
    ],
)
def test_each_row_has_its_category(kind, data, category):
    assert category_of(row(kind, **data)) == category
