"""A backup made under load holds all that was acked before it; what is posted again after a restore is there once."""

import time
from random import Random
from uuid import UUID

import httpx

from deploy.wiring import Embedded
from shared.store.sealed import OWN
from tests.deploy.command import ariadna
from tests.faults.accounts import SOAK, SOURCES, Account, settled
from tests.faults.faulty import contents
from tests.faults.senders import Sender
from tests.journeys.running import eventually, serving

BACKUPS = 40 if SOAK else 4
SENDERS = 4 if SOAK else 2
BETWEEN = (1.0, 10.0) if SOAK else (0.05, 0.4)
ACKED_AT_LEAST = 100_000 if SOAK else 1_000


class Remembering(Sender):
    """Keeps all that it ever posted, as a provider does who may have to post it again."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.posted = []

    def _send(self, client, door, events):
        self.posted.append((door, events))
        super()._send(client, door, events)

    def again(self, server, account, doors=SOURCES):
        """Post once more what went to these doors, to this server; this account is told."""
        self._account = account
        with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=20) as client:
            for door, events in self.posted:
                if door in doors:
                    super()._send(client, door, events)
                    assert not self.unanswered


def test_what_was_acked_before_a_backup_began_is_in_it_and_what_is_posted_again_is_there_once(tmp_path, seed):
    random = Random(seed)
    account = Account()
    with serving(tmp_path / "data") as server:
        senders = [Remembering(server, account, Random(random.random())) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        copies = [copied(tmp_path, number, account, random) for number in range(BACKUPS)]
        eventually(lambda: len(account.acked) >= ACKED_AT_LEAST, within=60 + ACKED_AT_LEAST / 100)
        for sender in senders:
            sender.end()
            sender.unanswered.clear()
        assert server.stop() == 0
    for number, (acked, _) in enumerate(copies):
        holds(restored(tmp_path, number), acked)
    figures = posted_again(tmp_path / f"new{BACKUPS - 1}", senders, account)
    held = max(told["held_seconds"] for _, told in copies)
    sizes = [sum(told["events"].values()) for _, told in copies]
    print(f"seed {seed}: {BACKUPS} backups of {sizes} rows; writers waited {held * 1000:.0f} ms at most; {figures}")


def copied(folder, number, account, random):
    """Back up while senders post: what was acked before, and what the backup says of itself."""
    time.sleep(random.uniform(*BETWEEN))
    acked = dict(account.acked)
    told = ariadna("backup", folder / f"b{number}", "--keys", folder / "k", "--json", "--data", folder / "data")
    assert told.code == 0, told.err
    return acked, told.json


def restored(folder, number):
    kek, new = folder / "data" / "keys" / "kek", folder / f"new{number}"
    told = ariadna("restore", folder / f"b{number}", "--keys", folder / "k", "--kek", kek, "--data", new)
    assert told.code == 0, told.out + told.err
    return new


def holds(data, acked):
    """All of it is there, where the receipts say; and nobody is ahead of what it hears."""
    store = Embedded(data)
    try:
        logs = {name: service.log for name, service in store.services.items()}
        there = {
            (name, str(UUID(bytes=row.event_id))): row.position
            for name in SOURCES
            for row in logs[name].scan()
            if row.topic == OWN
        }
        assert [key for key, position in acked.items() if there.get(key) != position] == []
        for name, log in logs.items():
            for source in log.hears:
                assert log.position_of(source) <= logs[source].position(), (name, source)
    finally:
        store.close()


def posted_again(data, senders, before):
    """Serve what was restored; the providers post again all that they ever posted."""
    account = Account()
    with serving(data) as server:
        for sender in senders:
            sender.again(server, account)
        eventually(lambda: heard(data))
        for sender in senders:  # what employment refused, because it had not heard of the pathway yet
            sender.again(server, account, ["employment"])
        assert server.stop() == 0
    assert before.acked.keys() <= account.acked.keys()
    return settled(data, account)


def heard(data):
    """Has employment taken in all that the pathway service published?"""
    reached = dict(row[:2] for row in contents(data / "employment.db")["tracking"])
    return reached.get("intake", 0) >= len(contents(data / "intake.db")["stored_events"])
