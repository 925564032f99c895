"""Who asks for too many pathways within an hour: an alarm at twenty, a stop at fifty; lists count for nobody."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from shared import metrics
from shared.reads import NEWEST
from shared.reads.index import ALARM, HOUR, STOP

VIEWS = "/pathway/v1/pathways/{}/views"


@pytest.fixture
def token(watched):
    return watched.token()


def tried(watched, token, times):
    """The statuses of so many tries, each of another id that nobody has."""
    return [watched.ask(VIEWS.format(uuid4()), token)[0] for _ in range(times)]


def alarms(watched):
    return watched.ariadna.reads.alarms(NEWEST, 10)


def counted():
    return metrics.READING_ALARMS._value.get()


def test_it_is_alarmed_of_once_at_twenty_and_stopped_after_fifty(watched, token):
    assert (ALARM, STOP) == (20, 50)
    before = counted()
    assert tried(watched, token, ALARM - 1) == [404] * (ALARM - 1)
    assert (alarms(watched), counted()) == ([], before)
    assert tried(watched, token, 1) == [404]
    (alarm,) = alarms(watched)
    assert (alarm.record.actor, counted()) == ("st_1", before + 1)
    assert tried(watched, token, STOP - ALARM) == [404] * (STOP - ALARM)
    assert len(alarms(watched)) == 1
    her = sorted(watched.known)[0]
    status, headers, body, _ = watched.ask(VIEWS.format(her), token)
    assert (status, headers[b"retry-after"], watched.named(body)) == (429, b"3600", set())
    assert watched.latest("st_1")[0].outcome == "stopped"
    status, headers, body, _ = watched.ask(f"/pathway/pathways/{her}", token, cookie=True)
    assert (status, headers[b"retry-after"], watched.named(body)) == (429, b"3600", set())
    assert watched.ask(VIEWS.format(her), watched.token(actor="st_2"))[0] == 200


def test_what_was_tried_already_is_no_other_and_an_hour_later_it_begins_anew(watched, token):
    her = sorted(watched.known)[0]
    assert watched.ask(VIEWS.format(her), token)[0] == 200
    assert set(tried(watched, token, STOP - 1)) == {404}
    assert watched.ask(VIEWS.format(her), token)[0] == 200
    assert tried(watched, token, 1) == [429]
    with watched.ariadna.reads.log.writing() as cursor:
        cursor.execute(f"UPDATE read_tries SET at = at - {HOUR}")
    assert tried(watched, token, 1) == [404]


def test_lists_count_for_nobody(watched, token):
    for _ in range(STOP + 5):
        assert watched.ask("/pathway/v1/caseload", token)[0] == 200
    with watched.ariadna.reads.log.reading() as cursor:
        cursor.execute("SELECT count(*) FROM read_tries")
        assert cursor.fetchone() == (0,)


def test_of_many_at_once_no_more_than_fifty_are_answered(watched, token):
    with ThreadPoolExecutor(16) as pool:
        statuses = [one for each in pool.map(lambda _: tried(watched, token, 4), range(16)) for one in each]
    assert (statuses.count(404), statuses.count(429)) == (STOP, 14)
