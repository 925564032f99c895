"""`witness`: a partner's process that holds an installation to what its logs said before."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import httpx
import orjson
import typer

from deploy.cli.common import messages
from deploy.witness import Answer, Away, Witness
from shared.errors import CheckpointBroken

FOUND = 4
TRIES = 5
LARGEST_ANSWER = 64 * 1024
TOLD = frozenset({200, 422, 500})


def add_to(app: typer.Typer) -> None:
    app.command()(witness)


def witness(
    url: Annotated[
        str, typer.Option("--from", help="Where the installation answers, such as https://ariadna.example.")
    ],
    keep: Annotated[Path, typer.Option(help="Folder for what is kept: on a machine that is not the installation's.")],
    token_file: Annotated[
        Path, typer.Option(help="File with an auditor's token, read each time anew.", exists=True, dir_okay=False)
    ],
    key: Annotated[
        list[str], typer.Option(help="A log's verifier key, agreed on out of band: `ariadna checkpoint --keys` there.")
    ],
    name: Annotated[str, typer.Option(help="This witness's name in what it signs.")] = "ariadna-witness",
    once: Annotated[bool, typer.Option("--once", help="Look once and leave.")] = False,
    every: Annotated[int, typer.Option(min=1, help="Seconds from look to look.")] = 300,
) -> None:
    """Keep each log's checkpoints, have it prove that the next follows, sign it too; stop where it does not.

    Exit code 4 and a file of evidence if a log was cut, changed, or shown in two forms; 1 if it did not answer.
    """
    keep.mkdir(mode=0o700, parents=True, exist_ok=True)
    with httpx.Client(base_url=url, timeout=30, follow_redirects=False) as client:
        try:
            watch = Witness(_Server(client, token_file), keep, key, name)
        except CheckpointBroken:
            raise typer.BadParameter("not a verifier key: name+hash+key", param_hint="--key") from None
        messages.print(f"This witness signs as {watch.vkey}", soft_wrap=True)
        failed = 0
        while True:
            failed = 0 if _round(watch) else failed + 1
            if once and not failed:
                return
            if once and failed == TRIES:
                raise typer.Exit(1)
            time.sleep(min(2 ** (failed - 1), every) if failed else every)


def _round(watch: Witness) -> bool:
    """Look at every log once; False if one did not answer. Leaves with 4 where there is evidence."""
    answered, found = True, False
    for log in watch.logs:
        try:
            size, finding = watch.look(log)
        except Away as error:
            answered = False
            messages.print(f"{log}: {error.title}")
            continue
        if finding:
            found = True
            typer.echo(f"{log}: {finding.what}; the evidence: {finding.evidence}")
        else:
            messages.print(f"{log}: {size:,} events, and all that was kept is in it")
    if found:
        raise typer.Exit(FOUND)
    return answered


class _Server:
    """Asks over HTTP; an answer larger than any proof is none."""

    def __init__(self, client: httpx.Client, token_file: Path) -> None:
        self._client = client
        self._token_file = token_file

    def __call__(self, path: str, query: Mapping[str, int]) -> Answer:
        signed = {"authorization": f"Bearer {self._token_file.read_text().strip()}"}
        try:
            with self._client.stream("GET", path, params=dict(query), headers=signed) as response:
                answer = Answer(response.status_code, _json(response))
        except (httpx.HTTPError, ValueError) as error:
            raise Away(type(error).__name__) from None
        if answer.status not in TOLD or not isinstance(answer.said, dict):
            raise Away(f"status {answer.status}")
        return answer


def _json(response: httpx.Response) -> Any:
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise Away("its answer is too large")
    return orjson.loads(body)
