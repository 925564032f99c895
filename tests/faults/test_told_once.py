"""Every notice is told once, whatever is killed: the sender, the mail server, the provider's endpoint; by any of both.

Once is to be read so: for each person and reason the receiver has heard of one message, by its Message-ID or
webhook-id. A copy of the very same message is what neither protocol can rule out, and what a receiver drops by the id;
how many came is told apart.
"""

import json
import multiprocessing
import os
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from deploy.databases import Databases
from deploy.wiring import Embedded
from services.notifications.endpoints import Endpoints
from shared.outward import Outward
from tests.faults.accounts import SOAK
from tests.journeys.running import eventually
from tests.receivers import LOOPBACK, Receiver, endpoint, mail_server
from tests.services.notifications.carried import FAR, Carried, carried, outgoing

KILLS = 20 if SOAK else 3
REASONS = 2000 if SOAK else 120
PEOPLE = 10
LEASE = timedelta(seconds=5)
forked = multiprocessing.get_context("forkserver")


def send(data: Path, databases: Databases | None, environment: dict[str, str]) -> None:
    """The notifications service as it is served, but for its doors."""
    from services.notifications.deliveries import claims, outcome

    claims.LEASE = LEASE  # what a killed one had claimed comes back soon enough for a test
    outcome.FIRST = outcome.AWAY_FOR = timedelta(seconds=1)
    os.environ.update(environment)
    ariadna = Embedded(data, "notifications", databases)
    ariadna.start()
    time.sleep(3600)


class Sender:
    """A process that sends, to be killed."""

    def __init__(self, *given: Any) -> None:
        self._given = given
        self._process: Any = None

    def start(self) -> None:
        self._process = forked.Process(target=send, args=self._given, daemon=True)
        self._process.start()

    def kill(self) -> None:
        """kill -9"""
        self._process.kill()
        self._process.join()


@contextmanager
def told_to(data: Path, databases: Databases, mail: Receiver, hooks: Receiver) -> Any:
    """A sender that tells by mail and by a webhook, and its store."""
    with carried(data, databases) as store:
        outward = Outward(["127.0.0.0/8"])
        webhook = Endpoints(store.log, outward).put(FAR, UUID(int=1), f"https://{LOOPBACK}:{hooks.port}/", False)
        (hooks.folder / "secret").write_text(webhook.secret or "")
        environment = {
            "ARIADNA_SMTP_HOST": LOOPBACK,
            "ARIADNA_SMTP_PORT": str(mail.port),
            "ARIADNA_SMTP_TLS": "none",
            "ARIADNA_SMTP_FROM": "ariadna@network.example",
            "ARIADNA_PUBLIC_URL": "https://ariadna.network.example",
            "ARIADNA_WEBHOOK_NETWORKS": "127.0.0.0/8",
            "SSL_CERT_FILE": str(hooks.folder / "ca.pem"),
        }
        sender = Sender(data, databases, environment)
        sender.start()
        try:
            yield store, sender
        finally:
            sender.kill()


def ask(store: Carried, reason: int) -> None:
    """One reason, told to one of some people by mail and to the provider by a webhook; asked for twice."""
    now, person = datetime.now(UTC), reason % PEOPLE
    asked = (
        outgoing(f"r{reason}", actor=f"st_{person}", address=f"st{person}@far.example", not_before=now),
        outgoing(f"r{reason}", channel="webhook", actor=None, address=None, not_before=now),
    )
    store.ask(*asked)
    store.ask(*asked)


@pytest.mark.promise("N1")
def test_every_notice_is_told_once_whatever_is_killed(tmp_path, databases, seed, tally):
    random, killed = Random(seed), Counter[str]()
    with (
        mail_server(tmp_path) as mail,
        endpoint(tmp_path) as hooks,
        told_to(tmp_path / "data", databases, mail, hooks) as (store, sender),
    ):
        parts = {"sender": sender, "mail server": mail, "endpoint": hooks}
        for number in range(KILLS * len(parts)):
            for reason in range(number * REASONS // (KILLS * 3), (number + 1) * REASONS // (KILLS * 3)):
                ask(store, reason)
            time.sleep(random.uniform(0.05, 0.5))
            which = list(parts)[number % len(parts)]
            parts[which].kill()
            killed[which] += 1
            time.sleep(random.uniform(0, 0.3))
            parts[which].start()
        eventually(lambda: not store.record.waiting(), within=120 + REASONS)
        ended = store.states()
        mails, posts = mail.received, hooks.received
    figures = told(mails, posts)
    tally(f"seed {seed}, killed: {dict(killed)}", kills=killed.total(), **figures)
    assert ended == ["sent"] * (2 * REASONS)
    assert figures["lost"] == figures["told_twice"] == 0
    assert all(each["verified"] for each in posts)


def told(mails: list[dict[str, Any]], posts: list[dict[str, Any]]) -> dict[str, int]:
    """What the receivers have heard: messages by person and reason, and copies of the same message."""
    asked = {
        f"<{outgoing(f'r{reason}', actor=f'st_{reason % PEOPLE}').delivery_id}@network.example>"
        for reason in range(REASONS)
    }
    by_notice: dict[Any, set[str]] = {}
    for each in posts:
        by_notice.setdefault(notice_of(each), set()).add(each["id"])
    mailed = {each["id"] for each in mails}
    notices = {str(outgoing(f"r{reason}").notice_id) for reason in range(REASONS)}
    return {
        "mails": len(mailed),
        "webhooks": len(by_notice),
        "lost": len(asked - mailed) + len(notices - by_notice.keys()),
        "told_twice": len(mailed - asked) + sum(len(ids) > 1 for ids in by_notice.values()),
        "copies_of_the_same": len(mails) - len(mailed) + len(posts) - sum(map(len, by_notice.values())),
    }


def notice_of(post: dict[str, Any]) -> Any:
    return json.loads(post["raw"])["data"]["notice_id"]
