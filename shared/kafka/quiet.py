"""Keeps the libraries' logs to what helps: no traceback, no content, and one line of a kind in half a minute."""

import logging
import time

AGAIN_AFTER = 30.0
LIBRARIES = ("aiokafka", "faststream", "kafka")


class OnceInAWhile(logging.Filter):
    """Lets a line of one kind (its format and level) pass once in a while, and never a traceback."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        kind = (str(record.msg) if record.args else record.name, record.levelno)
        now = time.monotonic()
        if now - self._last.get(kind, -AGAIN_AFTER) < AGAIN_AFTER:
            return False
        self._last[kind] = now
        return True


ONCE_IN_A_WHILE = OnceInAWhile()
quiet = logging.getLogger("shared.kafka.faststream")
quiet.addFilter(ONCE_IN_A_WHILE)
quiet.setLevel(logging.ERROR)


def hush() -> None:
    """Put the filter on every log of the libraries that there is by now; a parent's filter sees none of them."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in LIBRARIES:
            logging.getLogger(name).addFilter(ONCE_IN_A_WHILE)
