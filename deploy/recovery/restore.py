"""A store made again from a backup, on a clean place; shown to be the one that was copied before it is put in place."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from deploy.checkpoints import ENDING, origin
from deploy.recovery import keys, manifest
from deploy.recovery.backup import apart
from deploy.recovery.copying import Progress, quiet
from deploy.recovery.files import made, put, sync
from deploy.recovery.manifest import Manifest
from deploy.recovery.refusals import KeysTooOld, NoStoreThere, PlaceTaken
from shared.chain import checkpoint
from shared.errors import CheckpointBroken
from shared.keys import KeyRing, key_encryption_key
from shared.signing import signing_key
from shared.store.audit import Finding, verify
from shared.store.log import Log

STAGE, CHECKPOINTS = "restoring", "checkpoints"


class Restored(NamedTuple):
    """The manifest of what was restored, and what is wrong by log; with any finding nothing was put in place."""

    manifest: Manifest
    findings: Mapping[str, Finding]


def restore(folder: Path, place: Path, kek_file: Path, data: Path, progress: Progress = quiet) -> Restored:
    """Make the store again in `data`, from the logs in `folder`, the keys in `place` and the key-encryption key."""
    apart(folder, place, data)
    if not kek_file.is_file():
        raise NoStoreThere(kek_file)
    kek = key_encryption_key(kek_file)
    logs, (keys_at, wrapped) = manifest.read(folder, "logs"), keys.newest(place)
    if wrapped.made_at < logs.made_at:
        raise KeysTooOld(keys_at)
    manifest.check(folder, logs)
    manifest.check(keys_at, wrapped)
    stage = _stage(data, logs)
    try:
        _lay_keys(keys_at, kek, made(stage / "keys"))
        _lay_logs(folder, logs, stage)
        findings = _verified(stage, logs, kek, progress)
        if not findings:
            _put_in_place(stage, data)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return Restored(logs, findings)


def _stage(data: Path, logs: Manifest) -> Path:
    """A folder within the place, so that all is put in place by renaming; what an earlier try left is taken away.

    The keys are put in place last: with them there, a store lies here.
    """
    stage = made(data) / STAGE
    there = {path.name for path in data.iterdir()}
    ours = {STAGE, CHECKPOINTS, *logs.files} if stage.exists() else set()
    if there - ours:
        raise PlaceTaken(data)
    for name in there:
        path = data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return made(stage)


def _lay_keys(keys_at: Path, kek: bytes, beside: Path) -> None:
    put(beside / "kek", f"{kek.hex()}\n".encode())
    _copy(keys_at / "keys.db", beside / "keys.db")
    keys.put_back(keys_at, kek, beside)
    KeyRing(beside / "keys.db", kek).close()


def _lay_logs(folder: Path, logs: Manifest, stage: Path) -> None:
    for name in logs.files:
        _copy(folder / name, stage / name)
    checkpoints = made(stage / CHECKPOINTS)
    for name, standing in logs.logs.items():
        put(checkpoints / f"{name}{ENDING}", standing.checkpoint.encode())


def _verified(stage: Path, logs: Manifest, kek: bytes, progress: Progress) -> dict[str, Finding]:
    """What is wrong with the restored logs: each row, link and seal, and the checkpoint signed with the copy."""
    public = signing_key(stage / "keys" / "checkpoints.pem").public_key()
    ring = KeyRing(stage / "keys" / "keys.db", kek)
    findings = {}
    try:
        for name, standing in logs.logs.items():
            signed = checkpoint.parse_and_verify(standing.checkpoint, origin(name), public)
            if (signed.size, signed.root.hex()) != (standing.position, standing.root):
                raise CheckpointBroken()
            log = Log(stage / f"{name}.db", ring)
            try:
                if finding := verify(log, [signed], _counted(progress, name, signed.size)):
                    findings[name] = finding
            finally:
                log.close()
    finally:
        ring.close()
    return findings


def _counted(progress: Progress, name: str, of: int) -> Callable[[int], None]:
    return lambda done: progress(name, done, of)


def _put_in_place(stage: Path, data: Path) -> None:
    for path in sorted(stage.iterdir(), key=lambda path: path.name == "keys"):
        path.rename(data / path.name)
    sync(data)


def _copy(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    shutil.copyfile(source, target)
    sync(target)
