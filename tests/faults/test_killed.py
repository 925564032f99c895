"""Processes killed again and again under load lose nothing that was acked, and store nothing twice; in either form."""

import time
from collections import Counter
from random import Random
from typing import NamedTuple

import pytest

from deploy.databases import Databases
from shared.store.database import Database
from tests.faults.accounts import SOAK, Account
from tests.faults.forms import Alone, Form, kept
from tests.faults.senders import Sender
from tests.journeys.running import eventually

SENDERS = 3


class Size(NamedTuple):
    """How often, over how many events, and for how long at most it runs between two kills."""

    kills: int
    acked: int
    longest_round: float


SIZES = {
    "Alone": Size(200, 100_000, 1.5) if SOAK else Size(25, 2_000, 0.4),
    "Apart": Size(200, 100_000, 2.0) if SOAK else Size(4, 300, 2.0),
}


@pytest.mark.promise("D1")
def test_what_was_acked_is_there_once_after_kills_at_random(form, seed, tally):
    random, account, size = Random(seed), Account(), SIZES[type(form).__name__]
    senders = [Sender(form.server, account, Random(random.random())) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    killed, behind = Counter[str](), 0
    for number in range(size.kills):
        time.sleep(random.uniform(0.02, size.longest_round))
        behind += killed_once(form, random, killed, look=number % 10 == 0 or not isinstance(form, Alone))
    eventually(lambda: len(account.acked) >= size.acked, within=60 + size.acked / 50)
    for sender in senders:
        sender.end()
    figures = kept(form, account)
    unanswered = sum(len(sender.unanswered) for sender in senders)
    tally(
        f"seed {seed}, killed: {dict(killed)}",
        kills=size.kills,
        work_waiting=behind,
        unanswered=unanswered,
        **figures._asdict(),
    )
    assert set(account.refused) <= {"unknown_pathway"}, "employment may not have heard of a pathway yet; nothing else"
    assert behind or size.kills < 10, "no kill met what carries or folds at work"


def killed_once(form: Form, random: Random, killed: Counter[str], look: bool) -> bool:
    """Kill one process and start it again; was anything not carried or not folded yet when it died?"""
    which = form.kill(random)
    killed[which] += 1
    behind = look and at_work(form.looked_at())
    form.start(which)
    return behind


def at_work(databases: Databases) -> bool:
    intake, pathway = databases.of("intake"), databases.of("pathway")
    try:
        written = one(intake, "SELECT coalesce(max(position), 0) FROM stored_events")
        carried = one(
            pathway,
            "SELECT coalesce(min(notification_id), 0) FROM tracking "
            "WHERE application_name = 'intake' OR application_name LIKE 'intake/%'",
        )
        return written > carried or one(pathway, "SELECT count(*) FROM stale") > 0
    finally:
        intake.close()
        pathway.close()


def one(database: Database, query: str) -> int:
    with database.reading() as cursor:
        return int(cursor.execute(query).fetchone()[0])
