"""What a process logs: a line of JSON for each record, with codes and ids out of one list, and never any content.

Of our own records the code and its ids are told. Of a library's, which may hold anything, the place in its code, and
the text before its arguments were put in where a library is known to keep what it was sent among these. Of an error
its kind and place, never its message.
"""

import logging
import os
import re
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO, TypedDict, Unpack

import orjson

from shared.errors import WrongSetting

LEVEL = "ARIADNA_LOG_LEVEL"
LEVELS = ("debug", "info", "warning", "error")
PLAIN = re.compile(r"[A-Za-z0-9_.:;/ ,()`'-]{1,240}")
TEMPLATES_OF = frozenset({"aiokafka", "kafka", "uvicorn"})


class Ids(TypedDict, total=False):
    """Everything that a line may tell beside its code: names out of our code, places and counts."""

    service: str
    source: str
    what: str
    topic: str
    partition: int
    offset: int
    count: int
    reason: str
    error: str
    at: str


class Said:
    """A record's code and ids, as a logger takes it for its message."""

    __slots__ = ("event", "ids")

    def __init__(self, event: str, ids: Mapping[str, Any]) -> None:
        self.event = event
        self.ids = ids

    def __str__(self) -> str:
        return " ".join([self.event, *(f"{name}={value}" for name, value in self.ids.items())])


def said(event: str, **ids: Unpack[Ids]) -> Said:
    """The message of a record; an error is given as its kind: `error=kind(error)`."""
    return Said(event, ids)


def kind(error: BaseException) -> str:
    return type(error).__name__


def place(trace: TracebackType | None) -> str:
    """File and line where an error was raised."""
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **_told(record),
        }
        if record.exc_info and (error := record.exc_info[1]):
            line |= {"error": kind(error), "at": place(record.exc_info[2])}
        return orjson.dumps({name: _plain(value) for name, value in line.items()}).decode()


def _told(record: logging.LogRecord) -> dict[str, Any]:
    if isinstance(record.msg, Said):
        ids = {name: value for name, value in record.msg.ids.items() if name in Ids.__annotations__}
        return {"event": record.msg.event, **ids}
    told: dict[str, Any] = {"event": "library", "at": f"{record.module}:{record.lineno}"}
    if record.args and record.name.partition(".")[0] in TEMPLATES_OF:
        told["what"] = re.sub(r"[^A-Za-z0-9_.:/ ,-]", "", str(record.msg))[:120]
    return told


def _plain(value: Any) -> Any:
    """A number, or a short text such as our code writes; anything else is not told."""
    if isinstance(value, int):
        return value
    return value if isinstance(value, str) and PLAIN.fullmatch(value) else "?"


def begin(environment: Mapping[str, str] = os.environ, stream: TextIO | None = None) -> None:
    """Have everything that this process logs written so: to standard error, from the level that the environment says.

    What nobody caught is logged too, in place of Python's own tracebacks, which end with an error's message.
    """
    level = environment.get(LEVEL, "warning").lower()
    if level not in LEVELS:
        raise WrongSetting(LEVEL, f"one of {', '.join(LEVELS)}")
    lines = logging.StreamHandler(stream or sys.stderr)
    lines.setFormatter(Lines())
    logging.basicConfig(level=level.upper(), handlers=[lines], force=True)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a record that can't be written would be printed, with its arguments
    sys.excepthook = _uncaught
    threading.excepthook = lambda found: _uncaught(found.exc_type, found.exc_value, found.exc_traceback)
    sys.unraisablehook = lambda found: _uncaught(found.exc_type, found.exc_value, found.exc_traceback)


def _uncaught(of: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if not issubclass(of, KeyboardInterrupt):
        logging.getLogger(__name__).error(said("not_caught", error=of.__name__, at=place(trace)))
