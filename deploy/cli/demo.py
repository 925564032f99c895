"""`demo`: the story of one grant that ends, told from fictitious histories, then served."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table

from deploy import terminal
from deploy.cli.common import LOCAL_ADMIN, now, results
from deploy.importing import Importer, Totals, as_register
from deploy.reading import providers, read
from deploy.reading.lines import Row
from deploy.wiring import Installation, installation
from shared.clocks import When, known
from shared.store.audit import verify

STORY = Path(__file__).parents[2] / "examples" / "barcelona-milan.json"
DATA = Path("data") / "demo"
HORIZON = 60
WIDEST = 110
Views = dict[str, Any]


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the story, without serving the pages.")] = False,
    host: Annotated[str, typer.Option(help="Address to serve the pages on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to serve the pages on.")] = 8000,
    data: Annotated[Path, typer.Option("--data", help="Folder for the demonstration's own store.")] = DATA,
) -> None:
    """Tell, in a minute, what Ariadna is for: one grant ends, one woman loses no day, another loses nine weeks."""
    results.width = min(results.width, WIDEST)
    ariadna = installation(data)
    try:
        Story(ariadna, orjson.loads(STORY.read_bytes())["story"]).tell()
    finally:
        ariadna.close()
    if not once:
        _serve(host, port, data)


class Story:
    """The chapters, each from the same readings that the doors and the command line give."""

    def __init__(self, ariadna: Installation, story: dict[str, Any]) -> None:
        self._ariadna = ariadna
        self._on = date.fromisoformat(story["on"])
        self._now = When(date.fromisoformat(story["today"]) + timedelta(days=1))
        self._then = When(self._now.as_of, known(story["known_then"]))
        self._with, self._without = story["with_fallback"], story["without_fallback"]

    def tell(self) -> None:
        totals = self._load()
        results.print(Panel("Every woman, organisation and funder in this story is invented.", title="Ariadna"))
        _say(f"Fifteen organisations in Barcelona and Milan have posted {totals.lines} events, each its own part.")
        self._grant_ends()
        self._held(self._with)
        self._lost(self._without)
        self._as_known_then(self._without)
        self._sound()

    def _load(self) -> Totals:
        take = as_register(now())
        refused_at = self._ariadna.data / "imports" / "refused.ndjson"
        Importer(self._ariadna, take, refused_at).run(Row(0, event, None, "") for event in providers(STORY))
        totals = Importer(self._ariadna, take, refused_at).run(read(STORY))
        self._ariadna.settle()
        return totals

    def _grant_ends(self) -> None:
        _chapter(f"{_day(self._on)}: a grant ends in {HORIZON} days")
        results.print(terminal.risk_table(self._ariadna.pathways.funding_at_risk(self._on, HORIZON, LOCAL_ADMIN)))
        _say("One of them has chosen where to go on, and her place is held. The others have nothing yet.")

    def _held(self, pathway_id: str) -> None:
        _chapter("She had chosen a fallback: no day is lost")
        views = self._show(pathway_id)
        done = [ho for ho in views["handovers"].values() if ho["outcome"] == "completed"]
        _say(
            f"{views['continuity']['psychological_therapy']['interruption_days']} days without her therapy. "
            + "".join(
                f"The handover took {ho['total']} days, {ho['proposed_to_accepted']} of them for the answer."
                for ho in done
            )
        )

    def _lost(self, pathway_id: str) -> None:
        _chapter("She had none: the gap is counted, and attributed")
        therapy = self._show(pathway_id)["continuity"]["psychological_therapy"]
        causes = ", ".join(f"{days} for {cause.replace('_', ' ')}" for cause, days in therapy["causes"].items())
        _say(f"{therapy['interruption_days']} days without her therapy: {causes}. A place held would have saved them.")

    def _as_known_then(self, pathway_id: str) -> None:
        _chapter("The same days, as they were known then and as they are known now")
        then, today = (self._views(pathway_id, when) for when in (self._then, self._now))
        table = Table("figure", f"known {self._then.known_at:%d %b %Y}", "known now", box=None, pad_edge=False)
        for name, before, after in zip(FIGURES, _figures(then), _figures(today), strict=True):
            table.add_row(name, str(before), str(after))
        results.print(Padding(table, (0, 2)))
        _say(
            "Nothing was overwritten: a correction and two late sessions came in, and every past view can be asked for."
        )

    def _sound(self) -> None:
        logs = {name: service.log for name, service in self._ariadna.services.items()}
        findings = [found for log in logs.values() if (found := verify(log))]
        counted = sum(log.position() for log in logs.values())
        _chapter("Nothing was changed")
        _say(f"{counted:,} stored events verified: " + (str(findings[0].what) if findings else "every link holds."))

    def _show(self, pathway_id: str) -> Views:
        picture = self._ariadna.pathways.picture(pathway_id, self._now, LOCAL_ADMIN)
        results.print(terminal.timeline(picture, results.width))
        return self._views(pathway_id, self._now)

    def _views(self, pathway_id: str, when: When) -> Views:
        return self._ariadna.pathways.views(pathway_id, when, LOCAL_ADMIN)


FIGURES = ("days without therapy", "sessions that nobody paid for", "days of interruption in all")


def _figures(views: Views) -> tuple[int, int, int]:
    therapy = views["continuity"]["psychological_therapy"]["interruption_days"]
    return therapy, views["counts"]["unfunded_sessions"], views["interruption_days"]


def _serve(host: str, port: int, data: Path) -> None:
    from deploy.cli.serving import serve

    ariadna = installation(data)
    token = ariadna.signer.issue("NETWORK", "supervisor", "demo", minutes=60)
    ariadna.close()
    _chapter("Look at the pages")
    _say(f"Open http://{host}:{port}/pathway/ and sign in with this token, good for an hour:")
    typer.echo(token)
    serve(None, host, port, data)


def _chapter(title: str) -> None:
    results.print()
    results.print(Rule(f"[bold]{title}", align="left"))


def _say(text: str) -> None:
    results.print(Padding(text, (1, 2)))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
