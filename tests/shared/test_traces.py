"""One event's way can be followed in traces, and they tell nothing of anybody."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared import traces
from tests.journeys.running import COMMAND, TODAY, eventually, free_port
from tests.services.stored import embedded, event
from tests.shared.asked import Asked

ROOT = Path(__file__).resolve().parents[2]
CANARY = "qzxkwvjqyz"
FAR = "BCN-FAR"
PATHWAY = "5b7c1f3e-2d0a-4c39-9a52-0f6f6d8e1a11"


@pytest.fixture
def spans():
    """Says which spans have ended so far."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traces.use(provider)
    yield exporter.get_finished_spans
    traces.end()


@pytest.fixture
def network(tmp_path):
    with embedded(tmp_path / "data") as ariadna:
        yield ariadna


def post(network, door="intake", **changed):
    signed = {
        "authorization": f"Bearer {network.signer.issue(FAR, 'worker')}",
        "traceparent": f"00-{'a' * 32}-{'b' * 16}-01",
    }
    said = event("NeedIdentified", str(uuid4()), TODAY, need_id=CANARY, dimension="housing", voiced_by="her") | changed
    return said, Asked(network.app()).post(f"/{door}/v1/events", json=said, headers=signed)


def linked(span):
    return {link.context.span_id for link in span.links}


def test_one_events_way_is_a_request_a_commit_and_a_relay_each_linked_to_the_one_before(network, spans):
    assert post(network)[1].status_code == 201
    network.drain()
    found = {(span.name, span.attributes.get("ariadna.service")): span for span in spans()}
    request, commit = found["POST /intake/v1/events", None], found["commit", "intake"]
    relay = found["relay", "pathway"]
    assert {span.context.trace_id for span in (commit, relay)} == {request.context.trace_id}
    assert linked(commit) == {request.context.span_id}
    assert linked(relay) == {commit.context.span_id}
    assert dict(request.attributes) == {
        "http.request.method": "POST",
        "http.route": "/intake/v1/events",
        "http.response.status_code": 201,
    }
    assert dict(relay.attributes) == {"ariadna.service": "pathway", "ariadna.source": "intake", "ariadna.events": 1}


def test_what_follows_two_traces_is_linked_to_both_and_of_neither(network, spans):
    post(network), post(network)
    network.drain()
    one, two, relay = [span for span in spans() if span.attributes.get("ariadna.service") in ("intake", "pathway")]
    assert linked(relay) == {one.context.span_id, two.context.span_id}
    assert relay.context.trace_id not in {one.context.trace_id, two.context.trace_id}


def test_what_a_client_says_of_its_own_traces_is_not_taken_over(network, spans):
    post(network)
    known = {span.context.span_id for span in spans()}
    assert all(span.parent is None or span.parent.span_id in known for span in spans())
    assert "a" * 32 not in "".join(span.to_json() for span in spans())


def test_no_span_holds_a_word_or_an_id_of_what_was_sent(network, spans):
    said, _ = post(network)
    post(network, type=CANARY)
    post(network, **{CANARY: 1})
    client = Asked(network.app())
    client.get(f"/pathway/v1/pathways/{said['pathway_id']}/views", params={"as_of": CANARY})
    client.get(f"/{CANARY}")
    client.request(CANARY.upper(), "/intake/v1/events")
    network.settle()
    told = "".join(span.to_json() for span in spans()).lower()
    assert "get /pathway/v1/pathways/{pathway_id}/views" in told
    for secret in (CANARY, said["pathway_id"], said["event_id"], FAR.lower()):
        assert secret not in told
    assert all(set(span.attributes) <= traces.ATTRIBUTES for span in spans())


def test_an_attribute_that_is_not_on_the_list_is_left_out(spans):
    with traces.span("made up", service="intake", pathway_id=CANARY):
        pass
    assert dict(spans()[0].attributes) == {"ariadna.service": "intake"}


def test_a_failure_is_told_by_its_name_alone(spans):
    with pytest.raises(ValueError, match=CANARY), traces.span("made up"):
        raise ValueError(CANARY)
    (span,) = spans()
    assert span.status.description == "ValueError"
    assert span.events == ()
    assert CANARY not in span.to_json()


def test_a_message_names_the_span_that_it_was_sent_in_and_its_reader_follows_it(spans):
    with traces.span("publish") as sending:
        headers = [("ce_id", b"x"), *traces.inject()]
    with traces.span("take in", traces.extract([headers, headers, []])):
        pass
    published, taken_in = spans()
    assert linked(taken_in) == {sending.get_span_context().span_id}
    assert taken_in.context.trace_id == published.context.trace_id


@pytest.mark.parametrize("said", [b"", b"00-zz", b"\xff" * 55, f"00-{'0' * 32}-{'b' * 16}-01".encode(), None])
def test_a_header_that_names_no_span_is_passed_over(spans, said):
    assert traces.extract([[(traces.HEADER, said)]]) == []


def test_without_being_asked_nothing_is_traced(network):
    assert post(network)[1].status_code == 201
    assert traces.span("commit", service="intake") is traces.NOTHING
    assert traces.inject() == []
    assert traces.here() is None
    commits = traces.Commits()
    commits.note()
    assert commits.take() == []


def test_without_being_asked_what_makes_and_sends_spans_is_not_even_loaded():
    code = "import sys, deploy.wiring; print(*(m for m in sys.modules if m.startswith('opentelemetry.')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [
        name for name in done.stdout.split() if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter"))
    ] == []


def test_traces_are_asked_for_by_a_word_that_is_known():
    traces.begin("intake", {})
    assert traces.here() is None
    with pytest.raises(traces.TracesMissettled):
        traces.begin("intake", {"ARIADNA_TRACES": "jaeger"})


@pytest.fixture
def collector():
    """Takes in what is exported, as a collector does: its address, and all the bytes that came."""
    came = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            came.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", came
    server.shutdown()
    server.server_close()


def test_a_served_process_exports_its_own_spans_and_the_framework_exports_none(collector, tmp_path):
    """The framework's would hold whole addresses; here it is even told to make them."""
    address, came = collector
    port = free_port()
    told = {"ARIADNA_TRACES": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": address, "FASTAPI_OTEL_AUTO_CONFIGURE": "true"}
    command = [*COMMAND, "serve", "--port", str(port), "--data", str(tmp_path / "data")]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **told})
    try:
        asked = f"http://127.0.0.1:{port}/pathway/v1/pathways/{PATHWAY}/views?as_of={CANARY}"
        eventually(lambda: answered(asked), within=20)
    finally:
        process.terminate()
        process.wait(20)
    assert {path for path, _ in came} == {"/v1/traces"}
    exported = b"".join(body for _, body in came)
    assert b"GET /pathway/v1/pathways/{pathway_id}/views" in exported
    assert b"ariadna-embedded" in exported
    assert PATHWAY.encode() not in exported
    assert CANARY.encode() not in exported


def answered(address):
    try:
        return httpx.get(address).status_code
    except httpx.TransportError:
        return None


def test_the_log_holds_nothing_of_a_trace(network, spans):
    post(network)
    network.drain()
    row = next(network.services["intake"].log.scan())
    ids = [span.context.span_id.to_bytes(8, "big") for span in spans()]
    assert not any(each in row.state for each in ids)
