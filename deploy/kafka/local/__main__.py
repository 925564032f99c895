"""Run Kafka here until Ctrl-C: `python -m deploy.kafka.local FOLDER [--brokers N] [--security scram_tls]`."""

import signal
from pathlib import Path
from typing import Annotated

import typer

from deploy.kafka.local.cluster import Cluster
from deploy.kafka.local.properties import Security


def main(
    folder: Annotated[Path, typer.Argument(help="Where the brokers keep their data.")],
    brokers: Annotated[int, typer.Option(min=1, help="How many.")] = 1,
    security: Annotated[str, typer.Option(help="plain, scram or scram_tls.")] = "plain",
    user: Annotated[list[str] | None, typer.Option(metavar="NAME=PASSWORD", help="One who may sign in.")] = None,
) -> None:
    """Start brokers on free ports and print where they listen."""
    users = dict(each.split("=", 1) for each in user or [])
    cluster = Cluster(folder.resolve(), brokers, Security[security], users)
    try:
        cluster.start()
        typer.echo(cluster.bootstrap)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        cluster.stop()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(main)
