"""The record of one read, made of what was told while it was under way; and of one on the command line."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NamedTuple

from shared.access import Reader
from shared.errors import Refusal
from shared.reads import telling
from shared.reads.book import ReadBook
from shared.reads.record import Form, Outcome, ReadRecord, purpose_of
from shared.reads.telling import Telling

OUTCOMES: Final[Mapping[int, Outcome]] = {403: "forbidden", 404: "unknown", 429: "stopped"}


class What(NamedTuple):
    """What was asked for, how, of whom by its id, and as what it leaves."""

    operation: str
    form: Form
    tried: str | None = None
    media: str = ""


@contextmanager
def by_hand(book: ReadBook, reader: Reader, operation: str, pathway_id: str | None = None) -> Iterator[None]:
    """A read on the command line, written down at the end of the block: nothing is printed within it."""
    what, status = What(operation, "command_line", pathway_id), 500
    with telling.under_way() as told:
        try:
            yield
            status = 200
        except Refusal as refusal:
            status = refusal.status
            raise
        finally:
            book.keep_now(read_of(told, reader, what, status, book.policy))


def read_of(told: Telling, reader: Reader, what: What, status: int, policy: str) -> ReadRecord:
    shown = status < 400
    return ReadRecord(
        reader.provider_id,
        reader.role,
        reader.actor,
        reader.token_id,
        what.operation,
        what.form,
        purpose_of(reader, told.purpose),
        "shown" if shown else OUTCOMES.get(status, "failed" if status >= 500 else "refused"),
        policy,
        what.media if shown else "",
        what.tried,
        tuple(one for one in told.pathways if one != what.tried) if shown else (),
        told.basis,
    )
