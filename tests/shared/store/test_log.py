"""What a log promises: each event once, in order, for ever."""

import threading
from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from shared.store.audit import verify
from shared.store.entries import Message
from shared.store.sealed import HEADER
from tests.shared.store.conftest import FAR, at_rest, posted, some


def test_an_event_is_stored_with_the_next_position(log):
    receipts = log.post(some(2, 3))
    assert [receipt.position for receipt in receipts] == [1, 2, 3, 4, 5, 6]
    assert {receipt.status for receipt in receipts} == {"accepted"}


def test_recorded_at_is_strictly_increasing(log):
    moments = [receipt.recorded_at for receipt in log.post(some(3, 100))]
    assert all(earlier < later for earlier, later in pairwise(moments))


def test_the_same_event_again_is_a_duplicate_with_its_first_receipt(log):
    draft = posted(str(uuid4()))
    (first,) = log.post([draft])
    (again,) = log.post([draft])
    assert (again.status, again.position, again.recorded_at) == ("duplicate", first.position, first.recorded_at)
    assert log.position() == 1


@pytest.mark.promise("X2")
def test_the_same_id_with_other_content_is_a_conflict_and_the_first_stays(log):
    pathway, event = str(uuid4()), str(uuid4())
    log.post([posted(pathway, "P1", event)])
    (second,) = log.post([posted(pathway, "P2", event)])
    assert (second.status, second.errors[0].code) == ("conflict", "other_content")
    assert [stored.fact.step_id for stored in log.events(UUID(pathway).bytes)] == ["P1"]


def test_the_same_id_twice_in_one_batch_is_stored_once(log):
    draft = posted(str(uuid4()))
    assert [receipt.status for receipt in log.post([draft, draft])] == ["accepted", "duplicate"]


def test_another_provider_may_use_the_same_id(log):
    pathway, event = str(uuid4()), str(uuid4())
    other = FAR.__class__("BCN-PSI", "worker", "st_9", "token", 0)
    receipts = log.post([posted(pathway, event_id=event), posted(pathway, event_id=event, reader=other)])
    assert [receipt.status for receipt in receipts] == ["accepted", "accepted"]


def test_what_comes_out_is_what_went_in(log):
    pathway = str(uuid4())
    draft = posted(pathway, "P7")
    log.post([draft])
    (event,) = log.events(draft.stream)
    assert (event.pathway_id, event.provider_id, event.actor) == (pathway, "BCN-FAR", "st_1")
    assert (event.type, event.fact.step_id, event.fact.dimension) == ("StepStarted", "P7", "health")


def test_nothing_of_an_event_is_readable_at_rest(log):
    log.post([posted(str(uuid4()), "SECRETSTEP")])
    found = at_rest(log.database)
    assert all(row.state in found for row in log.scan())
    assert b"SECRETSTEP" not in found
    assert b"BCN-FAR" not in found
    assert b"StepStarted" not in found


def test_two_open_logs_on_one_database_leave_no_gap(open_log):
    one, other = open_log("intake"), open_log("intake")
    pathway = str(uuid4())
    for number in range(10):
        (one if number % 2 else other).post([posted(pathway, f"S{number}")])
    assert one.position() == 10
    assert verify(one) is None


def test_sixteen_writers_on_one_pathway_lose_nothing(open_log):
    logs = [open_log("intake") for _ in range(4)]
    pathway = str(uuid4())

    def write(number: int) -> None:
        for turn in range(20):
            logs[number % 4].post([posted(pathway, f"S{number}-{turn}")])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert logs[0].position() == 320
    assert verify(logs[0]) is None


def test_a_joined_event_is_the_same_bytes_and_only_once(log, open_log):
    log.post(some(2, 5))
    pathway = open_log("pathway")
    messages, upto = log.messages(0, 1000)
    assert pathway.join(messages, {"intake": upto}) == 10
    assert pathway.join(messages, {"intake": upto}) == 0
    assert [row.state for row in pathway.scan()] == [row.state for row in log.scan()]


def test_a_redelivery_under_a_new_position_stores_nothing(log, open_log):
    log.post(some(1, 3))
    pathway = open_log("pathway")
    messages, upto = log.messages(0, 1000)
    pathway.join(messages, {"intake": upto})
    moved = [Message(message.position + 100, message.state) for message in messages]
    assert pathway.join(moved, {"intake": upto + 100}) == 0
    assert pathway.position_of("intake") == upto + 100


def test_a_log_heard_in_parts_is_reached_as_far_as_its_slowest_part(log, open_log):
    log.post(some(1, 4))
    pathway = open_log("pathway")
    pathway.parts, pathway.hears = 2, frozenset({"intake"})
    messages, _ = log.messages(0, 1000)
    pathway.join(messages[::2], {"topic:0": 9, "intake/0": 3})
    assert (pathway.reached("intake"), pathway.position_of("topic:0")) == (0, 9)
    pathway.join(messages[1::2], {"topic:1": 5, "intake/1": 4})
    assert (pathway.reached("intake"), pathway.position()) == (3, 4)
    assert pathway.join(messages, {"topic:0": 9, "intake/1": 4}) == 0


def test_joined_events_are_not_published_again(log, open_log):
    log.post(some(1, 3))
    pathway = open_log("pathway")
    messages, upto = log.messages(0, 1000)
    pathway.join(messages, {"intake": upto})
    assert pathway.messages(0, 1000) == ([], 3)


def test_the_receipt_of_one_provider_is_not_anothers(log):
    event = str(uuid4())
    (first,) = log.post([posted(str(uuid4()), event_id=event)])
    assert log.receipt(UUID(event), "BCN-FAR").position == first.position
    assert log.receipt(UUID(event), "BCN-PSI") is None


def test_the_library_reads_our_log(log):
    log.post(some(2, 2))
    notifications = log.recorder.select_notifications(start=2, limit=2)
    assert [notification.id for notification in notifications] == [2, 3]
    event = log.mapper.to_domain_event(notifications[0])
    assert event.type == "StepStarted"
    assert len(log.recorder.select_events(notifications[0].originator_id)) == 2


def test_the_header_tells_no_provider_and_no_type(log):
    log.post([posted(str(uuid4()))])
    (row,) = log.scan()
    assert b"BCN" not in row.state[: HEADER.size]
