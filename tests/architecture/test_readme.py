"""What the README shows, run as it stands there: only the port and the data folder are the test's own."""

import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import orjson
import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
ARIADNA = [sys.executable, "-c", "from deploy.cli import main; main()"]


@pytest.fixture
def address(tmp_path):
    """`ariadna serve` over an empty folder, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = subprocess.Popen([*ARIADNA, "serve", "--port", port, "--data", tmp_path], cwd=ROOT)
    until_ready(f"http://127.0.0.1:{port}")
    yield f"127.0.0.1:{port}"
    server.terminate()
    server.wait(20)


def test_the_readme_begins_with_two_commands():
    assert [block.strip() for block in BLOCKS[:2]] == ["make demo ONCE=1", "make test"]


def test_what_the_readme_posts_is_stored_once_and_read_back(address, tmp_path):
    post, read = (block.replace("127.0.0.1:8000", address) for block in BLOCKS if "curl" in block)
    script = f"{post}\necho\n{post}\necho\n{read}".replace(".venv/bin/ariadna", shlex.join(ARIADNA))
    script = script.replace("--data data", f"--data {shlex.quote(str(tmp_path))}")

    done = subprocess.run(["bash", "-euc", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    first, again, views = map(orjson.loads, done.stdout.splitlines())
    assert (first["status"], again["status"]) == ("accepted", "duplicate")
    assert first["recorded_at"] == again["recorded_at"]
    assert views["continuity"]["language_training"]["interruption_days"] == 0


def until_ready(server):
    for _ in range(200):
        try:
            if httpx.get(f"{server}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError
