"""What a backup says of itself: by which program, when, where each log stood, and the hash of every file."""

from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
import orjson

from deploy.recovery.files import UNFINISHED, sha256_of
from deploy.recovery.refusals import Altered, NotFinished
from shared.errors import NewerThanThisProgram
from shared.files import put

FORMAT = 1
NAME = "manifest.json"


class Standing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a log stood: its last position, which is the size of its tree, the root in hex, and both signed."""

    position: int
    root: str
    checkpoint: str


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file must be."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`kind` says what was copied: the logs, or the keys; `made_at` is the moment of which all of it is true."""

    format: int = FORMAT
    program: str
    kind: str
    made_at: datetime
    logs: dict[str, Standing] = {}
    files: dict[str, File]


class _Format(msgspec.Struct):
    format: int


def write(folder: Path, kind: str, made_at: datetime, names: Iterable[str], logs: dict[str, Standing]) -> Manifest:
    """Say what lies in a folder; the last thing that is written there."""
    files = {name: File((folder / name).stat().st_size, sha256_of(folder / name)) for name in sorted(names)}
    manifest = Manifest(program=version("ariadna"), kind=kind, made_at=made_at, logs=logs, files=files)
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    put(folder / NAME, orjson.dumps(msgspec.to_builtins(manifest), option=options))
    return manifest


def finished(folder: Path) -> bool:
    """Was a copy into this folder brought to its end?"""
    return (folder / NAME).is_file() and not (folder / UNFINISHED).exists()


def read(folder: Path, kind: str) -> Manifest:
    """The manifest of a finished backup of this kind."""
    if not finished(folder):
        raise NotFinished(folder)
    text = (folder / NAME).read_bytes()
    try:
        if msgspec.json.decode(text, type=_Format).format > FORMAT:
            raise NewerThanThisProgram()
        manifest = msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Altered(folder / NAME) from None
    if manifest.kind != kind:
        raise NotFinished(folder)
    return manifest


def check(folder: Path, manifest: Manifest) -> None:
    """Every file is there as it was written; `Altered` names the first that is not."""
    for name, file in manifest.files.items():
        path = folder / name
        if path.parent != folder or not path.is_file() or path.stat().st_size != file.bytes:
            raise Altered(path)
        if sha256_of(path) != file.sha256:
            raise Altered(path)
