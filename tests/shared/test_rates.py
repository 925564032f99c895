"""No organisation asks for so much that others wait: beyond its share it is told when to come again."""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse

from shared import metrics
from shared.access import Reader
from shared.edge import Edge
from shared.errors import Busy, NotSignedIn, WrongSetting
from shared.limited import Limited
from shared.rates import ALTOGETHER, Rates, TooManyRequests
from shared.shares import Shares

NO_LIMIT = Shares(0, 0, 0)


def named(request):
    """Whoever the request says; a stand-in for a verified token."""
    if not (provider := request.headers.get("authorization")):
        raise NotSignedIn()
    return Reader(provider, "worker", "st_1", "t", 0)


def answers(shares, *asked, at_once=False):
    """The statuses and headers of requests by (provider, path), one after the other or together."""

    async def fine(scope, receive, send):
        await asyncio.sleep(0.01)
        await PlainTextResponse("fine")(scope, receive, send)

    async def all_of_them():
        transport = httpx.ASGITransport(Edge(Limited(fine, Rates(shares), named)))
        async with httpx.AsyncClient(transport=transport, base_url="http://made-up") as client:
            requests = [client.get(path, headers={"authorization": who} if who else {}) for who, path in asked]
            return await asyncio.gather(*requests) if at_once else [await each for each in requests]

    return asyncio.run(all_of_them())


def statuses(found):
    return [each.status_code for each in found]


def test_beyond_its_share_an_organisation_is_told_to_come_again_and_others_are_served():
    asked = [("NOISY", "/intake/v1/events")] * 4 + [("QUIET", "/intake/v1/events"), ("", "/pathway/")]
    found = answers(Shares(3, 0, 0), *asked)
    assert statuses(found) == [200, 200, 200, 429, 200, 200]
    assert found[3].headers["retry-after"] == "1"
    assert found[3].json()["type"] == "/problems/too_many_requests"
    assert "NOISY" not in found[3].text


def test_who_is_unknown_has_the_share_of_an_address():
    assert statuses(answers(Shares(2, 0, 0), *[("", "/pathway/")] * 3, ("FAR", "/pathway/"))) == [200, 200, 429, 200]


def test_what_watches_the_process_is_never_told_to_wait():
    asked = [("", "/health/live"), ("", "/health/ready"), ("", "/metrics")] * 3
    assert set(statuses(answers(Shares(1, 0, 1), *asked))) == {200}


def test_so_many_of_one_organisation_are_under_way_at_once_and_no_more():
    found = answers(Shares(0, 0, 2), *[("NOISY", "/a")] * 5, ("QUIET", "/a"), at_once=True)
    assert sorted(statuses(found[:5])) == [200, 200, 429, 429, 429]
    assert statuses(found[5:]) == [200]
    assert statuses(answers(Shares(0, 0, 1), *[("NOISY", "/a")] * 5)) == [200] * 5


def test_beyond_what_all_may_ask_at_once_it_is_busy():
    found = answers(Shares(0, 0, 1), *[(f"P{number}", "/a") for number in range(ALTOGETHER + 2)], at_once=True)
    assert sorted(statuses(found)) == [200] * ALTOGETHER + [503, 503]
    assert {each.headers.get("retry-after") for each in found if each.status_code == 503} == {"2"}


def test_without_a_limit_nobody_waits():
    assert set(statuses(answers(NO_LIMIT, *[("FAR", "/a")] * 50))) == {200}


def test_a_list_that_does_not_fit_takes_nothing_of_the_share():
    rates = Rates(Shares(0, 500, 0))
    rates.take_events("FAR", 400)
    with pytest.raises(TooManyRequests):
        rates.take_events("FAR", 101)
    rates.take_events("FAR", 100)
    rates.take_events("OTHER", 500)


def test_what_was_begun_and_ended_leaves_no_trace_of_anybody():
    rates = Rates(Shares(0, 0, 1))
    for number in range(100):
        rates.begin(f"P{number % 5}")
        rates.end(f"P{number % 5}")
    assert rates._under_way == {}
    for number in range(ALTOGETHER):
        rates.begin(f"P{number}")
    with pytest.raises(Busy):
        rates.begin("ONE-MORE")


def test_the_metric_tells_the_door_and_not_who():
    before = metrics.REQUESTS_LIMITED.labels("intake")._value.get()
    answers(Shares(1, 0, 0), *[("NOISY", "/intake/v1/events")] * 3, ("NOISY", "/NOISY/"))
    assert metrics.REQUESTS_LIMITED.labels("intake")._value.get() == before + 2
    told = {tuple(sample.labels.items()) for sample in next(iter(metrics.REQUESTS_LIMITED.collect())).samples}
    assert told <= {(("door", door),) for door in (*metrics.SOURCES, metrics.OTHER)}


@pytest.mark.parametrize(
    ("environment", "shares"),
    [
        ({}, Shares()),
        ({"ARIADNA_REQUESTS_PER_SECOND": "7"}, Shares(requests=7)),
        ({"ARIADNA_EVENTS_PER_SECOND": "0", "ARIADNA_REQUESTS_AT_ONCE": "3"}, Shares(events=0, at_once=3)),
    ],
)
def test_shares_are_what_the_environment_says(environment, shares):
    assert Shares.read(environment) == shares


@pytest.mark.parametrize("given", ["-1", "many", "1.5", "9" * 10])
def test_what_is_no_share_is_refused(given):
    with pytest.raises(WrongSetting, match="ARIADNA_REQUESTS_PER_SECOND"):
        Shares.read({"ARIADNA_REQUESTS_PER_SECOND": given})


def test_a_list_of_events_always_fits_into_a_seconds_share():
    with pytest.raises(WrongSetting, match="ARIADNA_EVENTS_PER_SECOND"):
        Shares.read({"ARIADNA_EVENTS_PER_SECOND": "499"})
