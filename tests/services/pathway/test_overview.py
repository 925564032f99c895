"""The overview: one row a pathway, fresh, unreadable without her key, and the same when built anew."""

import os
from datetime import date
from uuid import UUID, uuid4

import pytest

from deploy.rebuilding import rebuild
from services.pathway.overview import Overview
from tests.services.pathway.histories import POLICY, story
from tests.services.stored import embedded, event, put
from tests.shared.store.conftest import at_rest

DAY = date(2026, 2, 2)
HISTORIES = 1_000 if os.environ.get("ARIADNA_SOAK") == "1" else 12
LEFT_OUT = {"EventCorrected", "EventVoided", "RegistrationsMerged", "RegistrationsSplit", *POLICY}


def opened(pathway_id):
    return [
        event("PathwayOpened", pathway_id, DAY, basis="support_service"),
        event("NeedIdentified", pathway_id, DAY, need_id="n1", dimension="health", voiced_by="her"),
    ]


def test_a_row_is_fresh_as_soon_as_it_is_asked_for(ariadna, pathway_id):
    put(ariadna, *opened(pathway_id))
    overview = ariadna.pathways.overview
    (row,) = overview.rows()
    assert (row["pathway_id"], row["open"], row["without_referent_since"]) == (pathway_id, True, "2026-02-02")
    assert [gap["dimension"] for gap in row["gaps"]] == ["health"]
    put(ariadna, event("StepStarted", pathway_id, DAY, step_id="H1", dimension="health"))
    (row,) = overview.rows()
    assert (row["gaps"], [step["step_id"] for step in row["steps"]]) == ([], ["H1"])


def test_only_what_changed_is_folded_afresh(ariadna, pathway_id):
    put(ariadna, *opened(pathway_id), *opened(str(uuid4())))
    overview = ariadna.pathways.overview
    assert overview.refresh() == 2
    assert overview.refresh() == 0
    put(ariadna, event("NeedMet", pathway_id, DAY, need_id="n1", confirmed_by_her=True))
    assert overview.refresh() == 1


def test_a_row_is_not_overwritten_by_who_folded_it_earlier_and_writes_it_later(ariadna, pathway_id, monkeypatch):
    """Between the fold and its writing another process stores more, folds that and writes it."""
    put(ariadna, *opened(pathway_id))
    overview, pathways = ariadna.pathways.overview, ariadna.pathways
    slow, folded = Overview(pathways.log, pathways.log.rules), []

    def overtaken(*asked):
        page = Overview._afresh(slow, *asked)
        if page and not folded:
            put(ariadna, event("NeedMet", pathway_id, DAY, need_id="n1", confirmed_by_her=True))
            folded.append(overview.refresh())
        return page

    monkeypatch.setattr(slow, "_afresh", overtaken)
    slow.refresh()
    assert folded == [1]
    assert rebuild(ariadna, 1) == (1, 0)


def test_a_merge_makes_every_registration_stale(ariadna, pathway_id):
    other = str(uuid4())
    put(ariadna, *opened(pathway_id), *opened(other))
    ariadna.pathways.overview.refresh()
    put(ariadna, event("RegistrationsMerged", pathway_id, DAY, survivor=pathway_id, absorbed=other, consent_id="c"))
    assert ariadna.pathways.overview.refresh() == 2
    put(ariadna, event("NeedMet", other, DAY, need_id="n1", confirmed_by_her=True))
    assert ariadna.pathways.overview.refresh() == 2


def test_a_registration_that_a_register_only_names_has_no_row(ariadna, pathway_id):
    named = str(uuid4())
    put(ariadna, *opened(pathway_id))
    put(ariadna, event("RegistrationsMerged", pathway_id, DAY, survivor=pathway_id, absorbed=named, consent_id="c"))
    assert [row["pathway_id"] for row in ariadna.pathways.overview.rows()] == [pathway_id]
    assert rebuild(ariadna, 1) == (1, 0)


def test_pathways_of_which_no_step_named_a_window_are_not_asked_about_funding(ariadna, pathway_id):
    put(ariadna, *opened(pathway_id), *opened(str(uuid4())))
    started = event("StepStarted", pathway_id, DAY, step_id="H1", dimension="health", funding_window_id="fw1")
    put(ariadna, started)
    assert ariadna.pathways.overview.with_windows() == [UUID(pathway_id).bytes]


@pytest.fixture
def ariadna(tmp_path, databases):
    with embedded(tmp_path / "data", databases) as store:
        yield store


def table(store):
    with store.pathways.log.reading() as cursor:
        return cursor.execute("SELECT * FROM overview ORDER BY stream").fetchall()


@pytest.fixture
def random_histories(ariadna, seed):
    """Some made-up histories, each of women of their own, dense with what is set aside."""
    for turn in range(HISTORIES):
        homes: dict[str, str] = {}
        for one in story(seed + turn, 10, 40).events:
            if one["type"] in LEFT_OUT:
                continue
            home = one["pathway_id"] and homes.setdefault(one["pathway_id"], str(uuid4()))
            put(
                ariadna,
                event(one["type"], home, date.fromisoformat(one.get("occurred_on", "2026-01-05")), **one["data"]),
                carry=False,
            )
    ariadna.drain()
    ariadna.pathways.overview.refresh()
    return ariadna


@pytest.mark.promise("R1")
def test_an_overview_built_anew_is_the_same_to_the_byte(random_histories, seed, tally):
    live = table(random_histories)
    assert len(live) > 12
    count, differing = rebuild(random_histories, 1)
    tally(f"seed {seed}", rows=count, differing=differing)
    assert (count, differing) == (len(live), 0)
    assert table(random_histories) == live


def test_several_processes_build_the_same(random_histories):
    live = table(random_histories)
    assert rebuild(random_histories, 2) == (len(live), 0)
    assert table(random_histories) == live


def test_a_row_that_was_changed_is_seen_and_put_right(ariadna, pathway_id):
    put(ariadna, *opened(pathway_id), *opened(str(uuid4())))
    ariadna.pathways.overview.refresh()
    right = table(ariadna)
    with ariadna.pathways.log.writing() as cursor:
        cursor.execute("UPDATE overview SET referent = 'BCN-XXX' WHERE stream = ?", (UUID(pathway_id).bytes,))
    assert rebuild(ariadna, 1)[1] > 0
    assert table(ariadna) == right
    assert rebuild(ariadna, 1)[1] == 0


def test_what_is_stored_during_a_rebuild_is_not_lost(ariadna, pathway_id):
    put(ariadna, *opened(pathway_id))
    overview = ariadna.pathways.overview
    upto = overview.begin_rebuild()
    overview.rebuild()
    other = str(uuid4())
    put(ariadna, *opened(other), event("NeedMet", pathway_id, DAY, need_id="n1", confirmed_by_her=True))
    overview.finish_rebuild(upto)
    rows = {row["pathway_id"]: row["gaps"] for row in overview.rows()}
    assert set(rows) == {pathway_id, other}
    assert rows[pathway_id] == []


def test_nothing_of_her_is_readable_in_the_row(ariadna, pathway_id):
    step = event("StepStarted", pathway_id, DAY, step_id="SECRETSTEP", dimension="artistic_therapy")
    put(ariadna, *opened(pathway_id), step)
    ariadna.pathways.overview.refresh()
    found = at_rest(ariadna.pathways.log.database)
    assert UUID(pathway_id).bytes in found
    assert b"SECRETSTEP" not in found
    assert b"artistic_therapy" not in found


def test_one_history_that_can_not_be_folded_stops_no_other(ariadna, pathway_id, monkeypatch):
    """Her row stays as it was, and is tried again."""
    other = str(uuid4())
    put(ariadna, *opened(pathway_id), *opened(other))
    whole = Overview._row

    def failing(self, stream, events):
        if stream == UUID(pathway_id).bytes:
            raise ValueError("unforeseen")
        return whole(self, stream, events)

    monkeypatch.setattr(Overview, "_row", failing)
    assert [row["pathway_id"] for row in ariadna.pathways.overview.rows()] == [other]
    monkeypatch.setattr(Overview, "_row", whole)
    put(ariadna, event("NeedMet", pathway_id, DAY, need_id="n1", confirmed_by_her=True))
    assert {row["pathway_id"] for row in ariadna.pathways.overview.rows()} == {pathway_id, other}


def test_a_store_opened_again_has_its_rows(tmp_path, databases, pathway_id):
    with embedded(tmp_path / "data", databases) as store:
        put(store, *opened(pathway_id))
    with embedded(tmp_path / "data", databases) as store:
        assert [row["pathway_id"] for row in store.pathways.overview.rows()] == [pathway_id]
