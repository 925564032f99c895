"""Who sat in a group together is known to its host: nothing that anybody else is answered tells two of them apart."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import orjson
import pytest

from services.pathway import lists
from shared.clocks import When
from shared.door.admission import Author, draft
from tests.services.stored import FAR, PSI, event, put, reader

HOST = "BCN-PARAULA"
OPENED, MET = date(2026, 2, 2), date(2026, 2, 9)
ALL = When(date(2026, 4, 1))
SUPERVISOR = reader("NET", "supervisor")
GROUP, OUTSIDE = 4, 3


def opened(ariadna, pathway_id, by=FAR):
    consent = {"consent_id": "c1", "purpose": "coordination", "recipients": [PSI], "form": "written"}
    referent = {"referent_provider": by, "staff_ref": "st_1", "chosen_with_her": True}
    put(
        ariadna,
        event("PathwayOpened", pathway_id, OPENED, basis="support_service"),
        event("NeedIdentified", pathway_id, OPENED, need_id="n1", dimension="language_training", voiced_by="her"),
        event("ReferentAssigned", pathway_id, OPENED, **referent),
        event("ConsentGiven", pathway_id, OPENED, **consent),
    )
    step = event("StepStarted", pathway_id, OPENED, step_id="L1", dimension="language_training")
    put(ariadna, step, provider=HOST)


def session(pathway_id, number, group):
    """What a host's program posts: ids that follow each other in time."""
    data = {"step_id": "L1", "dimension": "language_training", "outcome": "attended"}
    one = event("SessionRecorded", pathway_id, MET, **data, format="group" if group else "individual")
    return one | {"event_id": f"0192f0c1-6a53-7b8e-9d5e-{number:012x}"}


def together(ariadna, *posted):
    """One list of the host's, stored at once."""
    at = datetime.combine(MET, time(18, 4, 7, 123456), UTC)
    drafts = [
        draft(one, Author(HOST, "st_7", "worker"), at, recorded_at=at + timedelta(microseconds=number), imported_at=at)
        for number, one in enumerate(posted)
    ]
    assert {receipt.status for receipt in ariadna.services["intake"].log.post(drafts)} == {"accepted"}
    ariadna.drain()


@pytest.fixture
def women(ariadna):
    """Those of a group, then those who met the host each by herself, an hour apart."""
    inside, outside = ([str(uuid4()) for _ in range(count)] for count in (GROUP, OUTSIDE))
    for each in (*inside, *outside):
        opened(ariadna, each)
    together(ariadna, *(session(each, number, True) for number, each in enumerate(inside)))
    agreed = [event("GroupConfidentialityAgreed", each, MET, group_ref="grp_opaque_3") for each in inside]
    together(ariadna, *agreed)
    for number, each in enumerate(outside):
        put(ariadna, session(each, 0xA000 + 4096 * number, False), provider=HOST)
    wrong = [event("SessionRecorded", each, date(2026, 1, 5), step_id="L1", dimension="language_training",
                   outcome="attended", format="group") for each in (*inside, *outside)]  # fmt: skip
    together(ariadna, *wrong)
    return inside, outside


def answers(ariadna, pathway_id, who):
    pathways = ariadna.pathways
    rows = [*pathways.own(who, pathways.overview.rows())]
    listed = [item for make in lists.LISTS.values() for item in make(rows, ALL.today)]
    return [
        pathways.views(pathway_id, ALL, who),
        pathways.history(pathway_id, ALL, who)["items"],
        pathways.picture(pathway_id, ALL, who),
        [item for item in listed if item["pathway_id"] == pathway_id],
    ]


def values(answer):
    """Every value in an answer, and the head of each text: equal beginnings tell as much."""
    if isinstance(answer, dict):
        return set().union(*map(values, answer.values())) if answer else set()
    if isinstance(answer, list):
        return set().union(*map(values, answer)) if answer else set()
    text = orjson.dumps(answer).decode()
    return {text, text[:14]}


def shared_by_the_group_alone(ariadna, women, who):
    inside, outside = ([values(answers(ariadna, each, who)) for each in some] for some in women)
    return set.intersection(*inside) - set.union(*outside)


OTHERS = [reader(FAR), reader(FAR, "coordinator"), reader(PSI), SUPERVISOR]


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: f"{who.provider_id} {who.role}")
def test_to_nobody_else_anything_is_equal_between_them_alone(ariadna, women, who):
    assert shared_by_the_group_alone(ariadna, women, who) == set()


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: f"{who.provider_id} {who.role}")
def test_nobody_else_is_shown_a_group_or_when_it_was_written_down(ariadna, women, who):
    said = orjson.dumps(answers(ariadna, women[0][0], who)).decode()
    assert "grp_opaque_3" not in said
    assert "18:04:07" not in said
    assert "no_group_placement" not in said
    assert '"format"' not in said


def test_the_host_sees_what_it_wrote(ariadna, women):
    rows = ariadna.pathways.history(women[0][0], ALL, reader(HOST))["items"]
    assert {row["data"].get("group_ref") for row in rows} == {None, "grp_opaque_3"}
    assert "group" in {row["data"].get("format") for row in rows}
    assert "2026-02-09T18:04:07.123456Z" in {row["recorded_at"] for row in rows}


def test_the_search_would_find_what_is_equal(ariadna, women):
    """What the host reads of them is equal in several places: else this search could never fail."""
    inside, outside = (
        [values(ariadna.pathways.history(each, ALL, reader(HOST))["items"]) for each in some] for some in women
    )
    assert '"grp_opaque_3"' in set.intersection(*inside) - set.union(*outside)


def test_a_figure_names_an_event_as_the_history_does(ariadna, women):
    pathway_id = women[0][0]
    (aside,) = ariadna.pathways.views(pathway_id, ALL, reader(FAR))["set_aside"]
    ids = {
        row["event_id"] for row in ariadna.pathways.history(pathway_id, ALL, reader(FAR))["items"] if row["set_aside"]
    }
    (listed,) = [
        item
        for item in lists.set_aside(ariadna.pathways.own(reader(FAR), ariadna.pathways.overview.rows()), ALL.today)
        if item["pathway_id"] == pathway_id
    ]
    assert ids == {aside["event_id"]} == {listed["event_id"]}
