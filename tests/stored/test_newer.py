"""A program that is older than what it finds says so, and neither guesses nor passes over it."""

import logging
import traceback
from uuid import UUID, uuid4

import orjson
import pytest
from pysqlite3 import dbapi2 as sqlite3

from deploy.rebuilding import rebuild
from deploy.wiring import Embedded
from shared.clocks import When
from shared.errors import NewerThanThisProgram
from shared.store.audit import verify
from shared.store.entries import Draft, Message
from tests.deploy.command import ariadna, row, written
from tests.journeys.running import TODAY
from tests.journeys.running import ariadna as in_a_process
from tests.stored.freeze import AS_OF

PATHWAY = "4891d8e7-ba93-4931-9298-6c25eb7fa597"
NEWER = {
    "a newer schema version": {"schema_version": 2},
    "an unknown type": {"type": "NotInventedYet"},
    "a field that came later": {"data": {"not_invented_yet": 1}},
    "a field of the envelope that came later": {"not_invented_yet": 1},
    "a code that came later": {"data": {"dimension": "not_invented_yet"}},
}


@pytest.fixture
def store(tmp_path):
    """One pathway with one need in it."""
    data = tmp_path / "data"
    assert (
        ariadna("import", written(tmp_path / "r", [row(pathway_id=PATHWAY)]), "--keep-recorded-at", "--data", data)[0]
        == 0
    )
    found = Embedded(data)
    found.settle()
    yield found
    found.close()


def post_newer(store, changed):
    """What a newer program would have stored: sealed and chained as it should be, its content unknown to us."""
    body = {
        "type": "NeedIdentified",
        "provider_id": "BCN-FAR",
        "actor": "st_1",
        "role": "worker",
        "occurred_on": TODAY.isoformat(),
        "data": {"need_id": "n2", "dimension": "housing", "voiced_by": "her"},
    }
    given = changed | ({"data": body["data"] | changed["data"]} if "data" in changed else {})
    content = orjson.dumps(body | given)
    draft = Draft(uuid4().bytes, UUID(PATHWAY).bytes, "BCN-FAR", content, content, trusted=True)
    (receipt,) = store.services["intake"].log.post([draft])
    assert receipt.status == "accepted"


def other_format(store, name, position):
    """The first byte of a stored event as a newer program would write it."""
    connection = sqlite3.connect(store.data / f"{name}.db", isolation_level=None)
    changed = "cast(x'02' || substr(state, 2) AS BLOB)"
    connection.execute(f"UPDATE stored_events SET state = {changed} WHERE position = ?", (position,))
    connection.close()


@pytest.mark.parametrize("what", NEWER)
def test_her_history_is_not_told_without_what_is_newer(store, what):
    post_newer(store, NEWER[what])
    store.drain()
    with pytest.raises(NewerThanThisProgram) as told:
        store.pathways._fold(PATHWAY, When(AS_OF))
    assert "invented" not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize("what", NEWER)
def test_her_row_in_the_lists_keeps_its_mark_and_the_log_holds(store, what, caplog):
    post_newer(store, NEWER[what])
    store.drain()
    with caplog.at_level(logging.ERROR):
        assert store.pathways.overview.refresh() == 0
    assert "NewerThanThisProgram" in caplog.text
    assert "invented" not in caplog.text
    with store.services["pathway"].log.reading() as cursor:
        assert cursor.execute("SELECT stream FROM stale").fetchall() == [(UUID(PATHWAY).bytes,)]
    assert verify(store.services["pathway"].log) is None


def test_a_command_ends_with_one_line(store):
    post_newer(store, NEWER["an unknown type"])
    store.drain()
    store.close()  # how far it had looked is on disk now
    told = in_a_process("views", PATHWAY, "--data", store.data)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "ariadna: The store holds what only a newer program can read.\n"


def test_the_overview_is_not_rebuilt_without_what_is_newer(store):
    post_newer(store, NEWER["an unknown type"])
    store.drain()
    with pytest.raises(NewerThanThisProgram):
        rebuild(store, 1)


def test_an_unknown_format_is_not_folded_and_named_by_verify(store):
    other_format(store, "pathway", 1)
    with pytest.raises(NewerThanThisProgram):
        store.pathways._fold(PATHWAY, When(AS_OF))
    told = ariadna("verify", "--data", store.data)
    assert told.code == 4
    assert told.out == "pathway: position 1: its format is unknown\n"


@pytest.mark.promise("R3")
def test_an_unknown_format_is_not_carried_and_not_passed_over(store):
    log = store.services["pathway"].log
    reached = log.position_of("intake")
    (state,) = [each.state for each in store.services["intake"].log.scan()][:1]
    with pytest.raises(NewerThanThisProgram):
        log.join([Message(9, b"\x02" + state[1:])], {"intake": 9})
    assert log.position_of("intake") == reached


@pytest.mark.parametrize("what", NEWER)
def test_a_decision_that_can_not_be_read_is_not_passed_over(store, what):
    """Who may post is learned from decisions: a consent that is skipped would shut somebody out."""
    post_newer(store, NEWER[what])
    employment = store.services["employment"]
    before = employment.log.position_of("pathway")
    messages, upto = store.services["intake"].log.messages(0, 100)
    with pytest.raises(NewerThanThisProgram):
        employment.subscriptions["pathway"](messages, {"pathway": upto})
    assert employment.log.position_of("pathway") == before
