"""Processes of a benchmark: servers on a free port, and work measured in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from deploy.local.ports import free_ports
from shared.shares import NAMES

PATIENCE = 30.0
UNLIMITED = dict.fromkeys(NAMES, "0")  # one sender has all the server there is


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    return free_ports(1)[0]


def start(command: Sequence[str], port: int) -> subprocess.Popen[bytes]:
    """Start a server and wait until its port takes connections."""
    process = subprocess.Popen(command, env={**os.environ, **UNLIMITED})
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process
    stop(process)
    raise TimeoutError("the server did not come up")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def serving(module: str, *arguments: str) -> Iterator[int]:
    """A module of this package served at a free port, the first argument of its command line; yields the port."""
    port = free_port()
    process = start([sys.executable, "-m", module, str(port), *arguments], port)
    try:
        yield port
    finally:
        stop(process)


def apart(topic: str, *arguments: Any, cores: int | None = None) -> dict[str, Any]:
    """Call `module:function` with JSON arguments in a fresh process, held to so many cores.

    The function gives a dict of figures; `peak_rss` (bytes, of that process) is added to it.
    """
    command = [sys.executable, "-m", "tests.benchmarks.process", topic, json.dumps(arguments), str(cores or 0)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def peak_rss() -> int:
    """The most memory that this process held since it began, in bytes.

    Not by `getrusage`: there a process starts with the peak of the one that it was forked from.
    """
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def _called(topic: str, arguments: list[Any], cores: int) -> dict[str, Any]:
    if cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    module, _, function = topic.partition(":")
    figures: dict[str, Any] = getattr(import_module(module), function)(*arguments)
    return {"peak_rss": peak_rss(), **figures}


if __name__ == "__main__":
    print(json.dumps(_called(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]))))
