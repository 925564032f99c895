"""Each import rule, seen to fail: a copy of the tree with one offending module is refused by that rule's name."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
OFFENCES = [
    ("storeys", "services/pathway/canary.py", "import deploy.cli"),
    ("storeys", "shared/canary.py", "import services.intake"),
    ("storeys", "shared/store/canary.py", "from deploy import wiring"),
    ("apart", "services/intake/canary.py", "import services.pathway"),
    ("apart", "services/notifications/canary.py", "from services.employment import subscribers"),
    ("inside", "services/pathway/domain/canary.py", "from services.pathway import application"),
    ("inside", "services/pathway/domain/canary.py", "from services.pathway import api"),
    ("inside", "services/pathway/application/canary.py", "from services.pathway import web"),
    ("inside", "services/pathway/of_no_layer.py", ""),
    ("pure", "services/pathway/domain/canary.py", "import shared.store"),
    ("pure", "services/pathway/domain/canary.py", "from shared import keys"),
    ("pure", "services/pathway/domain/canary.py", "import cryptography"),
    ("pure", "services/employment/domain.py", "import orjson"),
    ("fold", "shared/folding/canary.py", "import shared.store"),
    ("language", "shared/contracts/canary.py", "import shared.store"),
    ("language", "shared/contracts/canary.py", "import fastapi"),
    ("kafka", "services/pathway/canary.py", "from faststream.kafka import KafkaBroker"),
    ("kafka", "deploy/canary.py", "import aiokafka"),
    ("kafka", "shared/relay.py", "import aiokafka"),
]


@pytest.fixture
def copy(tmp_path):
    """The packages and the rules, as they are now, in a folder of their own."""
    for package in ("deploy", "services", "shared", "tests/architecture"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(tree):
    """What import-linter says of a tree: (exit status, output)."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(
        [*command, "--no-cache", "--no-logo"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_tree_as_it_is_keeps_every_rule(copy):
    status, said = lint_imports(copy)

    assert status == 0, said
    assert all(f"{name} KEPT" in said for name in CONTRACTS.values())


@pytest.mark.parametrize(("rule", "module", "offence"), OFFENCES)
def test_an_offending_import_is_refused_by_the_rule_it_breaks(copy, rule, module, offence):
    path = copy / module
    made_a_package(path.parent)
    path.write_text(f"{path.read_text() if path.exists() else ''}\n{offence}\n")

    status, said = lint_imports(copy)

    assert status == 1, said
    assert f"{CONTRACTS[rule]} BROKEN" in said


def test_every_rule_has_an_offence_that_shows_it():
    assert {rule for rule, _, _ in OFFENCES} == CONTRACTS.keys()


def made_a_package(folder):
    """Turn a module (domain.py) into a package (domain/) of the same name where a canary needs the folder."""
    module = folder.with_suffix(".py")
    folder.mkdir(parents=True, exist_ok=True)
    if module.exists():
        module.rename(folder / "__init__.py")
    (folder / "__init__.py").touch()
