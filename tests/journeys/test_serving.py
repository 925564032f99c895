"""`ariadna serve` as people start and stop it."""

import signal
import subprocess
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from shared.access import Signer
from tests.journeys.running import COMMAND, ROOT, ariadna, free_port, need


class Serve:
    """The command in a process of its own, and what it said."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data, self.port = data, free_port()
        self.process = subprocess.Popen(
            [*COMMAND, "serve", *arguments, "--port", str(self.port), "--data", str(data)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def answered(self) -> bool:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                return httpx.get(f"http://127.0.0.1:{self.port}/health/ready").status_code == 200
            except httpx.TransportError:
                time.sleep(0.05)
        return False

    def post(self, door: str) -> int:
        token = Signer.load_or_create(self.data / "keys").issue("BCN-FAR", "worker")
        headers = {"authorization": f"Bearer {token}"}
        url = f"http://127.0.0.1:{self.port}/{door}/v1/events"
        return httpx.post(url, json=need(str(uuid4())), headers=headers).status_code

    def ended(self, by: signal.Signals) -> tuple[int, str, str]:
        self.process.send_signal(by)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@pytest.fixture
def serve(data):
    started = []

    def start(*arguments):
        started.append(Serve(data, *arguments))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_signs_where_it_stands_and_leaves_in_order(serve, data, by):
    server = serve()
    assert server.answered()
    assert server.post("intake") == 201
    code, out, err = server.ended(by)
    assert (code, out) == (0, "")
    assert f"127.0.0.1:{server.port}" in err
    assert "Traceback" not in err
    assert (data / "checkpoints" / "intake.checkpoint").read_text().splitlines()[1] == "1"
    assert not list(data.glob("*-wal"))
    assert ariadna("verify", "--data", data).returncode == 0


def test_one_service_alone_answers_at_its_own_door(serve):
    server = serve("intake")
    assert server.answered()
    assert [server.post(door) for door in ("intake", "pathway", "employment")] == [201, 404, 404]
    assert server.ended(signal.SIGTERM)[0] == 0


def test_a_port_that_is_taken_is_told(serve):
    first = serve()
    assert first.answered()
    told = ariadna("serve", "--port", first.port, "--data", first.data)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert first.post("intake") == 201
