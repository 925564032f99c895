"""Stored events are opened by many threads at once, from the first moment on."""

import subprocess
import sys

TIMES = 6
AT_ONCE = """
import sys, threading
sys.setswitchinterval(1e-6)
import msgspec
from shared.contracts import FACTS
from shared.store import sealed

BODY = '{"type":"%s","provider_id":"A","actor":"b","role":"c","occurred_on":"2026-01-01","data":{}}'
together = threading.Barrier(8)

def open_each():
    together.wait()
    for name in FACTS:
        try:
            sealed._reader_of(name.encode()).decode((BODY % name).encode())
        except msgspec.ValidationError:
            pass

threads = [threading.Thread(target=open_each) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_threads_that_open_events_for_the_first_time_at_once_bring_nothing_down():
    """Where the readers are made by whichever thread comes first, three of four of these processes die."""
    codes = [subprocess.run([sys.executable, "-c", AT_ONCE], check=False).returncode for _ in range(TIMES)]
    assert codes == [0] * TIMES
