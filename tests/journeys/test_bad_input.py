"""B2 to B4: what is malformed costs nothing, what is no day is none, and no text does anything."""

import os
import re
import time
from pathlib import Path

import msgspec
import pytest

from shared.contracts import FACTS, door_of
from tests.journeys.canaries import everywhere, fits
from tests.journeys.injections import WORKED_OUT, Injections, Listener
from tests.journeys.network import NetworkServer
from tests.journeys.running import NDJSON, fact, need
from tests.journeys.test_refusals import BODIES

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
TIMES = 50 if SOAK else 2
MIB = 2**20
FAR = "BCN-FAR"
DOORS = {"policy": "intake"}


def resident(server):
    """Bytes of memory that the processes hold which take in what is posted."""
    pids = [server.network.processes["intake"].pid] if isinstance(server, NetworkServer) else [server.pid]
    told = "".join(Path(f"/proc/{pid}/status").read_text() for pid in pids)
    return sum(int(size) for size in re.findall(r"VmRSS:\s+(\d+) kB", told)) * 1024


def endless(piece, count):
    for _ in range(count):
        yield piece


def malformed():
    """Bodies of every bad kind with the headers that they come with."""
    for content, _ in BODIES.values():
        yield content, {}
    yield b"[" + b"{}," * 60_000 + b"{}]", {}
    yield b'{"a":' * 20_000, {}
    yield b'"' + b"x" * 200_000 + b'"', {}
    yield b'{"' + b'a":1,"' * 30_000 + b'b":1}', {}
    yield b"1" * 250_000, {}
    yield b'{"a": 1e' + b"9" * 100_000 + b"}", {}
    yield b"\x1f\x8b" + b"\0" * 100_000, {"content-encoding": "gzip"}


def flood():
    """Bodies without an end, as JSON, as lines and as one line."""
    yield lambda: endless(b" " * 65_536, 500), {}
    yield lambda: endless(b'{"a":' * 10_000, 500), {}
    yield lambda: endless(b"[" * 65_536, 200), NDJSON
    yield lambda: endless(b'{"a": 1}\n' * 500, 4), NDJSON


