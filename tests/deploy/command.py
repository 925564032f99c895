"""The command line, run in this process, and a made-up register for it to work on."""

import json
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from typer.testing import CliRunner

from deploy.cli import app
from tests.journeys.story import register, story

PATHWAY = "5b7c1f3e-2d0a-4c39-9a52-0f6f6d8e1a11"
RUNNER = CliRunner(env={"COLUMNS": "200"})
COMMANDS = [each.name or getattr(each.callback, "__name__", "").replace("_", "-") for each in app.registered_commands]


class Told(NamedTuple):
    """What a command answered: its exit code, and what it said on each output."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def ariadna(*arguments: object, given: str | None = None) -> Told:
    """Run a command; what it did not foresee is raised here."""
    result = RUNNER.invoke(app, [*map(str, arguments)], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Told(result.exit_code, result.stdout, result.stderr)


def rows() -> list[dict[str, Any]]:
    """A register of one woman's hundred days."""
    return register(story(PATHWAY))


def written(path: Path, events: list[Any]) -> Path:
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return path


def row(**changed: Any) -> dict[str, Any]:
    """One more row of a register, of a woman of its own."""
    return {
        "event_id": str(uuid4()),
        "type": "NeedIdentified",
        "schema_version": 1,
        "pathway_id": str(uuid4()),
        "provider_id": "BCN-FAR",
        "occurred_on": "2026-02-03",
        "recorded_at": "2026-02-03T10:00:00Z",
        "data": {"need_id": "n1", "dimension": "housing", "voiced_by": "her"},
    } | changed
