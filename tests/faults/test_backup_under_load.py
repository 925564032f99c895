"""A backup made under load holds all that was acked before it; what is posted again after a restore is there once."""

import time
from itertools import count
from random import Random
from uuid import UUID

import httpx
import pytest

from deploy.databases import Servers
from deploy.recovery.backup import backup
from deploy.recovery.places import opened
from deploy.recovery.restore import restore
from deploy.recovery.servers import NAMES
from deploy.wiring import Embedded
from shared.store.sealed import OWN
from tests.deploy.command import ariadna
from tests.faults.accounts import SOAK, SOURCES, Account, settled
from tests.faults.faulty import contents
from tests.faults.senders import Sender
from tests.faults.work import account_of, rounds
from tests.journeys.running import eventually, forked, serving

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


@pytest.mark.promise("R2")
def test_what_was_acked_before_a_backup_began_is_in_it_and_what_is_posted_again_is_there_once(tmp_path, seed, tally):
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
    said = f"seed {seed}, writers waited {held * 1000:.0f} ms at most"
    tally(said, backups=BACKUPS, rows_copied=sum(sizes), **figures._asdict())


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
        logs = store.sources
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


@pytest.mark.promise("R2")
def test_what_was_acked_before_a_backup_of_servers_began_is_in_it(tmp_path, seed, postgres, tally):
    """Two processes write to one set of PostgreSQL databases, and carry for each other, while they are copied."""
    data, servers = tmp_path / "data", Servers(postgres.schemas(*NAMES))
    papers = [tmp_path / f"paper{number}" for number in range(2)]
    writers = [forked.Process(target=without_end, args=(data, paper, seed, servers), daemon=True) for paper in papers]
    for writer in writers:
        writer.start()
    try:
        eventually(lambda: all(account_of(paper).acked for paper in papers), within=120)
        copies = [copied_from_servers(tmp_path, number, papers, servers) for number in range(BACKUPS // 2)]
        assert all(writer.is_alive() for writer in writers)
    finally:
        for writer in writers:
            writer.kill()
            writer.join()
    kek = data / "keys" / "kek"
    for number, (acked, _) in enumerate(copies):
        new = tmp_path / f"new{number}"
        assert restore(tmp_path / f"b{number}", tmp_path / "k", kek, new).findings == {}
        holds(new, acked)
    assert copies[-1][0], "nothing was acked before the last backup"
    held, counts = [made.held for _, made in copies], [len(acked) for acked, _ in copies]
    said = f"seed {seed}, writers waited {max(held) * 1000:.0f} ms at most"
    tally(said, backups=len(copies), acked_before_the_last=counts[-1], lost=0)


def without_end(data, paper, seed, servers):
    for number in count(seed):
        rounds(data, paper, number, servers)


def copied_from_servers(folder, number, papers, servers):
    time.sleep(BETWEEN[1] * 2)
    acked = {}
    for paper in papers:
        whole = folder / "read"
        whole.write_bytes(paper.read_bytes().rpartition(b"\n")[0])
        acked |= account_of(whole).acked
    with opened(folder / "data", servers) as store:
        return acked, backup(store, folder / f"b{number}", folder / "k")
