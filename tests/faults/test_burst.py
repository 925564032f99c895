"""L2: who sends twenty times a share is told when to come again; what was acked is there, and others are not refused.

The oracle is what was acked: each event of it, sent again, is a duplicate. Times are told, not judged.
"""

import os
import threading
import time
from functools import partial
from statistics import quantiles
from uuid import uuid4

import httpx
import pytest

from tests.journeys.running import Server, eventually, need

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
SHARE = 200 if SOAK else 20
TIMES = 20
SECONDS = 30 if SOAK else 2
SENDERS = 16 if SOAK else 6
NOISY, QUIET = "BCN-NOISY", "BCN-QUIET"


@pytest.fixture
def server(tmp_path):
    found = Server(tmp_path / "data")
    found.environment = {"ARIADNA_REQUESTS_PER_SECOND": str(SHARE)}
    yield found.start()
    found.close()


class Posts(threading.Thread):
    """Posts events of one organisation, so many a second at most, until it is told to stop."""

    def __init__(self, server, provider, pause=0.0):
        super().__init__()
        self.acked, self.answers, self.took = [], [], []
        self._url, self._signed, self._pause = server.address("intake"), server.token(provider), pause
        self._over = threading.Event()

    def run(self):
        with httpx.Client(base_url=self._url, timeout=60) as client:
            while not self._over.wait(self._pause):
                event, began = need(str(uuid4())), time.perf_counter()
                answer = client.post("/intake/v1/events", json=event, headers=self._signed)
                self.took.append(time.perf_counter() - began)
                self.answers.append(answer)
                if answer.status_code == 201:
                    self.acked.append(event)

    def end(self):
        self._over.set()
        self.join()


def posted(server, senders, seconds):
    """Have them all post for so long."""
    for sender in senders:
        sender.start()
    time.sleep(seconds)
    for sender in senders:
        sender.end()


def p99(sender):
    return int(quantiles(sender.took, n=100)[98] * 1000)


@pytest.mark.promise("L2")
def test_a_burst_of_twenty_times_is_told_to_wait_and_others_are_not(server, tally):
    alone = Posts(server, QUIET, 2 / SHARE)
    posted(server, [alone], SECONDS)
    noisy, beside = [Posts(server, NOISY) for _ in range(SENDERS)], Posts(server, QUIET, 2 / SHARE)
    began, least = time.monotonic(), SHARE * TIMES
    for sender in [beside, *noisy]:
        sender.start()
    eventually(lambda: sum(len(sender.answers) for sender in noisy) >= least and time.monotonic() - began > SECONDS)
    for sender in [*noisy, beside]:
        sender.end()
    answers = [answer for sender in noisy for answer in sender.answers]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert {answer.status_code for answer in refused} <= {429, 503}
    assert len(refused) > 0
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert all(answer.json()["type"] in ("/problems/too_many_requests", "/problems/busy") for answer in refused)
    assert {answer.status_code for answer in [*alone.answers, *beside.answers]} == {201}
    eventually(lambda: server.post(need(str(uuid4())), NOISY).status_code == 201, within=30)
    acked = [(sender, event) for sender in (*noisy, beside, alone) for event in sender.acked]
    lost = _lost(server, acked, noisy)
    tally(
        f"p99 of others {p99(alone)} ms before, {p99(beside)} ms meanwhile",
        sent=len(answers), refused=len(refused), acked=len(acked), lost=lost, others_refused=0,
    )  # fmt: skip
    assert lost == 0


def _lost(server, acked, noisy):
    """How many of what was acked are not there: each, sent again in a list, is a duplicate."""
    lost = 0
    for provider, events in (
        (NOISY, [event for sender, event in acked if sender in noisy]),
        (QUIET, [event for sender, event in acked if sender not in noisy]),
    ):
        for start in range(0, len(events), 500):
            page = events[start : start + 500]
            answer = eventually(partial(_taken, server, page, provider))
            lost += sum(receipt["status"] != "duplicate" for receipt in answer)
    return lost


def _taken(server, page, provider):
    answer = server.post(page, provider)
    return None if answer.status_code == 429 else answer.json()
