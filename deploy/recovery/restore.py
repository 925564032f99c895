"""A store made again from a backup, on a clean place; shown to be the one that was copied before it is put in place."""

import shutil
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from deploy.checkpoints import ENDING, KEY, origin
from deploy.databases import ACCESS, IN_KEYS, KEYS, NOTICES_KEYS, Databases, Files
from deploy.recovery import keys, manifest
from deploy.recovery.backup import apart
from deploy.recovery.copying import Progress, quiet
from deploy.recovery.erased import erase_again
from deploy.recovery.files import made
from deploy.recovery.manifest import Manifest
from deploy.recovery.refusals import KeysTooOld, NoStoreThere, PlaceTaken
from deploy.recovery.rows import access_out_of
from deploy.recovery.servers import fill
from deploy.wiring.rings import Rings
from shared.chain import checkpoint
from shared.chain.checkpoint import Checkpoint
from shared.errors import CheckpointBroken, KeysUnreadable
from shared.files import put, sync
from shared.keys import KeyRing, key_encryption_key
from shared.settings import Settings
from shared.signing import signing_key
from shared.store.audit import Finding, verify
from shared.store.log import Log
from shared.store.sqlite import SqliteDatabase
from shared.wrapping import Kek, Wrapping

STAGE, CHECKPOINTS = "restoring", "checkpoints"


class Restored(NamedTuple):
    """The manifest of what was restored, and what is wrong by log: if anything is, nothing was put in place."""

    manifest: Manifest
    findings: Mapping[str, Finding]


def restore(
    folder: Path,
    place: Path,
    kek_file: Path | None,
    data: Path,
    progress: Progress = quiet,
    servers: Databases | None = None,
    wrapping: Wrapping | None = None,
    ledger: Path | None = None,
    notices_wrapping: Wrapping | None = None,
) -> Restored:
    """Make the store again from the logs in `folder`, the keys in `place` and the key-encryption key.

    That is in a file, which is laid beside the keys; without one `wrapping` opens them, from wherever it is. What wraps
    the keys of the feed lies sealed beside them, unless it is given too.

    It is made in `data`, which must be empty; with `servers` their databases, empty too, take what is stored,
    and `data` the signing keys. What was erased, by the keys' copies of the erasure ledger or by the one in the
    file `ledger`, is erased again before anything is put in place.
    """
    apart(folder, place, data)
    if ledger and not ledger.is_file():
        raise NoStoreThere(ledger)
    wrapping = wrapping if kek_file is None else _in(kek_file)
    if wrapping is None:
        raise KeysUnreadable()
    logs, (keys_at, wrapped) = manifest.read(folder, "logs"), keys.newest(place)
    if wrapped.made_at < logs.made_at:
        raise KeysTooOld(keys_at)
    manifest.check(folder, logs)
    manifest.check(keys_at, wrapped)
    stage = _stage(data, logs)
    try:
        _lay_keys(keys_at, wrapping, made(stage / "keys"))
        if kek_file:
            put(stage / "keys" / "kek", kek_file.read_bytes())
        settings = Settings(wrapping=wrapping, notices_wrapping=notices_wrapping)
        _lay_logs(folder, logs, stage)
        signed = _signed(logs, signing_key(stage / "keys" / KEY).public_key())
        findings = verified(Files(stage), settings, stage / "keys", signed, progress)
        if not findings:
            erase_again(stage, settings, signed, ledger)
        if not findings and servers:
            fill(stage, servers, settings, progress)
            findings = verified(servers, settings, stage / "keys", signed, progress)
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


def _in(kek_file: Path) -> Wrapping:
    if not kek_file.is_file():  # one that is not there is not made
        raise NoStoreThere(kek_file)
    return Kek(key_encryption_key(kek_file))


def _lay_keys(keys_at: Path, wrapping: Wrapping, beside: Path) -> None:
    for name in (IN_KEYS[KEYS], IN_KEYS[NOTICES_KEYS]):
        if (keys_at / name).is_file():  # an older program had the one ring
            _copy(keys_at / name, beside / name)
    keys.put_back(keys_at, wrapping, beside)
    ring = SqliteDatabase(beside / IN_KEYS[KEYS])
    KeyRing(ring, wrapping)
    if (keys_at / f"{ACCESS}.db").is_file():
        access_out_of(keys_at / f"{ACCESS}.db", ring)
    ring.close()


def _lay_logs(folder: Path, logs: Manifest, stage: Path) -> None:
    for name in logs.files:
        _copy(folder / name, stage / name)
    checkpoints = made(stage / CHECKPOINTS)
    for name, standing in logs.logs.items():
        put(checkpoints / f"{name}{ENDING}", standing.checkpoint.encode())


def _signed(logs: Manifest, public: Ed25519PublicKey) -> dict[str, Checkpoint]:
    """What was signed with the copy; `CheckpointBroken` if the manifest tells anything else."""
    found = {}
    for name, standing in logs.logs.items():
        found[name] = checkpoint.parse_and_verify(standing.checkpoint, origin(name), public)
        if (found[name].size, found[name].root.hex()) != (standing.position, standing.root):
            raise CheckpointBroken()
    return found


def verified(
    databases: Databases,
    settings: Settings,
    keys_at: Path,
    signed: Mapping[str, Checkpoint],
    progress: Progress = quiet,
) -> dict[str, Finding]:
    """What is wrong with these logs: each row, link and seal, and the checkpoint of each."""
    findings = {}
    with closing(Rings(databases, settings, keys_at, None)) as rings:
        for name, kept in signed.items():
            with closing(Log(databases.of(name), rings.of(name))) as log:
                if finding := verify(log, [kept], partial(_counted, progress, name, kept.size)):
                    findings[name] = finding
    return findings


def _counted(progress: Progress, name: str, of: int, done: int) -> None:
    progress(name, done, of)


def _put_in_place(stage: Path, data: Path) -> None:
    for path in sorted(stage.iterdir(), key=lambda path: path.name == "keys"):
        path.rename(data / path.name)
    sync(data)


def _copy(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    shutil.copyfile(source, target)
    sync(target)
