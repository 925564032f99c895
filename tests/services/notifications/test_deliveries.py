"""Deliveries are kept until they were sent: each once, by one sender at a time, and what came of it is told."""

from collections.abc import Iterator

import pytest

from services.notifications.deliveries import DONE, NOT_TRIED, Outcome
from services.notifications.deliveries.claims import LEASE
from services.notifications.deliveries.outcome import KEPT_FOR
from services.notifications.dispatching import always
from shared.contracts.notices import NotificationFailed, NotificationSent
from shared.store.sealed import provider_stream
from tests.services.notifications.carried import FAR, HOUR, LATER, MINUTE, NOW, Carried, carried, outgoing

LATE = Outcome("later", "deferred")
AWAY = Outcome("away", "server_away")


@pytest.fixture
def store(tmp_path, databases) -> Iterator[Carried]:
    with carried(tmp_path / "data", databases) as found:
        yield found


def claimed(store, now=NOW, most=100, wanted=always):
    return store.claims.claim("mail", now, most, wanted)


def tried(store, outcome, now):
    """Everything that is due ends so."""
    found = claimed(store, now)
    store.claims.settle([(each, outcome) for each in found], now)
    return len(found)


def test_what_is_asked_for_again_is_the_same_delivery(store):
    store.ask(outgoing(), outgoing(), outgoing("two"))
    store.ask(outgoing(), outgoing("two"))
    assert len(claimed(store)) == 2
    assert store.states() == ["sending", "sending"]


def test_what_was_sent_is_not_sent_again_however_often_it_is_asked_for(store):
    store.ask(outgoing())
    assert tried(store, DONE, NOW) == 1
    store.ask(outgoing())
    assert (claimed(store, NOW + HOUR), store.states()) == ([], ["sent"])


def test_nothing_is_sent_before_its_time(store):
    store.ask(outgoing(not_before=NOW + HOUR))
    assert claimed(store) == []
    assert len(claimed(store, NOW + HOUR)) == 1


def test_what_is_urgent_comes_first_and_extreme_risk_before_that(store):
    store.ask(outgoing("a"), outgoing("b", urgent=True), outgoing("c", urgent=True, extreme=True))
    assert [each.letter.link for each in claimed(store)] == [outgoing().link] * 3
    store.claims.settle([(each, NOT_TRIED) for each in claimed(store, NOW + LEASE)], NOW)
    notices = [each.notice for each in claimed(store, NOW)]
    assert notices == [outgoing(reason).notice_id.bytes for reason in "cba"]


def test_what_one_sender_has_claimed_no_other_gets_until_the_lease_ends(store):
    store.ask(*(outgoing(str(number)) for number in range(5)))
    assert (len(claimed(store, most=3)), len(claimed(store)), claimed(store)) == (3, 2, [])
    assert len(claimed(store, NOW + LEASE)) == 5


def test_a_sender_whose_lease_ended_holds_nothing_and_may_still_say_that_it_sent(store):
    store.ask(outgoing())
    (first,) = claimed(store)
    assert store.claims.holds(first, NOW)
    (second,) = claimed(store, NOW + LEASE)
    assert not store.claims.holds(first, NOW + LEASE)
    store.claims.settle([(first, LATE)], NOW + LEASE)
    assert store.states() == ["sending"]
    store.claims.settle([(first, DONE)], NOW + LEASE)
    store.claims.settle([(second, LATE)], NOW + LEASE)
    assert store.states() == ["sent"]


def test_what_is_cancelled_is_not_sent_though_it_was_claimed(store):
    store.ask(outgoing(), outgoing("two"), outgoing("three"))
    (first, *_) = claimed(store, most=1)
    store.cancel(outgoing().notice_id, outgoing("two").notice_id)
    assert not store.claims.holds(first, NOW)
    assert store.states() == ["cancelled", "cancelled", "waiting"]
    store.claims.settle([(first, LATE)], NOW)
    assert store.states()[0] == "cancelled"
    store.claims.settle([(first, DONE)], NOW)
    assert store.states()[0] == "sent", "it had gone before: that is so, and is said"


def test_each_is_asked_about_again_before_it_is_sent(store):
    store.ask(outgoing("a"), outgoing("b"), outgoing("c"))
    answers = {
        outgoing("a").delivery_id: True,
        outgoing("b").delivery_id: False,
        outgoing("c").delivery_id: NOW + HOUR,
    }
    found = claimed(store, wanted=lambda delivery_id, cursor, now: answers[delivery_id])
    assert [each.delivery_id for each in found] == [outgoing("a").delivery_id]
    assert store.states() == ["sending", "cancelled", "waiting"]
    assert store.all()[2].due == NOW + HOUR


