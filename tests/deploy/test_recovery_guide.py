"""What the operators' guide shows, run as it stands there, in a folder with a store."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy.databases import Servers
from deploy.recovery.servers import NAMES
from tests.faults.work import rounds

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "recovery.md").read_text()
EMBEDDED: list[str] = []
SERVERS: list[str] = []
for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL):
    (SERVERS if "--servers" in block else EMBEDDED).append(block)
ARIADNA = shlex.join([sys.executable, "-c", "from deploy.cli import main; main()"])


@pytest.fixture
def place(store, tmp_path):
    """A store in use, its key-encryption key put away, its checkpoints kept elsewhere."""
    (tmp_path / "safe").mkdir()
    shutil.copy(store / "keys" / "kek", tmp_path / "safe" / "kek")
    shutil.copytree(store / "checkpoints", tmp_path / "kept-elsewhere")
    return tmp_path


def run(blocks, place):
    script = "\n".join(blocks).replace(".venv/bin/ariadna", ARIADNA)
    return subprocess.run(
        ["bash", "-euc", script],
        cwd=place,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_an_embedded_store_is_backed_up_restored_verified_and_rebuilt(place):
    done = run(EMBEDDED, place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("hold") == 3
    assert "0 rows differed" in done.stdout
    assert (place / "restored" / "intake.db").exists()


def test_a_distributed_store_is_backed_up_and_restored(place, postgres):
    old, new = (Servers(postgres.schemas(*NAMES)) for _ in range(2))
    shutil.rmtree(place / "data")
    rounds(place / "data", place / "paper", 1, old)
    shutil.copy(place / "data" / "keys" / "kek", place / "safe" / "kek")
    for name, servers in (("servers.toml", old), ("new-servers.toml", new)):
        (place / name).touch(mode=0o600)
        (place / name).write_text("".join(f'[{name}]\nurl = "{url}"\n' for name, url in servers.urls.items()))
    done = run(SERVERS, place)
    assert done.returncode == 0, done.stderr
    assert "hold" in done.stdout


def test_the_file_of_servers_that_is_shown_names_each_of_them():
    (shown,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert set(tomllib.loads(shown)) == set(NAMES)
