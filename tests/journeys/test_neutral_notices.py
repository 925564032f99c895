"""N2: whatever was posted, what people are told of it is a neutral line: no word of it leaves by any way.

A canary is posted in every field that takes a text, of every type of event; the organisation's own name is looked for
too. Mail goes through a real SMTP server, webhooks to a real HTTPS endpoint, updates over a real stream.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import SMTP
from threading import Thread
from time import sleep
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from shared.contracts import FACTS, door_of
from tests.journeys.canaries import Canaries, fits, hits, with_canaries
from tests.journeys.network import NetworkServer
from tests.journeys.running import Headers, Server, eventually, need
from tests.receivers import LOOPBACK, Receiver, endpoint, mail_server

LEAST, LEAST_TEMPLATES = 2, 4
POSTER = "BCN-NEUTRE"  # in clear in the overview as a referent's, so no canary; it is looked for by itself
LANGUAGES = {"coordinator": "en", "supervisor": "ca", "privacy_officer": "it"}


class Stream:
    """An open stream of updates: every line that came, from when the first one did."""

    def __init__(self, server: Server, token: Headers) -> None:
        self.lines: list[str] = []
        self._client = httpx.Client(base_url=server.address("notifications"), timeout=60)
        Thread(target=self._read, args=(token,), daemon=True).start()
        eventually(lambda: self.lines)

    def _read(self, token: Headers) -> None:
        try:
            with self._client.stream("GET", "/notifications/v1/live", headers=token) as answer:
                for line in answer.iter_lines():
                    self.lines.append(line)
        except httpx.TransportError:
            self.lines.append("ended")

    @property
    def events(self) -> list[Any]:
        return [json.loads(line[6:]) for line in list(self.lines) if line.startswith("data: ")]


class Told(NamedTuple):
    """Who was told by what, and what had been posted."""

    server: Server
    canaries: Canaries
    fields: int
    taken: int
    mail: Receiver
    hooks: Receiver
    streams: dict[str, Stream]
    people: dict[str, Headers]
    since: str


@contextmanager
def telling(server: Server, mail: Receiver, hooks: Receiver) -> Iterator[Server]:
    """The server again, with ways to tell: embedded one of its own, of the distributed form its notifications."""
    ways = {
        "ARIADNA_SMTP_HOST": LOOPBACK,
        "ARIADNA_SMTP_PORT": str(mail.port),
        "ARIADNA_SMTP_TLS": "none",
        "ARIADNA_SMTP_FROM": "ariadna@network.example",
        "ARIADNA_WEBHOOK_NETWORKS": "127.0.0.0/8",
        "ARIADNA_PUBLIC_URL": "https://ariadna.network.example",
        "ARIADNA_LOG_LEVEL": "debug",
        "SSL_CERT_FILE": str(hooks.folder / "ca.pem"),
    }
    if isinstance(server, NetworkServer):
        with server.told_also("notifications", ways):
            yield server
        return
    own = Server(mail.folder.parent / "data")
    own.environment = ways
    try:
        yield own.start()
    finally:
        own.close()


@pytest.fixture(scope="module")
def told(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("neutral")
    with mail_server(folder) as mail, endpoint(folder) as hooks, telling(server, mail, hooks) as running:
        people = {role: running.token(POSTER, role, actor=f"st_{role}") for role in LANGUAGES}
        for role, token in people.items():
            wishes = {"mail": f"{role}@far.example", "lang": LANGUAGES[role], "digest": "off"}
            answer = running.client.put("/notifications/v1/me", json=wishes, headers=token)
            assert answer.status_code == 200, answer.text
        where = {"url": f"https://{LOOPBACK}:{hooks.port}/"}
        made = running.client.put(
            f"/notifications/v1/webhooks/{uuid4()}", json=where, headers=people["coordinator"]
        ).json()
        (hooks.folder / "secret").write_text(made["secret"])
        streams = {role: Stream(running, token) for role, token in people.items()}
        since = (datetime.now(UTC) + timedelta(seconds=1)).isoformat(timespec="seconds")
        sleep(2)  # what is raised from here on is later than that, by whole seconds
        canaries = Canaries()
        calm, endangered = (post_everything(running, canaries, danger) for danger in (False, True))
        in_danger_alone(running, canaries)
        fields, taken = calm[0] + endangered[0], calm[1] + endangered[1]
        yield Told(running, canaries, fields, taken, mail, hooks, streams, people, since)


def post_everything(server: Server, canaries: Canaries, danger: bool) -> tuple[int, int]:
    """Post every type to one pathway, with a canary in each text; in how many fields that was, how many were taken.

    Twice, with the same ids for the same things: what follows something finds it there the second time.
    """
    pathway = str(uuid4())
    ids: dict[str, str] = {}
    last = server.post(need(pathway), POSTER).json()["position"]
    seen = {"Ariadna-After": f"intake={last}"}
    said = {
        "ReferentAssigned": {"referent_provider": POSTER},
        "RiskAssessed": {"level": "extreme" if danger else "low"},
    }
    put = taken = 0
    for name in [*sorted(FACTS), *sorted(FACTS)]:
        event, fields = with_canaries(name, pathway, canaries)
        event = with_ids(event, ids)
        event["data"] |= said.get(name, {})
        door = door_of(name, event["data"])
        if door != "policy":
            answer = server.post(event, POSTER, "supervisor", door, **seen)
            assert answer.status_code < 500
            taken += answer.status_code == 201
            put += len(fields)
    return put, taken


def in_danger_alone(server: Server, canaries: Canaries) -> None:
    """Somebody in danger for whom nobody answers: supervisors hear of it, whatever became of the others meanwhile."""
    pathway = str(uuid4())
    last = server.post(need(pathway), POSTER).json()["position"]
    event, _ = with_canaries("RiskAssessed", pathway, canaries)
    event["data"] |= {"level": "extreme"}
    door = door_of("RiskAssessed", event["data"])
    answer = server.post(event, POSTER, "supervisor", door, **{"Ariadna-After": f"intake={last}"})
    assert answer.status_code == 201, answer.text


def with_ids(event: Any, ids: dict[str, str]) -> Any:
    """The same event, speaking of what was first called so."""
    for name, value in event["data"].items():
        if name.endswith("_id") and isinstance(value, str):
            ids.setdefault(name, value)
    same = {name: ids[name] for name in event["data"] if name in ids}
    many = {f"{name}s": [value] for name, value in ids.items() if f"{name}s" in event["data"]}
    wished = event | {"data": event["data"] | same | many}
    return wished if fits(wished) else event


@pytest.mark.promise("N2")
def test_no_notice_mail_webhook_update_or_log_repeats_a_word(told: Told, tally: Any) -> None:
    inboxes = eventually(lambda: all_heard(told))
    mails = eventually(lambda: len(told.mail.received) >= LEAST and told.mail.received)
    posts = eventually(lambda: len(told.hooks.received) >= LEAST and told.hooks.received)
    pages = {role: told.server.client.get("/notifications/", headers=token) for role, token in told.people.items()}
    assert {page.status_code for page in pages.values()} == {200}
    ways = {
        "mail": [text for each in mails for text in (each["raw"], body_of(each["raw"]))],
        "webhook": [each["raw"] for each in posts],
        "update": [line for stream in told.streams.values() for line in stream.lines],
        "inbox": [json.dumps(each) for each in inboxes.values()],
        "page": [page.text.replace(POSTER, "") for page in pages.values()],  # her own organisation's, to her
        "log": [told.server.said()],
    }
    assert [(way, text) for way, texts in ways.items() for text in texts if hits(text.encode()) or POSTER in text] == []
    templates = {each["template"] for found in inboxes.values() for each in found}
    assert '"level":"debug"' in told.server.said()
    counted = {way: len(ways[way]) for way in ("mail", "webhook", "update", "inbox")}
    counted |= {"canaries": len(told.canaries.planted), "fields": told.fields, "taken": told.taken}
    tally(**counted, templates=len(templates))


def all_heard(told: Told) -> Any:
    """What is new in the inbox of each role, once all have heard, and of as many kinds as there should be."""
    found = {role: heard(told, role) for role in LANGUAGES}
    templates = {each["template"] for items in found.values() for each in items or ()}
    return all(found.values()) and len(templates) >= LEAST_TEMPLATES and found


def heard(told: Told, role: str) -> Any:
    """What is new in the inbox of one role, once all that is not over has come over the stream; none is empty."""
    answer = told.server.client.get("/notifications/v1/inbox", headers=told.people[role])
    items = [each for each in answer.json()["items"] if each["raised_at"] > told.since]
    live = {each["notice_id"] for each in told.streams[role].events}
    return {each["notice_id"] for each in items if each["state"] == "open"} <= live and items


def body_of(raw: str) -> str:
    """What a mail program shows."""
    message = message_from_string(raw, policy=SMTP)
    return f"{message['Subject']}\n{message.get_content()}"
