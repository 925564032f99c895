"""Live updates over a real connection: each once and in order, resumed anywhere, ended with what let one in."""

import asyncio
import json
from datetime import UTC, datetime
from threading import Thread
from uuid import uuid4

import httpx
import pytest

from services.notifications import streams
from services.notifications.channels.live import Live
from services.notifications.streams import MOST_OF_ONE, Streams
from shared.access import Reader
from shared.rates import TooManyRequests
from tests.journeys.running import Server, eventually, serving
from tests.services.notifications.carried import FAR, Carried, carried, outgoing, texts

ADDRESS = "/notifications/v1/live"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("live") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def store(server):
    """The server's own store, seen from a second process."""
    with carried(server.data) as found:
        yield found


class Page:
    """An open page: what came over its connection, which is read in a thread."""

    def __init__(self, server: Server, token: dict[str, str], last: str | None = None) -> None:
        self.events: list[tuple[str, dict[str, object]]] = []
        self.status = 0
        headers = {**token, **({"Last-Event-ID": last} if last else {})}
        self._client = httpx.Client(base_url=server.address("notifications"), timeout=60)
        self._thread = Thread(target=self._read, args=(headers,), daemon=True)
        self._thread.start()
        eventually(lambda: self.status)

    def _read(self, headers: dict[str, str]) -> None:
        try:
            with self._client.stream("GET", ADDRESS, headers=headers) as answer:
                self.status = answer.status_code
                last = ""
                for line in answer.iter_lines():
                    last = line[4:] if line.startswith("id: ") else last
                    if line.startswith("data: "):
                        self.events.append((last, json.loads(line[6:])))
        except httpx.TransportError:
            self.status = self.status or -1

    def ended(self) -> bool:
        self._thread.join(30)
        return not self._thread.is_alive()

    def ids(self) -> list[object]:
        return [each["notice_id"] for _, each in self.events]


def ask(store: Carried, person: str, *reasons: str, provider: str = FAR) -> list[str]:
    asked = [
        outgoing(each, provider_id=provider, actor=person, channel="live", address=None, not_before=datetime.now(UTC))
        for each in reasons
    ]
    store.ask(*asked)
    return [str(each.notice_id) for each in asked]


def somebody() -> str:
    return f"st_{uuid4().hex[:8]}"


def test_what_is_shown_comes_once_and_goes_on_where_it_was_at_another_replica(server, store):
    me, other = somebody(), somebody()
    page = Page(server, server.token(FAR, actor=me))
    first = ask(store, me, *(f"{me} {each}" for each in "abc"))
    ask(store, other, f"{other} a")
    ask(store, me, f"{me} d", provider="MIL-PONTE")
    eventually(lambda: len(page.events) == 3)
    seen = page.events[1][0]
    more = ask(store, me, f"{me} e", f"{me} f")
    with serving(server.data) as replica:
        again = Page(replica, server.token(FAR, actor=me), last=seen)
        eventually(lambda: len(again.events) == 3)
        more += ask(store, me, f"{me} g")
        eventually(lambda: len(again.events) == 4 and len(page.events) == 6)
        assert (page.ids(), again.ids()) == ([*first, *more], [first[2], *more])
        assert [each[0] for each in page.events[2:]] == [each[0] for each in again.events]
        assert replica.stop() == 0
        assert again.ended(), "who stops lets go of open pages"
    assert set(page.events[0][1]) == {"notice_id", "line", "link", "urgent"}


def test_without_a_place_to_resume_from_it_begins_now(server, store):
    me = somebody()
    ask(store, me, f"{me} a")
    eventually(lambda: store.all()[-1].state == "sent")
    page = Page(server, server.token(FAR, actor=me))
    (fresh,) = ask(store, me, f"{me} b")
    eventually(lambda: page.events)
    assert page.ids() == [fresh]


def test_it_ends_with_the_token_and_when_that_is_revoked(server):
    short = Page(server, server.token(FAR, minutes=0.05))
    token = server.token(FAR)
    page = Page(server, token)
    revoke(server, token)
    assert (short.status, page.status) == (200, 200)
    assert short.ended()
    assert page.ended()
    assert Page(server, token).status == 401


def revoke(server, token):
    from shared.access import Verifier
    from shared.revocations import Revocations
    from shared.store.sqlite import SqliteDatabase

    database = SqliteDatabase(server.data / "keys" / "keys.db")
    reader = Verifier(server.signer().public_key).reader(token["authorization"].removeprefix("Bearer "))
    Revocations(database).add(reader.token_id)
    database.close()


def test_one_person_has_a_few_pages_and_is_told_to_wait_beyond(server):
    token = server.token(FAR)
    pages = [Page(server, token) for _ in range(MOST_OF_ONE)]
    assert [each.status for each in pages] == [200] * MOST_OF_ONE
    assert Page(server, token).status == 429
    assert Page(server, server.token(FAR)).status == 200


@pytest.mark.parametrize(("role", "status"), [("ops", 403), ("auditor", 403), ("researcher", 403), ("worker", 200)])
def test_it_is_for_those_who_are_told(server, role, status):
    assert Page(server, server.token(FAR, role)).status == status


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 16])
def test_a_place_that_is_none_is_refused_by_its_name(server, last):
    headers = {**server.token(FAR), "Last-Event-ID": last.encode()}
    answer = server.client.get(ADDRESS, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "Last-Event-ID")


def test_a_page_to_which_nothing_is_told_hears_that_it_is_still_connected(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT", 0.0)
    monkeypatch.setattr(streams, "LOOK_AGAIN", 0.0)
    with carried(tmp_path / "data") as store:
        open_ones = Streams(Live(store.log, store.deliveries, texts), revoked=lambda reader: False)
        reader = Reader(FAR, "worker", "st_1", "token", expires=2**40)

        async def heard():
            stream = open_ones.updates(reader, None)
            lines = [await anext(stream) for _ in range(3)]
            open_ones.leave()
            return [*lines, *[each async for each in stream]]

        assert asyncio.run(heard()) == [streams.BEGINS, streams.STILL_HERE, streams.STILL_HERE]
        assert not open_ones._open


def test_all_pages_of_a_process_are_bounded(tmp_path, monkeypatch):
    with carried(tmp_path / "data") as store:
        open_ones = Streams(Live(store.log, store.deliveries, texts), revoked=lambda reader: False)
        reader = Reader(FAR, "worker", "st_1", "token", expires=2**40)

        async def opened():
            held = [open_ones.updates(reader, None) for _ in range(MOST_OF_ONE)]
            for each in held:
                await anext(each)
            with pytest.raises(TooManyRequests):
                open_ones.updates(reader, None)
            for each in held:
                await each.aclose()
            await anext(open_ones.updates(reader, None))

        asyncio.run(opened())
