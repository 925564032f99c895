"""The peers that run on Node: installed once from their lock beside our own libraries, then run as scripts."""

import fcntl
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent / "peers"
LOCK = "package-lock.json"
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")
INSTALLED = Path(sys.prefix) / "peers"


@cache
def absent(into: Path = INSTALLED) -> str:
    """Why these peers can't be run here; empty once they are installed, exactly as locked."""
    if missing := [name for name in ("node", "npm") if shutil.which(name) is None]:
        return f"no {missing[0]} here"
    with into.with_name(f"{into.name}.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        return _installed(into)


def _installed(into: Path) -> str:
    done = into / "node_modules" / LOCK
    current = done.exists() and done.read_bytes() == (SCRIPTS / LOCK).read_bytes()
    shutil.copytree(SCRIPTS, into, dirs_exist_ok=True)
    if not current:
        if subprocess.run(INSTALL, cwd=into, stdout=subprocess.DEVNULL).returncode:
            return "npm could not install it"
        shutil.copy(SCRIPTS / LOCK, done)
    return ""


def append(script: str, url: str, lines: Path, batch: int, writers: int) -> dict[str, Any]:
    """Append a file of events, `batch` at a time, over so many connections: events and seconds."""
    command = ["node", str(INSTALLED / f"{script}.js"), url, str(lines), str(batch), str(writers)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def versions() -> dict[str, str]:
    """What the lock says of each peer."""
    pinned: dict[str, str] = json.loads((SCRIPTS / LOCK).read_text())["packages"][""]["dependencies"]
    return pinned
