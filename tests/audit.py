"""`make audit`: known weaknesses in what the lock pins, by pip-audit; whatever was not looked up is said loudly.

pip-audit itself says that it found nothing also where its service knew of no package at all.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ("pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json")
LOUD = "NOT AUDITED"


class Audited(NamedTuple):
    """How many pins were looked up, those that were not, and what is known of others."""

    asked: int
    skipped: list[str]
    weak: list[str]


def audited(report: Any) -> Audited:
    """What a report of pip-audit says."""
    found = report["dependencies"]
    skipped = [each["name"] for each in found if "skip_reason" in each]
    weak = [
        f"{each['name']} {each['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions']) or 'none'}"
        for each in found
        for weakness in each.get("vulns", ())
    ]
    return Audited(len(found) - len(skipped), skipped, weak)


def told(found: Audited | None) -> tuple[int, str]:
    """Exit code and words: 1 if a weakness is known, 3 if not all was looked up."""
    if found is None:
        return 3, f"{LOUD}: the service that knows of weaknesses can't be reached from here."
    if found.weak:
        return 1, "\n".join(found.weak)
    if found.skipped:
        names = ", ".join(found.skipped[:5])
        return 3, f"{LOUD}: {len(found.skipped)} of {found.asked + len(found.skipped)} are not known there: {names} ..."
    return 0, f"No weakness is known of {found.asked} pins."


def main(must: bool) -> int:
    command = [sys.executable, "-m", *COMMAND, "--requirement", str(ROOT / "requirements.lock")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = audited(json.loads(done.stdout))
    except (ValueError, KeyError):
        found = None
    code, words = told(found)
    Console(stderr=True).print(words, style="bold red" if code else "green", highlight=False)
    return code if must or code == 1 else 0


if __name__ == "__main__":
    sys.exit(main("--must" in sys.argv))
