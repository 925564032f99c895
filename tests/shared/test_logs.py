"""What a process logs are lines of JSON with codes and ids; whatever else a record holds is not written."""

import io
import json
import logging
import sys
import threading

import pytest

from shared import logs
from shared.errors import WrongSetting
from shared.logs import Said, begin, kind, said

CANARY = "canary7f3a"


@pytest.fixture
def lines():
    """What is written from here on, read as JSON; afterwards the process logs as before."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    stream = io.StringIO()
    begin({"ARIADNA_LOG_LEVEL": "debug"}, stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level, logging.raiseExceptions = before
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(False)


def failure(text=CANARY):
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_a_record_is_one_line_with_its_code_and_ids(lines):
    logging.getLogger("shared.relay").warning(said("relay_waits", source="intake", error=kind(failure())))
    (line,) = lines()
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "shared.relay",
        "event": "relay_waits",
        "source": "intake",
        "error": "ValueError",
    }


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (f"sent {CANARY}", ()),
        ("sent %s", (CANARY,)),
        ("sent %(what)s", ({"what": CANARY},)),
        (Said("fine", {"secret": CANARY}), ()),
        (said("fine", what="\n" + CANARY), ()),
        (Said("fine", {"what": [CANARY]}), ()),
        (failure(), ()),
    ],
)
@pytest.mark.parametrize("logger", ["shared.made_up", "uvicorn.error", "aiokafka.made_up", "psycopg"])
def test_nothing_else_that_a_record_holds_is_written(lines, logger, message, arguments):
    logging.getLogger(logger).error(message, *arguments, exc_info=failure(), extra={"more": CANARY})
    (line,) = [each for each in lines() if each["logger"] == logger]  # a thread of another test may log meanwhile
    assert CANARY not in str(lines())
    assert (line["error"], line["at"].partition(":")[0]) == ("ValueError", "test_logs.py")


def test_a_librarys_text_is_told_without_its_arguments_where_it_is_known_to_have_any(lines):
    logging.getLogger("aiokafka.made_up").warning("Unable to connect to %s", CANARY)
    logging.getLogger("another").warning("Unable to connect to %s", CANARY)
    known, unknown = lines()
    assert known["what"] == "Unable to connect to s"
    assert (unknown["event"], unknown["at"].partition(":")[0]) == ("library", "test_logs")
    assert "what" not in unknown


def test_what_nobody_caught_is_told_by_kind_and_place(lines, capsys):
    thread = threading.Thread(target=failure_raised)
    thread.start()
    thread.join()
    error = failure()
    sys.excepthook(type(error), error, error.__traceback__)
    assert [(line["event"], line["error"]) for line in lines()] == [("not_caught", "ValueError")] * 2
    assert CANARY not in str(lines()) + "".join(capsys.readouterr())


def failure_raised():
    raise failure()


def test_a_record_that_cannot_be_written_is_not_printed_instead(lines, capsys):
    logging.getLogger("shared.made_up").error("%s %s", CANARY)
    assert CANARY not in "".join(capsys.readouterr())


def test_a_level_that_there_is_not_is_refused():
    with pytest.raises(WrongSetting, match="ARIADNA_LOG_LEVEL"):
        begin({"ARIADNA_LOG_LEVEL": CANARY})
    assert set(logs.Ids.__annotations__) >= {"service", "error", "at"}