@pytest.mark.parametrize(("urgent", "minutes"), [(False, [1, 6, 36, 216]), (True, [1, 2, 4, 8])])
def test_it_is_tried_five_times_at_growing_distances_then_it_is_dead(store, urgent, minutes):
    store.ask(outgoing(urgent=urgent))
    now = NOW
    for each in minutes:
        assert tried(store, LATE, now) == 1
        assert store.all()[0].due == now + each * MINUTE
        assert tried(store, LATE, now + each * MINUTE - MINUTE / 60) == 0
        now += each * MINUTE
    assert tried(store, LATE, now) == 1
    (one,) = store.all()
    assert (one.state, [line.code for line in one.attempts]) == ("dead", ["deferred"] * 5)
    assert tried(store, LATE, now + KEPT_FOR) == 0


def test_a_server_that_is_away_uses_no_attempt_up_until_it_is_too_late(store):
    store.ask(outgoing())
    for minute in range(60):
        assert tried(store, AWAY, NOW + minute * MINUTE) == 1
    assert tried(store, AWAY, NOW + KEPT_FOR) == 1
    assert tried(store, AWAY, NOW + KEPT_FOR + HOUR) == 1
    assert store.states() == ["dead"]


def test_that_it_did_not_arrive_is_told_to_the_log_once(store):
    store.ask(outgoing(), outgoing("two", role="worker"), outgoing("three"))
    first, second, third = claimed(store)
    refused = Outcome("refused", "no_channel")
    store.claims.settle([(first, Outcome("refused", "bounced")), (second, DONE), (third, refused)], NOW)
    assert store.record.tell() == 3
    assert store.record.tell() == 0
    with store.log.writing() as cursor:  # as it is for who dies in between
        cursor.execute("UPDATE deliveries SET told = 0")
    assert store.record.tell() == 3
    assert store.facts() == [
        NotificationFailed(template="deadline", cause="bounced", attempt=1),
        NotificationSent(template="deadline", recipient_role="worker"),
        NotificationFailed(template="deadline", cause="no_channel", attempt=1),
    ]


def test_an_address_is_in_no_row_in_clear_and_in_none_at_all_once_it_was_sent(store):
    store.ask(outgoing())
    (one,) = claimed(store)
    assert one.letter.address == "st1@far.example"
    store.claims.settle([(one, DONE)], NOW)
    with store.log.reading() as cursor:
        cursor.execute("SELECT owner, sealed FROM deliveries")
        owner, sealed = cursor.fetchone()
    assert b"far.example" not in sealed
    assert store.deliveries.letter_of(one.delivery_id.bytes, owner, sealed).address is None


def test_the_log_of_deliveries_is_read_by_pages_each_provider_its_own(store):
    store.ask(*(outgoing(str(number)) for number in range(5)), outgoing(provider_id="MIL-PONTE"))
    first = store.record.of(provider_stream(FAR), LATER, 3)
    rest = store.record.of(provider_stream(FAR), first[-1].position, 3)
    assert [each.position for each in (*first, *rest)] == sorted((one.position for one in store.all()), reverse=True)
    assert len(store.all("MIL-PONTE")) == 1


def test_of_extreme_risk_what_did_not_arrive_is_listed(store):
    store.ask(*(outgoing(each, urgent=True, extreme=True) for each in ("sent", "failed", "waits", "later")))
    store.ask(outgoing("normal"))
    by_notice = {each.notice: each for each in claimed(store)}
    ends = {"sent": DONE, "failed": Outcome("refused", "bounced"), "waits": NOT_TRIED, "later": LATE}
    store.claims.settle([(by_notice[outgoing(each).notice_id.bytes], end) for each, end in ends.items()], NOW)
    found = {each.notice_id: each.state for each in store.record.undelivered(LATER, 10)}
    assert found == {outgoing("failed").notice_id: "failed", outgoing("later").notice_id: "waiting"}


def test_of_what_is_forgotten_nothing_is_left(store):
    store.ask(outgoing(), outgoing("two"))
    tried(store, LATE, NOW)
    with store.log.writing() as cursor:
        store.deliveries.forget(cursor, [outgoing().notice_id])
    assert [each.notice_id for each in store.all()] == [outgoing("two").notice_id]
    with store.log.reading() as cursor:
        cursor.execute("SELECT delivery_id FROM delivery_attempts")
        assert cursor.fetchall() == [(outgoing("two").delivery_id.bytes,)]


def test_a_row_that_can_not_be_opened_stops_no_other(store):
    store.ask(outgoing(), outgoing("two"))
    broken = (bytes(64), outgoing().delivery_id.bytes)
    with store.log.writing() as cursor:
        cursor.execute("UPDATE deliveries SET sealed = ? WHERE delivery_id = ?", broken)
    (one,) = claimed(store)
    assert one.delivery_id == outgoing("two").delivery_id
    assert (store.record.tell(), store.facts()) == (1, [])


def test_how_long_the_oldest_has_waited_is_told_by_channel(store):
    past, future = NOW.replace(year=2000), NOW.replace(year=2190)
    store.ask(*(outgoing(str(at), not_before=at) for at in (past, past + HOUR, future)))
    ((channel, (count, seconds)),) = store.record.waiting().items()
    assert (channel, count, seconds > 0) == ("mail", 2, True)
