"""`kafka apply`, `topics`, `lag` and `redrive`: the brokers brought to what is declared, and looked after."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from deploy.cli.common import DATA, AsJson, Data, messages, opened, print_json, results
from deploy.wiring import SERVICES
from shared.kafka.settings import KafkaSettings

# Kafka's client takes half a second to import: that is left to the commands that need it.
File = Annotated[Path | None, typer.Option("--file", help="Another declaration than the one that comes with Ariadna.")]
Anew = Annotated[
    bool,
    typer.Option(
        "--anew", help="Delete the declared topics first, as after a restore: services publish all of their logs again."
    ),
]
family = typer.Typer(
    help="Look after Kafka: topics and access rules, lag, dead letters.\n\n"
    "The brokers are named by ARIADNA_KAFKA_BOOTSTRAP (host:port,...); also ARIADNA_KAFKA_PROTOCOL (PLAINTEXT, "
    "SASL_PLAINTEXT, SASL_SSL, SSL), _USER, _PASSWORD or _PASSWORD_FILE, _CA_FILE, _PARTITIONS, _COPIES.",
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    for command in (apply, topics, lag, redrive):
        family.command()(command)
    app.add_typer(family, name="kafka")


def apply(file: File = None, anew: Anew = False, as_json: AsJson = False) -> None:
    """Make the topics and access rules that are declared and not there, and wait until every broker shows them.

    Running it again changes nothing. What is there already stays: the number of partitions never changes.
    """
    from deploy.kafka import applying, declared

    settings = KafkaSettings.read()
    with applying.admin(settings) as client:
        wanted = declared.Declared.read(file or declared.DECLARED)
        if anew:
            applying.remove(client, wanted)
        done = applying.apply(client, wanted, settings)
    if as_json:
        print_json({"topics_made": done.topics, "rules_made": done.rules, "guarded": done.guarded})
        return
    for line in (*(f"made {name}" for name in done.topics), *done.rules):
        typer.echo(line)
    if not done.guarded:
        messages.print("These brokers keep nobody out (no authorizer), so no access rule was made.")
    if not (done.topics or done.rules):
        messages.print("Nothing to do: the brokers have all that is declared.")


def topics(file: File = None, as_json: AsJson = False) -> None:
    """Compare the topics that are there with those declared. Exit code 1 if one is missing or not as declared."""
    from deploy.kafka import applying, declared

    settings = KafkaSettings.read()
    with applying.admin(settings) as client:
        found = applying.states(client, declared.Declared.read(file or declared.DECLARED))
    rows = [{**each._asdict(), "state": _state_of(each, settings)} for each in found]
    _print(rows, as_json)
    if any(row["state"] not in ("ok", "not declared") for row in rows):
        messages.print("[bold]ariadna kafka apply[/bold] makes what is missing.")
        raise typer.Exit(1)


def lag(as_json: AsJson = False, data: Data = DATA) -> None:
    """How many records each service has not taken in, by topic and partition.

    Counted against the positions in each service's own database, never against the offsets that Kafka keeps.
    """
    from deploy.kafka.applying import admin
    from deploy.kafka.lagging import lags

    with admin(KafkaSettings.read()) as client, opened(data, carry=False) as ariadna:
        found = lags(client, ariadna.services.values())
    _print([each._asdict() for each in found], as_json)


def redrive(
    service: Annotated[str, typer.Argument(help="Whose dead letters: intake, employment, pathway, notifications.")],
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Give the dead letters of one service another chance, once their cause is put right.

    Each is delivered at most once, together with how far that is; what still fails becomes a new dead letter.
    Exit code 1 if something did.
    """
    from deploy.kafka.applying import admin
    from shared.kafka.redriving import redrive as redriven

    if service not in SERVICES:
        raise typer.BadParameter(f"one of {', '.join(SERVICES)}", param_hint="SERVICE")
    settings = KafkaSettings.read()
    with admin(settings), opened(data, carry=False) as ariadna:
        standing = ariadna.services[service]
        done = redriven(standing.log, standing.subscriptions, standing.log.keys, settings)
    if as_json:
        print_json(done._asdict())
    else:
        typer.echo(f"{done.taken:,} taken in")
        for reason, count in done.still_dead.items():
            typer.echo(f"{count:,} still not: {reason}")
    if done.still_dead:
        raise typer.Exit(1)


def _state_of(found: Any, settings: KafkaSettings) -> str:
    if not found.partitions:
        return "missing"
    if not found.declared:
        return "not declared"
    as_declared = (found.partitions, found.copies) == (settings.partitions, settings.copies)
    return "ok" if as_declared else f"not {settings.partitions} partitions in {settings.copies} copies"


def _print(rows: Iterable[Mapping[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(list(rows))
        return
    table = Table(box=None)
    for number, row in enumerate(rows):
        for name in row if not number else ():
            table.add_column(name.replace("_", " "), overflow="fold")
        table.add_row(*("-" if value is None else str(value) for value in row.values()))
    results.print(table)
