"""Grievances: whom she addressed is told, and nothing tells anybody else that there is one."""

from datetime import UTC, date, datetime
from functools import partial

import orjson
import pytest

from services.pathway import lists
from services.pathway.asking import Narrowed
from shared import metrics
from shared.clocks import When
from shared.door.admission import admit
from shared.errors import NotAllowed, UnknownPathway
from tests.services.stored import FAR, PSI, event, put, reader

OPENED, RAISED = date(2026, 2, 2), date(2026, 2, 6)
NOW = datetime.now(UTC)
ALL = When(date(2028, 1, 1))
SUPERVISOR, OFFICER = reader("NET", "supervisor"), reader("NET", "privacy_officer")


@pytest.fixture
def opened(ariadna, pathway_id):
    referent = {"referent_provider": FAR, "staff_ref": "st_1", "chosen_with_her": True}
    consent = {"consent_id": "c1", "purpose": "coordination", "recipients": [PSI], "form": "written"}
    put(
        ariadna,
        event("PathwayOpened", pathway_id, OPENED, basis="support_service"),
        event("ReferentAssigned", pathway_id, OPENED, **referent),
        event("ConsentGiven", pathway_id, OPENED, **consent),
    )
    put(ariadna, event("StepStarted", pathway_id, OPENED, step_id="L1", dimension="language_training"), provider=PSI)
    return ariadna


def raised(ariadna, pathway_id, to="supervisor", by=PSI):
    fact = event("GrievanceRaised", pathway_id, RAISED, about="service", to=to)
    put(ariadna, fact, provider=by)
    return fact["event_id"]


def answer(ariadna, pathway_id, grievance, by):
    fact = event(
        "GrievanceAnswered", pathway_id, NOW.date(), grievance_event_id=grievance, outcome="upheld", told_her=True
    )
    (receipt,) = ariadna.services["pathway"].log.post([admit(orjson.dumps(fact), "pathway", by, NOW)])
    return receipt.errors[0].code if receipt.errors else receipt.status


def everything(ariadna, pathway_id, who):
    """All that the pathway service answers a reader, as bytes."""
    pathways, today = ariadna.pathways, NOW.date()
    asked = [
        *(partial(getattr(pathways, name), pathway_id, ALL, who) for name in ("views", "history", "picture")),
        *(partial(pathways.gaps, ALL, who), partial(pathways.grievances, who, today)),
        *(partial(ask, who, today) for ask in (pathways.counts, pathways.tasks, pathways.urgent)),
        partial(pathways.tasks_page, who, today, Narrowed(), None, 500),
        *(partial(listed, pathways, make, who) for make in lists.LISTS.values()),
        partial(pathways.funding_at_risk, today, 366, who),
    ]
    return orjson.dumps([answered(each) for each in asked], option=orjson.OPT_SORT_KEYS)


def listed(pathways, make, who):
    return make([*pathways.own(who, pathways.overview.rows())], NOW.date())


def answered(ask):
    try:
        return ask()
    except (UnknownPathway, NotAllowed) as refused:
        return refused.code


OTHERS = [
    *(reader(provider, role) for provider in (FAR, PSI) for role in ("worker", "coordinator")),
    *(reader(provider, role) for provider in (FAR, PSI) for role in ("supervisor", "privacy_officer")),
    *(reader("NET", role) for role in ("worker", "privacy_officer", "auditor", "researcher", "ops", "admin")),
]


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: f"{who.provider_id} {who.role}")
def test_to_everybody_else_it_is_as_if_there_were_none(opened, pathway_id, who):
    before = everything(opened, pathway_id, who)
    grievance = raised(opened, pathway_id)
    amended = {"target_event_id": grievance, "changes": {"about": "referent"}, "reason": "wrong_code"}
    put(opened, event("EventCorrected", pathway_id, RAISED, **amended), provider=FAR)
    put(
        opened,
        event("GrievanceAnswered", pathway_id, RAISED, grievance_event_id=opened_id(), outcome="upheld", told_her=True),
    )
    assert everything(opened, pathway_id, who) == before


def opened_id():
    return "0192f0c1-6a53-7b8e-9d5e-1d1f3c7a9b10"


@pytest.mark.parametrize(("to", "who"), [("supervisor", SUPERVISOR), ("privacy_officer", OFFICER)])
def test_whom_she_addressed_finds_it_with_the_days_that_are_left(opened, pathway_id, to, who):
    grievance = raised(opened, pathway_id, to)
    (item,) = opened.pathways.grievances(who, date(2026, 2, 19))
    assert (item["event_id"], item["about"], item["raised_on"]) == (grievance, "service", "2026-02-06")
    assert (item["answer_due"], item["days_left"]) == ("2026-02-20", 1)
    assert not {"concerned", "raised_by"} & item.keys()


def test_a_supervisor_reads_what_is_addressed_to_her_in_the_history_and_no_other(opened, pathway_id):
    own = raised(opened, pathway_id)
    raised(opened, pathway_id, "privacy_officer")
    rows = opened.pathways.history(pathway_id, ALL, SUPERVISOR)["items"]
    assert [row["event_id"] for row in rows if row["type"] == "GrievanceRaised"] == [own]


def test_the_addressee_alone_answers_and_once(opened, pathway_id):
    grievance = raised(opened, pathway_id)
    for other in (reader(FAR), reader(PSI), OFFICER, reader(FAR, "supervisor"), reader(PSI, "supervisor")):
        assert answer(opened, pathway_id, grievance, other) == "grievance_unknown"
    assert answer(opened, pathway_id, opened_id(), SUPERVISOR) == "grievance_unknown"
    assert answer(opened, pathway_id, grievance, SUPERVISOR) == "accepted"
    assert opened.pathways.grievances(SUPERVISOR, NOW.date()) == []
    assert answer(opened, pathway_id, grievance, SUPERVISOR) == "grievance_already_answered"
    assert answer(opened, pathway_id, grievance, reader(FAR)) == "grievance_unknown"


def test_the_picture_begins_where_it_did(opened, pathway_id):
    before = opened.pathways.picture(pathway_id, ALL, reader())
    put(opened, event("GrievanceRaised", pathway_id, date(2026, 1, 5), about="data", to="supervisor"), provider=PSI)
    assert opened.pathways.picture(pathway_id, ALL, reader()) == before


def test_metrics_count_it_as_any_other_event():
    for type_name in ("GrievanceRaised", "GrievanceAnswered"):
        assert metrics.allowed("type", type_name) == metrics.OTHER
