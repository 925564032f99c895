"""A request names one host, is short in its head, and its body keeps coming."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from shared.bounds import LONGEST_HEAD, MOST_HEADERS, BodyTooSlow, Bounded, Steady


async def fine(scope, receive, send):
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)}")(scope, receive, send)


def status(headers, *, version="1.1", hosts=(), path=b"/"):
    """What a head is answered with."""
    found = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        found.append(message.get("status"))

    scope = {"type": "http", "http_version": version, "method": "GET", "path": "/", "raw_path": path}
    asyncio.run(Bounded(fine, hosts)({**scope, "query_string": b"", "headers": headers}, receive, send))
    return found[0]


HOST = (b"host", b"ariadna.example:8000")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([HOST], 200),
        ([(b"host", b"[::1]:8000")], 200),
        ([], 400),
        ([HOST, HOST], 400),
        ([(b"host", b"")], 400),
        ([(b"host", b"a.example, b.example")], 400),
        ([(b"host", b"a.example/path")], 400),
        ([(b"host", b"user@a.example")], 400),
        ([HOST, (b"x", b"x" * LONGEST_HEAD)], 431),
        ([HOST, *[(b"x", b"1")] * MOST_HEADERS], 431),
    ],
)
def test_a_head_is_short_and_names_one_host(headers, expected):
    assert status(headers) == expected


def test_the_address_counts_too():
    assert status([HOST], path=b"/" * LONGEST_HEAD) == 431


def test_an_old_client_may_name_no_host():
    assert status([], version="1.0") == 200


@pytest.mark.parametrize(("host", "expected"), [(b"ariadna.example", 200), (b"ARIADNA.example:1", 200), (b"evil", 421)])
def test_where_hosts_are_named_no_other_is_answered_to(host, expected):
    assert status([(b"host", host)], hosts=["Ariadna.example"]) == expected
    assert status([(b"host", host)]) == 200


def read(chunks, grace=0.05):
    """How much of a body is read that comes in pieces, each after a pause."""

    async def all_of_it():
        coming = iter(chunks)

        async def receive():
            pause, body, more = next(coming)
            if pause:
                await asyncio.sleep(pause)
            return {"type": "http.request", "body": body, "more_body": more}

        steady, size = Steady(receive, grace), 0
        while True:
            message = await steady()
            size += len(message["body"])
            if not message["more_body"]:
                return size

    return asyncio.run(all_of_it())


def test_a_body_that_stops_coming_is_not_waited_for():
    with pytest.raises(BodyTooSlow):
        read([(0, b"x", True), (3600, b"x", False)])


def test_a_body_that_drips_is_not_waited_for():
    with pytest.raises(BodyTooSlow):
        read([(0.02, b"x", True)] * 50 + [(0, b"x", False)])


def test_a_large_body_earns_its_time():
    assert read([(0.001, b"x" * 65_536, True)] * 100 + [(0, b"", False)], grace=0.05) == 6_553_600


def test_what_is_there_already_is_read_though_nothing_is_left_to_wait():
    assert read([(0, b"x", False)], grace=0) == 1


def test_to_be_told_that_somebody_went_away_is_waited_for_without_end():
    async def asked():
        messages = iter([{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}])

        async def receive():
            message = next(messages)
            await asyncio.sleep(0 if message["type"] == "http.request" else 0.1)
            return message

        steady = Steady(receive, 0.05)
        await steady()
        return await steady()

    assert asyncio.run(asked())["type"] == "http.disconnect"
