"""What is deployed is under licences that fit ours, runs as nobody, and no secret lies in a tracked file."""

import re
import subprocess
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

from tests.architecture.test_lock import pins
from tests.audit import LOUD, Audited, audited, told

ROOT = Path(__file__).resolve().parents[2]
DEPLOYED = sorted(pins((ROOT / "deploy/requirements.lock").read_text()))
FITTING = re.compile(
    r"Apache|BSD|MIT|ISC|MPL|Mozilla|PSF|Python Software Foundation|0BSD|LGPL|Lesser General|Unlicense|HPND|zlib",
    re.IGNORECASE,
)
SAID_ELSEWHERE = {"cedarpy": "Apache-2.0", "pysqlite3": "zlib"}  # in their licence files alone, looked up by hand
NOT_HERE = {"async-timeout", "brotlicffi", "colorama", "pysqlite3"}  # of other machines, which a lock pins too

SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}"),
    "a token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}\b"),
    "a token of a forge": re.compile(
        r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[A-Za-z0-9_-]{20}\b|\bhvs\.[A-Za-z0-9]{24}"
    ),
    "a password in an address": re.compile(r"\b[a-z+]{3,12}://[^\s:/@{}$\"'<]+:(?!SECRET)[^\s:/@{}$\"'<]{6,}@[\w.-]+"),
    "a key in hexadecimal": re.compile(r"(?i)(?:key|secret|passw|kek)\w*[\"']?\s*[:=]\s*[\"']?[0-9a-f]{64}\b"),
}


def licence_of(name):
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return None
    told = [said["License-Expression"], *(said.get_all("Classifier") or [])]
    words = [each for each in told if each and (each == said["License-Expression"] or each.startswith("License"))]
    return " | ".join(words) or (said["License"] or "").split("\n")[0] or SAID_ELSEWHERE.get(name, "")


def unfitting(licence):
    """A licence is fitting if each part of what must hold, or one of what may be chosen, is in the list."""
    return not all(any(FITTING.search(one) for one in part.split(" OR ")) for part in licence.split(" AND ")) or (
        re.search(r"AGPL|Affero|SSPL|BUSL|Commons Clause", licence) is not None
    )


def test_what_is_deployed_is_under_licences_that_fit():
    licences = {name: licence_of(name) for name in DEPLOYED}
    assert {name for name, licence in licences.items() if licence is None} <= NOT_HERE
    assert {name: licence for name, licence in licences.items() if licence is not None and unfitting(licence)} == {}
    assert len(licences) > 60


@pytest.mark.parametrize("licence", ["", "UNKNOWN", "GPL-3.0-only", "AGPL-3.0 OR MIT", "MIT AND Proprietary"])
def test_a_licence_that_does_not_fit_is_seen(licence):
    assert unfitting(licence)


@pytest.mark.parametrize("licence", ["MIT", "MPL-2.0 AND (Apache-2.0 OR MIT)", "GPL-2.0 OR MIT", "LGPL-3.0-only"])
def test_a_licence_that_fits_is_taken(licence):
    assert not unfitting(licence)


def secrets_in(text):
    return [kind for kind, pattern in SECRETS.items() if pattern.search(text)]


def test_no_secret_lies_in_a_tracked_file():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    found = {path: secrets_in(path.read_text(errors="replace")) for path in paths if path.is_file()}
    assert {str(path.relative_to(ROOT)): kinds for path, kinds in found.items() if kinds} == {}
    assert len(paths) > 400


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "PRIVATE KEY-----\n" + "MC4CAQAwBQYDK2VwBCIEI" + "A" * 40,
        "ey" + "J" + "a" * 20 + ".ey" + "J" + "b" * 20 + "." + "c" * 43,
        "AK" + "IA" + "A" * 16,
        "gh" + "p_" + "a" * 36,
        "postgresql" + "://ana:" + "hunter22@db/x",
        "KEK=" + "5e" * 32,
        '"api_key": "' + "0a" * 32,
    ],
)
def test_a_secret_would_be_seen(text):
    assert len(secrets_in(text)) == 1


def test_the_image_runs_as_nobody_who_may_anything():
    stages = (ROOT / "deploy/Dockerfile").read_text().split("\nFROM ")
    last = re.findall(r"^USER (\S+)", stages[-1], re.MULTILINE)
    assert last[-1] == "ariadna"
    assert re.search(r'useradd --system --uid "\$UID"', stages[-1])
    assert re.findall(r"^ARG UID=(\d+)", stages[-1], re.MULTILINE) == ["10001"]


WEAK = {"name": "one", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SOUND, SKIPPED = {"name": "two", "version": "2.0", "vulns": []}, {"name": "three", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("dependencies", "code"), [([SOUND], 0), ([SOUND, SKIPPED], 3), ([WEAK, SKIPPED, SOUND], 1), ([SKIPPED], 3)]
)
def test_an_audit_says_what_it_did_not_look_up(dependencies, code):
    found = audited({"dependencies": dependencies})
    assert told(found)[0] == code
    assert (LOUD in told(found)[1]) == (code == 3)


def test_an_audit_whose_service_is_away_is_none():
    assert told(None)[0] == 3
    assert LOUD in told(None)[1]
    assert audited({"dependencies": [WEAK, SOUND, SKIPPED]}) == Audited(
        2, ["three"], ["one 1.0: PYSEC-1, mended in 1.1"]
    )
