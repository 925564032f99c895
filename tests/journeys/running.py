"""A real server in a process of its own on a free port of this machine, and what a client sends to it.

Processes are forked from one that has imported the program already, so that a start takes a tenth of a
second; `test_serving.py` starts the command itself.
"""

import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

from deploy.cli.serving import serve
from deploy.local.ports import free_ports
from deploy.wiring import SERVICES
from shared.access import Signer
from shared.clocks import civil_day

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from deploy.cli import main; main()")
NDJSON = {"content-type": "application/x-ndjson"}
CLOUDEVENT = {"content-type": "application/cloudevents+json"}
STARTS_WITHIN = 60.0
SEEN_WITHIN = 60.0
NEVER = "999999999"

Json = dict[str, Any]
Headers = dict[str, str]

forked = multiprocessing.get_context("forkserver")
forked.set_forkserver_preload(
    ["tests.journeys.running", "deploy.wiring.serving", *(f"services.{name}.http" for name in SERVICES)]
)


def _serve(data: Path, port: int, told: Path, environment: Mapping[str, str]) -> None:
    """What the forked process does: everything that it says goes to a file."""
    os.environ.update(environment)
    handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.environ.update(environment)
    serve(service=None, host="127.0.0.1", port=port, data=data)


class Patient(httpx.HTTPTransport):
    """Asks again for what was not seen yet, as the answer says, unless it asks for what will NEVER be."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        until = time.monotonic() + SEEN_WITHIN
        after = request.headers.get("Ariadna-After", NEVER)
        while True:
            response = super().handle_request(request)
            if response.status_code != 503 or NEVER in after or time.monotonic() > until:
                return response
            response.close()


class Server:
    """One `ariadna serve` over the folder `data`; `told` is the file of what it printed."""

    def __init__(self, data: Path, told: Path | None = None) -> None:
        self.data = data
        self.told = told or data.with_name(f"{data.name}.told")
        self.port = free_port()
        self.environment: Mapping[str, str] = {}
        self.client = self.another_client()
        self._process: Any = None

    @property
    def folder(self) -> Path:
        """Where everything is that it stores."""
        return self.data

    def address(self, service: str) -> str:
        return f"http://127.0.0.1:{self.port}"

    def another_client(self) -> httpx.Client:
        """One with cookies of its own."""
        return httpx.Client(base_url=self.address("pathway"), transport=Patient(), timeout=60)

    def launch(self) -> None:
        """Start, and go on at once."""
        given = (self.data, self.port, self.told, dict(self.environment))
        self._process = forked.Process(target=_serve, args=given, daemon=True)
        self._process.start()

    def start(self) -> Self:
        """Start, and wait until it answers."""
        self.launch()
        until = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            assert self._process.is_alive(), f"the server ended by itself:\n{self.said()[-2000:]}"
            assert time.monotonic() < until, "the server did not answer in time"
            time.sleep(0.01)
        return self

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; returns its exit code."""
        self._process.terminate()
        self._process.join(20)
        code = self._process.exitcode
        assert code is not None, "the server did not stop"
        return int(code)

    def kill(self) -> None:
        """kill -9"""
        self._process.kill()
        self._process.join()

    @property
    def pid(self) -> int:
        return int(self._process.pid)

    def said(self) -> str:
        """All that it printed, on both outputs."""
        return self.told.read_text() if self.told.exists() else ""

    def close(self) -> None:
        self.client.close()
        if self._process is not None and self._process.is_alive():
            self.kill()

    def token(self, provider: str, role: str = "worker", minutes: float = 60, actor: str | None = None) -> Headers:
        """The header that signs a request as somebody of this provider: another each time, unless one is named."""
        token = self.signer().issue(provider, role, actor or f"st_{uuid4().hex[:12]}", minutes)
        return {"authorization": f"Bearer {token}"}

    def sign_in(self, browser: httpx.Client, provider: str, role: str = "worker", minutes: float = 60) -> Any:
        """What a person does on the page: takes the form, pastes a token; the answer."""
        token = self.token(provider, role, minutes)["authorization"].removeprefix("Bearer ")
        return sent(browser, "/pathway/sign-in", token=token)

    def signer(self) -> Signer:
        return Signer.load_or_create(self.data / "keys")

    def post(self, events: Any, provider: str, role: str = "worker", door: str = "intake", **headers: str) -> Any:
        """Events, or one, as JSON."""
        return self.client.post(f"/{door}/v1/events", json=events, headers={**self.token(provider, role), **headers})

    def send(self, content: Any, provider: str, role: str = "worker", door: str = "intake", **headers: str) -> Any:
        """Bytes or text as they stand, as JSON unless a header says otherwise."""
        told = {"content-type": "application/json", **self.token(provider, role), **headers}
        return self.client.post(f"/{door}/v1/events", content=content, headers=told)

    def get(self, path: str, provider: str, role: str = "worker", **query: Any) -> Any:
        return self.client.get(path, headers=self.token(provider, role), params=query or None)

    def _answers(self) -> bool:
        try:
            return self.client.get("/health/ready").status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    """A server that is there until the block ends, however it ends."""
    server = Server(data)
    try:
        yield server.start()
    finally:
        server.close()


def sent(browser: httpx.Client, path: str, **fields: str) -> Any:
    """A form of ours as a browser sends it, with the value that the page before put into it."""
    found = re.search(r'name="form" value="([^"]+)"', browser.get("/pathway/").text)
    return browser.post(path, data={**fields, **({"form": found[1]} if found else {})})


def free_port() -> int:
    return free_ports(1)[0]


def ariadna(*arguments: object, given: str | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **extra},
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def eventually(holds: Any, within: float = 60.0) -> Any:
    """The first true answer of `holds()`; fails if there is none in time."""
    until = time.monotonic() + within
    while not (answer := holds()):
        assert time.monotonic() < until, f"not so within {within} s"
        time.sleep(0.01)
    return answer


TODAY = civil_day(datetime.now(UTC))


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def fact(type_name: str, pathway_id: str | None, on: str | date = TODAY, **data: Any) -> Json:
    """An event as it is posted, made up; with a reason if it is late."""
    day = on if isinstance(on, date) else date.fromisoformat(on)
    late = {"lateness_reason": "batch_entry"} if TODAY - day > timedelta(days=7) else {}
    return {
        "event_id": str(uuid4()),
        "type": type_name,
        "schema_version": 1,
        "pathway_id": pathway_id,
        "occurred_on": day.isoformat(),
        **late,
        "data": data,
    }


def need(pathway_id: str, number: int = 1, **extra: Any) -> Json:
    """The plainest well-formed event."""
    return fact("NeedIdentified", pathway_id, need_id=f"n{number}", dimension="housing", voiced_by="her") | extra


def asked_once(client: httpx.Client, method: str, path: str, **said: Any) -> httpx.Response:
    """An answer; of one that never ends, its head and first bytes."""
    answer = client.send(client.build_request(method, path, **said), stream=True)
    if answer.headers.get("content-type", "").startswith("text/event-stream"):
        begun = next(answer.iter_bytes())
        answer.close()
        return httpx.Response(answer.status_code, headers=answer.headers, content=begun, request=answer.request)
    answer.read()
    return answer