@pytest.mark.promise("B2")
def test_whatever_malformed_body_comes_it_is_refused_and_memory_is_flat(server, tally):
    count = 0

    def all_of_them():
        nonlocal count
        for content, headers in malformed():
            answer = server.send(content, FAR, **headers)
            assert answer.status_code in (400, 413, 415, 422), content[:40]
            count += 1
        for made, headers in flood():
            answer = server.send(made(), FAR, **headers)
            assert answer.status_code == 413 or b'"accepted"' not in answer.content
            count += 1

    all_of_them()
    before = resident(server)
    for _ in range(TIMES):
        all_of_them()
    grown = resident(server) - before
    tally(bodies=count, grown_by_MiB=max(grown, 0) // MIB)
    assert grown < 32 * MIB


# Worked out by hand. Madrid and Rome change at 01:00 UTC on the last Sunday of March and of October.
CIVIL_DAYS = {
    "2026-03-28T22:59:59Z": "2026-03-28",
    "2026-03-28T23:00:00Z": "2026-03-29",
    "2026-03-29T02:30:00+01:00": "2026-03-29",  # there is no such time on a clock there, but there is the moment
    "2026-03-29T21:59:59Z": "2026-03-29",
    "2026-03-29T22:00:00Z": "2026-03-30",
    "2025-10-25T21:59:59Z": "2025-10-25",
    "2025-10-25T22:00:00Z": "2025-10-26",
    "2025-10-26T02:30:00+02:00": "2025-10-26",
    "2025-10-26T02:30:00+01:00": "2025-10-26",
    "2025-10-26T22:59:59Z": "2025-10-26",
    "2025-10-26T23:00:00Z": "2025-10-27",
    "2026-01-01T00:30:00+14:00": "2025-12-31",
}
NO_DAYS = {
    "occurred_on": [
        "0001-01-01", "0000-12-31", "-001-01-01", "10000-01-01", "9999-12-31", "2025-02-29", "2023-02-29",
        "1900-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "2026-W01-1", "2026-001",
        "2026-01-01T00:00:00", " 2026-01-01", "2026-01-01 ", "२०२६-०१-०१", "", 0, 20260101, 1.5, True, [], {},
    ],
    "occurred_at": [
        "2026-01-01T10:00:00", "2026-01-01", "2026-01-01T24:00:00Z", "2026-01-01T10:60:00Z", "2026-02-29T10:00:00Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T10:00:00+25:00", "2026-01-01T10:00:00 Z",
        "2026-01-01T10:00:00Europe/Madrid", "1767261600", "now", "", 0, 1767261600, 1e300, False, [], {},
    ],
}  # fmt: skip


@pytest.mark.promise("B3")
def test_a_moment_is_of_its_civil_day_also_where_clocks_change(server, pathway, tally):
    """The oracle is the table."""
    sent, after = {}, 0
    for moment, day in CIVIL_DAYS.items():
        event = need(pathway, len(sent), occurred_at=moment, lateness_reason="told_later")
        del event["occurred_on"]
        answer = server.post(event, FAR)
        assert answer.status_code == 201, (moment, answer.text)
        sent[event["event_id"]], after = day, answer.json()["position"]
    seen = {**server.token(FAR, "supervisor"), "Ariadna-After": f"intake={after}"}
    history = server.client.get(f"/pathway/v1/pathways/{pathway}/history", headers=seen).json()
    told = {entry["event_id"]: entry["occurred_on"] for entry in history["items"]}
    assert {event_id: told[event_id] for event_id in sent} == sent
    tally(moments=len(sent), on_another_day=0)


@pytest.mark.promise("B3")
@pytest.mark.parametrize("member", NO_DAYS)
def test_what_is_no_day_and_no_moment_is_refused(server, pathway, member, tally):
    for value in NO_DAYS[member]:
        event = need(pathway, lateness_reason="told_later") | {"occurred_on": None, "occurred_at": None, member: value}
        answer = server.post({name: value for name, value in event.items() if value is not None}, FAR, "supervisor")
        assert answer.status_code == 422, (value, answer.text)
    for value in filter(lambda value: isinstance(value, str) and value, NO_DAYS[member]):
        for clock in ("as_of", "known_at"):
            answer = server.get(f"/pathway/v1/pathways/{pathway}/views", FAR, **{clock: value})
            assert answer.status_code in (200, 404, 422), (clock, value)
    tally(refused=len(NO_DAYS[member]))


@pytest.mark.promise("B3")
@pytest.mark.parametrize("zone", ["Z", "+01:00", "-11:00", "+14:00"])
def test_a_leap_day_is_a_day_where_there_is_one(server, pathway, zone):
    event = need(pathway, occurred_at=f"2024-02-29T12:00:00{zone}", lateness_reason="told_later")
    del event["occurred_on"]
    assert server.post(event, FAR, "supervisor").status_code == 201
    assert (
        server.post(
            need(pathway, 2, occurred_on="2024-02-29", lateness_reason="told_later"), FAR, "supervisor"
        ).status_code
        == 201
    )


@pytest.fixture
def listener():
    found = Listener()
    yield found
    found.close()


def with_injections(type_name, pathway, injections):
    """Well-formed and malformed events of a type with a text in each of its fields in turn."""
    given = dict(FACTS[type_name].example)
    texts = injections.all() if SOAK else [injections.one() for _ in range(3)]
    for field in msgspec.structs.fields(FACTS[type_name]):
        for text in texts:
            for value in (text, [text], {text: text}):
                event = fact(type_name, None if FACTS[type_name].stream == "provider" else pathway, **given)
                event["data"] = {**event["data"], field.name: value}
                if value == text or fits(event):
                    yield event


def posted(server, events, door):
    """The answer to these events, after as long a wait as the organisation's share wants."""
    while (answer := server.post(events, FAR, "supervisor", door)).status_code == 429:
        time.sleep(float(answer.headers["retry-after"]))
    return answer


@pytest.mark.promise("B4")
def test_no_text_in_any_field_does_anything(server, pathway, tmp_path, listener, tally):
    """The oracle: no file, no call, no header, no number worked out; what was accepted is there, once."""
    marker = tmp_path / "marker"
    injections = Injections(marker, listener.at)
    after = server.post(need(pathway), FAR).json()["position"]
    accepted, answers = 0, []
    for type_name in sorted(FACTS):
        events = list(with_injections(type_name, pathway, injections))[:500]
        door = door_of(type_name, events[0]["data"]) if events else "intake"
        told, again = [posted(server, events, DOORS.get(door, door)) for _ in range(2)]
        answers += [told, again]
        became = [receipt["status"] for receipt in told.json()] if events else []
        expected = ["duplicate" if status == "accepted" else status for status in became]
        assert not events or [receipt["status"] for receipt in again.json()] == expected
        accepted += became.count("accepted")
    answers += everywhere(server, injections, {"pathway_id": pathway})
    seen = {**server.token(FAR, "supervisor"), "Ariadna-After": f"intake={after}"}
    pages = [server.client.get(f"/pathway/{path}", headers=seen) for path in ("", f"pathways/{pathway}")]
    for answer in [*answers, *pages]:
        assert answer.status_code < 500
        assert "x-injected" not in answer.headers
        assert WORKED_OUT not in answer.text
    for page in pages:
        assert page.status_code == 200
        assert not re.search(r"<(script(?![^>]* src=\"/pathway/static/)|img|svg onload)", page.text)
    counts = {"texts": len(injections.planted), "answers": len(answers), "accepted": accepted}
    tally(**counts, files=int(marker.exists()), calls=listener.calls)
    assert not marker.exists()
    assert listener.calls == 0
