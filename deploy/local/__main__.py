"""The distributed form on this machine, in the background: `python -m deploy.local up | run COMMAND | down`."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.local.network import COMMAND, ROOT, Network, ready
from deploy.local.postgres import PostgresServer

HERE = Path(tempfile.gettempdir()) / f"ariadna-network-{os.geteuid()}"
STOPS_WITHIN = 60.0
app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

Folder = Annotated[
    Path, typer.Option(help="Where it keeps everything: a short path that other users may pass through.")
]


@app.command()
def up(folder: Folder = HERE, brokers: Annotated[int, typer.Option(min=1, help="How many.")] = 1) -> None:
    """Start databases, brokers and services, and leave them running; does nothing if they run already."""
    if (told := _told(folder)) and all(map(ready, told["addresses"].values())):
        _say(told, folder, "runs already")
        return
    down(folder)
    typer.echo("starting databases, brokers and services; the first time takes a minute", err=True)
    network = Network(folder, brokers)
    try:
        network.start()
    except BaseException:
        network.stop()
        raise
    told = {
        "addresses": {name: network.address(name) for name in network.ports},
        "environment": dict(network.environment()),
        "processes": [process.pid for process in network.processes.values()],
        "brokers": network.kafka.pids(),
    }
    at = folder / "network.json"
    at.touch(mode=0o600)
    at.write_text(json.dumps(told, indent=1, sort_keys=True))
    _say(told, folder, "is up")


@app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
def run(command: list[str], folder: Folder = HERE) -> None:
    """Run `ariadna COMMAND...` on the network that is up."""
    told = _told(folder)
    if not told:
        typer.echo("there is no network here: make up", err=True)
        raise typer.Exit(1)
    done = subprocess.run([*COMMAND, *command], cwd=ROOT, env={**os.environ, **told["environment"]}, check=False)
    raise typer.Exit(done.returncode)


@app.command()
def down(folder: Folder = HERE) -> None:
    """Stop everything; what is stored stays in the folder, for the next start."""
    told = _told(folder)
    for together in (told.get("processes", []), told.get("brokers", [])):
        _end(together)
    if (folder / "postgres" / "data" / "postmaster.pid").exists():
        PostgresServer(folder / "postgres").stop()
    (folder / "network.json").unlink(missing_ok=True)


def _end(processes: list[int]) -> None:
    """Ask all of them, then wait; what is still there after a while is killed."""
    left = [each for each in processes if _signalled(each, signal.SIGTERM)]
    until = time.monotonic() + STOPS_WITHIN
    while left := [each for each in left if _signalled(each, 0)]:
        if time.monotonic() > until:
            for each in left:
                _signalled(each, signal.SIGKILL)
            return
        time.sleep(0.05)


def _signalled(process: int, number: int) -> bool:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return False
    return True


def _told(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / "network.json").read_text())
    except (OSError, ValueError):
        return {}
    return found


def _say(told: dict[str, Any], folder: Path, what: str) -> None:
    typer.echo(f"Ariadna {what}, in {folder}:", err=True)
    for name, address in told["addresses"].items():
        typer.echo(f"  {name:<14} {address}/{name}/v1/")


if __name__ == "__main__":
    sys.exit(app())
