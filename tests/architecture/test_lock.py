"""The lock pins everything that the project asks for, by hash, and nothing that it no longer asks for."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[([a-z0-9,-]+)\])?==(\S+)", re.MULTILINE)


def asked(extras):
    groups = [PROJECT["project"]["dependencies"], *(PROJECT["project"]["optional-dependencies"][e] for e in extras)]
    return [Requirement(line) for group in groups for line in group]


def pins(lock):
    """{name: (version, the lines of its entry)}"""
    entries = re.split(r"\n(?=[a-z0-9])", lock.strip())
    found = [(PIN.match(entry), entry) for entry in entries]
    return {canonicalize_name(pin[1]): (Version(pin[3]), entry) for pin, entry in found if pin}


def without_extras(lock, requirements):
    """Pins without an extra that is asked of them: pip would take the newest of these from the index, and refuse it."""
    held = {canonicalize_name(name): set((extras or "").split(",")) for name, extras, _ in PIN.findall(lock)}
    for requirement in requirements:
        if missing := requirement.extras - held.get(canonicalize_name(requirement.name), requirement.extras):
            yield f"{requirement.name} lacks {', '.join(sorted(missing))}"


def faults(lock, requirements):
    """What a lock lacks of what is asked for, has too much of, or does not hold by hash."""
    pinned = pins(lock)
    names = {canonicalize_name(requirement.name) for requirement in requirements}
    for requirement in requirements:
        version, _ = pinned.get(canonicalize_name(requirement.name), (None, ""))
        if version is None or version not in requirement.specifier:
            yield f"{requirement} is not met"
    for name, (_, entry) in pinned.items():
        if "--hash=sha256:" not in entry:
            yield f"{name} has no hash"
        if re.search(r"# +(via )?ariadna \(", entry) and name not in names:
            yield f"{name} is no longer asked for"
    if "://" in lock or "index" in lock:
        yield "a lock names no host"


LOCKS = [("requirements.lock", ["build", "test"]), ("deploy/requirements.lock", ["build"])]


@pytest.mark.parametrize(("lock", "extras"), LOCKS)
def test_a_lock_is_in_step_with_the_project(lock, extras):
    assert list(faults((ROOT / lock).read_text(), asked(extras))) == []


@pytest.mark.parametrize(("lock", "extras"), LOCKS)
def test_a_lock_keeps_the_extras_that_anything_installed_asks_for(lock, extras):
    within = [Requirement(line) for each in distributions() for line in each.requires or [] if "extra ==" not in line]

    assert list(without_extras((ROOT / lock).read_text(), [*within, *asked(extras)])) == []
    assert any(requirement.extras for requirement in within)


def test_a_pin_that_lost_its_extra_is_seen():
    assert list(without_extras("coverage==7.1 \\\n", [Requirement("coverage[toml]>=7")])) == ["coverage lacks toml"]
    assert list(without_extras("coverage[toml]==7.1 \\\n", [Requirement("coverage[toml]>=7")])) == []


def test_what_is_deployed_is_what_is_tested():
    tested = {name: version for name, (version, _) in pins((ROOT / "requirements.lock").read_text()).items()}
    deployed = {name: version for name, (version, _) in pins((ROOT / "deploy/requirements.lock").read_text()).items()}

    assert deployed.items() <= tested.items()


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ("rich==13.0 \\\n    --hash=sha256:00\n    # via ariadna (pyproject.toml)", "rich>=14 is not met"),
        ("", "rich>=14 is not met"),
        ("rich==14.1\n    # via ariadna (pyproject.toml)", "rich has no hash"),
        (
            "rich==14.1 \\\n    --hash=sha256:00\ntyper==1 \\\n    --hash=sha256:00\n    # via\n    #   ariadna (x)",
            "typer is no longer asked for",
        ),
        ("--index" + "-url=x\nrich==14.1 \\\n    --hash=sha256:00", "a lock names no host"),
    ],
)
def test_a_lock_out_of_step_is_seen(lock, fault):
    assert fault in list(faults(lock, [Requirement("rich>=14")]))
