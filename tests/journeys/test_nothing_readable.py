"""P1: of what was posted, well or badly, nothing is readable but in answers to those who may read.

The oracle is the scan itself: it is shown to find a canary in each form, and to read, in the same files, what may
be in clear there. What is logged is scanned at the level DEBUG.
"""

import base64
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest

from shared.contracts import FACTS, door_of
from tests.journeys.canaries import (
    POSTER,
    SERVICES,
    STEM,
    Canaries,
    badly,
    everywhere,
    files,
    hits,
    hits_in,
    with_canaries,
)
from tests.journeys.network import NetworkServer
from tests.journeys.running import CLOUDEVENT, NDJSON, Server, ariadna, eventually, need

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
ROUNDS = 10 if SOAK else 1
CANARIES = 500


class Collector:
    """Takes spans as a collector of traces does, and keeps the bytes of each request."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        kept = self.kept

        class Taken(BaseHTTPRequestHandler):
            def do_POST(self):
                kept.append(self.path.encode() + self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *said):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Taken)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.environment = {
            "ARIADNA_TRACES": "otlp",
            "ARIADNA_LOG_LEVEL": "debug",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{self._server.server_port}",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Told(NamedTuple):
    """What was sent where, and all that was answered to what may not be answered with content."""

    server: Server
    pathway: str
    canaries: Canaries
    answers: list[Any]
    traces: list[bytes]


@pytest.mark.parametrize("form", ["plain", "upper", "hex", "utf-16", "base64", "base64 of utf-16", "hex of utf-16"])
def test_a_canary_would_be_found(form):
    text = f"...{STEM}7..."
    content = {
        "plain": text.encode(),
        "upper": text.upper().encode(),
        "hex": text.encode().hex().encode(),
        "utf-16": text.encode("utf-16"),
        "base64": base64.b64encode(text.encode()),
        "base64 of utf-16": base64.urlsafe_b64encode(text.encode("utf-16-le")),
        "hex of utf-16": text.encode("utf-16-be").hex().upper().encode(),
    }[form]
    assert hits(content)


def test_every_canary_would_be_found():
    canaries = Canaries()
    assert all(hits(text.encode()) for _ in range(50) for text in canaries.some())


def test_every_kind_of_text_carries_a_canary():
    put = {name: fields for name in FACTS for fields in [with_canaries(name, str(uuid4()), Canaries())[1]] if fields}
    assert len(put) > 50
    assert {"name", "city"} <= put["ProviderRegistered"]
    assert put["ConsentGiven"] >= {"consent_id", "recipients"}
    assert "note" in put["EmergencyAccessUsed"]
    assert "changes" in put["EventCorrected"]


@pytest.fixture(scope="module")
def told(server, tmp_path_factory):
    """A server to which all was posted that there is, well and badly; embedded one of its own, which can be killed."""
    collector = Collector()
    if not isinstance(server, NetworkServer):
        server = Server(tmp_path_factory.mktemp("canaries") / "data")
        server.environment = collector.environment
        server.start()
    done = Told(server, str(uuid4()), Canaries(), [], collector.kept)
    for _ in range(ROUNDS):
        _send_everything(done)
    yield done
    if not isinstance(server, NetworkServer):
        server.close()
    collector.close()


def _send_everything(told: Told) -> None:
    server, pathway, canaries, answers, _ = told
    after = server.post(need(pathway), POSTER).json()["position"]
    plan = with_canaries("PlanReviewed", pathway, canaries)[0]
    seen = {"Ariadna-After": f"intake={after}"}
    eventually(lambda: server.post(plan, POSTER, door="pathway", **seen).status_code in (201, 200, 422))
    for name in sorted(FACTS):
        event, _ = with_canaries(name, pathway, canaries)
        right = door_of(name, event["data"])
        door: str = "intake" if right == "policy" else right
        answers.append(server.post(event, POSTER, "supervisor", door))
        wrong = list(badly(event, canaries))
        answers.append(server.post(wrong, POSTER, "supervisor", door))
        answers.append(server.post(wrong[-1], POSTER, "supervisor", door))
    for service in SERVICES:
        answers += [server.post(event, POSTER, door=service) for event in badly(need(pathway), canaries)]
    _send_raw(told)
    label = {"label": canaries.plant(f"{STEM}-12")}
    labelled = server.client.put(f"/intake/v1/pathways/{pathway}/label", json=label, headers=server.token(POSTER))
    assert labelled.status_code == 200  # and answered with the label, to whose it is
    known = {"pathway_id": pathway, "event_id": str(need(pathway)["event_id"])}
    # What was answered well may hold what was asked for: she is read by somebody of the provider that posted it.
    answers += [answer for answer in everywhere(server, canaries, known) if answer.status_code >= 400]
    for path in ("/metrics", "/health/ready", "/health/live"):
        answers.append(server.client.get(path, params={canaries.one(): canaries.one()}))


def _send_raw(told: Told) -> None:
    server, pathway, canaries, answers, _ = told
    one = canaries.one
    raw = [
        f'{{"{one()}"',
        f'{{"a": "{one()}\\u0000"}}',
        f'{{"{STEM}": 1, "{STEM}": 2}}',
        f'"\\ud800{one()}"',
        one() * 20_000,
    ]
    for text in raw:
        answers.append(server.send(text, POSTER))
        answers.append(server.send(text + "\n" + text, POSTER, **NDJSON))
    good = need(pathway)
    event = {"specversion": "1.0", "id": str(uuid4()), "source": one(), "type": "NeedIdentified", "subject": pathway}
    event |= {"occurredon": good["occurred_on"], "data": good["data"]}
    answers.append(server.send(json.dumps(event), POSTER, **CLOUDEVENT))
    answers.append(server.send(json.dumps(event | {one(): one()}), POSTER, **CLOUDEVENT))
    headers = ("content-type", "content-encoding", "Ariadna-After", "if-match", "user-agent", "cookie", "traceparent")
    answers += [server.post(need(pathway), POSTER, **{header: one()}) for header in headers]
    for said in (one(), f"Bearer {one()}", f"Bearer {one()}.{one()}.{one()}", f"Basic {one()}"):
        answers.append(server.client.post("/intake/v1/events", json=good, headers={"authorization": said}))
    for path in (f"/{one()}", f"/intake/{one()}", f"/pathway/pathways/{one()}?as_of={one()}", f"/pathway/{one()}"):
        answers.append(server.get(path, POSTER))
        answers.append(server.client.get(path, headers={"cookie": f"ariadna={one()}"}))
        answers.append(server.client.post(path, data={one(): one()}))


@pytest.mark.promise("P1")
def test_no_receipt_no_refusal_and_no_metric_repeats_what_was_sent(told, tally):
    statuses = {answer.status_code for answer in told.answers}
    assert statuses >= {200, 201, 207, 400, 401, 404, 405, 409, 415, 422}
    assert max(statuses) < 500
    found = {answer.request.url.path: hits_in(answer) for answer in told.answers if hits_in(answer)}
    tally(canaries=len(told.canaries.planted), answers=len(told.answers), hits=len(found))
    assert found == {}
    assert len(told.canaries.planted) >= CANARIES


@pytest.mark.promise("P1")
def test_nothing_is_readable_in_what_a_running_server_stores_logs_and_traces(told, tally):
    if not isinstance(told.server, NetworkServer):
        assert any(path.suffix == ".db-wal" for path in told.server.data.rglob("*"))
        eventually(lambda: len(told.traces) > 3)
        assert hits(b"".join(told.traces)) == []
        assert b"/intake/v1/events" in b"".join(told.traces)
    assert '"level":"debug"' in told.server.said()
    tally(**scanned(told), spans=len(told.traces))


@pytest.mark.promise("P1")
def test_nothing_is_readable_in_a_backup(told, tmp_path, tally):
    if isinstance(told.server, NetworkServer):
        environment = told.server.environment
    else:
        environment = {"ARIADNA_DATA": str(told.server.data)}
    made = ariadna("backup", tmp_path / "backup", "--keys", tmp_path / "keys", **environment)
    assert made.returncode == 0, made.stderr
    kept = list(files(tmp_path))
    assert any(UUID(told.pathway).bytes in content for _, content in kept)
    found = [path.name for path, content in kept if hits(content)]
    tally(files=len(kept), hits=len(found))
    assert found == []
    assert hits((made.stdout + made.stderr).encode()) == []


@pytest.mark.promise("P1")
@pytest.mark.parametrize("server", ["embedded"], indirect=True)  # the other is still asked by other tests
def test_nothing_is_readable_in_what_a_killed_server_leaves(told, tally):
    told.server.kill()
    tally(**scanned(told))


def scanned(told: Told) -> dict[str, int]:
    """Look at everything that is kept and said; what may be in clear there is found, so that it was looked at."""
    size = number = 0
    found, clear = [], set()
    in_clear = {"as bytes": UUID(told.pathway).bytes, "as text": told.pathway.encode(), "logged": b'"level":"'}
    for path, content in files(told.server.folder, told.server.told):
        size, number = size + len(content), number + 1
        found += [path.name] if hits(content) else []
        clear |= {name for name, needle in in_clear.items() if needle in content}
    assert found == []
    assert clear >= {"as bytes", "logged"}
    if isinstance(told.server, NetworkServer):
        assert "as text" in clear  # the key of a record in Kafka's log
    return {"files": number, "MiB": size >> 20, "hits": len(found)}
