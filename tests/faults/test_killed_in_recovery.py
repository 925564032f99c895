"""A process killed in a checkpoint, a backup or a restore: what is there is whole, and the next try does all of it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from deploy.recovery.backup import backup
from deploy.recovery.places import opened
from deploy.recovery.refusals import NotFinished
from deploy.recovery.restore import restore
from deploy.wiring import SERVICES, Embedded
from shared.store.audit import verify
from tests.faults import faulty
from tests.faults.accounts import SOAK, settled
from tests.faults.faulty import Point
from tests.faults.watched import connections, watching
from tests.faults.work import KILLED, Paper, account_of, in_a_process, made_id, post, rounds
from tests.journeys.running import TODAY, fact

WHEN = ("before", "after")
STEPS = 320 if SOAK else 6
GROWN = ("intake", "pathway")  # a log that did not grow since is not signed anew
SIGNING = [
    Point(when, log, statement) for log in GROWN for statement in ("INSERT INTO signed", "COMMIT") for when in WHEN
]
FILES = [("fsync", 4), ("replace", 4)]
BACKING_UP = [("fsync", 24), ("replace", 6), ("unlink", 2), ("mkdir", 2)]
RESTORING = [("fsync", 14), ("replace", 8), ("mkdir", 4), ("rename", 6)]


class Call(NamedTuple):
    """Before or after the n-th call of a function that changes what lies on the disk."""

    name: str
    when: str
    nth: int


@pytest.fixture(scope="module")
def worked_on(tmp_path_factory):
    """A store in which every kind of write has happened, and the paper of what was acked."""
    folder = tmp_path_factory.mktemp("worked_on")
    rounds(folder / "data", folder / "paper", 1)
    return folder


@pytest.fixture
def folder(worked_on, tmp_path):
    shutil.copytree(worked_on, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.promise("D2")
def test_a_kill_in_a_checkpoint_leaves_every_log_and_every_checkpoint_whole(folder, seed, tally):
    random = Random(seed)
    every = [*SIGNING, *drawn(random, FILES, 8)]
    points = every * 20 if SOAK else random.sample(every, 8)
    for point in points:
        before = whole(folder / "data")
        assert in_a_process(signing, folder, random.getrandbits(64), point) == KILLED, point
        assert all(size >= before[log] for log, size in whole(folder / "data").items())
    tally(f"seed {seed}", kills=len(points), **settled(folder / "data", account_of(folder / "paper"))._asdict())


def drawn(random: Random, calls: list[tuple[str, int]], count: int) -> list[Call]:
    """The first of each kind and moment, then others at random, no later than the n-th call of each."""
    every = [Call(name, when, 1) for name, _ in calls for when in WHEN]
    while len(every) < count:
        name, most = random.choice(calls)
        every.append(Call(name, random.choice(WHEN), random.randint(1, most)))
    return random.sample(every, count)


def signing(folder: Path, seed: int, point: Point | Call) -> None:
    """Post, then die in the checkpoint that follows."""
    with connections():
        ariadna = Embedded(folder / "data")
        pathway = made_id(Random(seed))
        post(
            ariadna, Paper(folder / "paper"), "intake", [fact("PathwayOpened", pathway, TODAY, basis="support_service")]
        )
        ariadna.drain()
        if isinstance(point, Point):
            watching.append(faulty.dying_at(point, 1))
        else:
            dying(point)
        ariadna.checkpoints.write()


def whole(data: Path) -> dict[str, int]:
    """Every checkpoint that lies there is signed to the last character and holds; their sizes."""
    ariadna = Embedded(data)
    try:
        kept = ariadna.checkpoints.kept()
        assert [verify(service.log, kept[name]) for name, service in ariadna.services.items()] == [None] * len(SERVICES)
        return {name: found[0].size for name, found in kept.items()}
    finally:
        ariadna.close()


@pytest.mark.promise("D2")
def test_a_backup_that_was_killed_is_none_and_the_same_command_makes_it(folder, seed, tally):
    killed = 0
    for call in drawn(Random(seed), BACKING_UP, STEPS):
        code = in_a_process(backing_up, folder, call)
        killed += code == KILLED
        try:
            restored(folder)
        except NotFinished:
            assert code == KILLED
            backing_up(folder)
            restored(folder)
        shutil.rmtree(folder / "backup")
    tally(f"seed {seed}", backups=STEPS, killed=killed, made_again=killed)
    assert killed


@pytest.mark.promise("D2")
def test_a_restore_that_was_killed_leaves_a_store_or_none(folder, seed, tally):
    backing_up(folder)
    killed = 0
    for call in drawn(Random(seed), RESTORING, STEPS):
        killed += in_a_process(restoring, folder, call) == KILLED
        if (folder / "new" / "keys").exists():
            compared(folder)
        else:
            restored(folder)
        shutil.rmtree(folder / "new", ignore_errors=True)
    tally(f"seed {seed}", restores=STEPS, killed=killed, left_half_done=0)
    assert killed


def backing_up(folder: Path, call: Call | None = None) -> None:
    if call:
        dying(call)
    with opened(folder / "data") as store:
        backup(store, folder / "backup", folder / "copies")


def restoring(folder: Path, call: Call) -> None:
    dying(call)
    restore(folder / "backup", folder / "copies", folder / "data" / "keys" / "kek", folder / "new")


def restored(folder: Path) -> None:
    try:
        restore(folder / "backup", folder / "copies", folder / "data" / "keys" / "kek", folder / "new")
        compared(folder)
    finally:
        shutil.rmtree(folder / "new", ignore_errors=True)


def compared(folder: Path) -> None:
    for name in SERVICES:
        assert faulty.contents(folder / "new" / f"{name}.db") == faulty.contents(folder / "data" / f"{name}.db")
    assert (folder / "new" / "keys" / "kek").exists()


def dying(call: Call) -> None:
    """kill -9 of this process at this call."""
    owner: Any = {"fsync": os}.get(call.name, Path)
    real: Callable[..., Any] = getattr(owner, call.name)
    count = 0

    def counted(*arguments: Any, **settings: Any) -> Any:
        nonlocal count
        count += 1
        if count == call.nth and call.when == "before":
            faulty.die()
        answer = real(*arguments, **settings)
        if count == call.nth:
            faulty.die()
        return answer

    setattr(owner, call.name, counted)
