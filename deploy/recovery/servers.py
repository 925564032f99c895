"""The PostgreSQL databases of the distributed form, for whoever copies or fills all of them at once."""

import tomllib
from contextlib import closing
from functools import partial
from pathlib import Path

import msgspec

from deploy.databases import ACCESS, BESIDE, IN_KEYS, KEYS, NOTICES_KEYS, Databases, Servers
from deploy.recovery.copying import Progress
from deploy.recovery.refusals import NotTold, PlaceTaken
from deploy.recovery.rows import access_out_of, rows_out_of
from deploy.wiring import SERVICES, Embedded
from shared.errors import KeysExposed
from shared.kafka.left import leave
from shared.settings import Settings

NAMES = (*SERVICES, KEYS, NOTICES_KEYS)


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The URL of a service's role, and that of the owner of its tables if that is another."""

    url: str
    owner: str | None = None


def told(path: Path) -> Servers:
    """The servers in a TOML file of mode 0600: a table for each of `NAMES`, with `url` and `owner`.

    One more, `access`, where sessions, revocations and machines have a database of their own.
    """
    if not path.is_file():
        raise NotTold(path)
    if path.stat().st_mode & 0o077:
        raise KeysExposed()
    try:
        found = msgspec.convert(tomllib.loads(path.read_text()), dict[str, Server])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError):
        raise NotTold(path) from None
    if set(found) - {ACCESS} != set(NAMES):
        raise NotTold(path)
    owners = {name: server.owner for name, server in found.items() if server.owner}
    return Servers({name: server.url for name, server in found.items()}, owners)


def fill(stage: Path, servers: Databases, settings: Settings, progress: Progress) -> None:
    """Copy the store of a folder into these databases, all of which must be empty.

    The folder is upgraded before; what is left of it are the keys that sign, and what wraps the keys of the feed where
    nothing else names it. What lies in Kafka since before is left.
    """
    with closing(Embedded(stage, settings=settings)) as upgraded:
        leave(upgraded.sources.values())
    apart = isinstance(servers, Servers) and ACCESS in servers.urls
    targets = [servers.of(name) for name in (*NAMES, *BESIDE, *((ACCESS,) if apart else ()))]
    try:
        for target in targets:
            if target.has("migrations"):
                raise PlaceTaken(f"the database of {target.name}")
        for target in targets:
            path = stage / "keys" / IN_KEYS[target.name] if target.name in IN_KEYS else stage / f"{target.name}.db"
            copied = access_out_of if target.name == ACCESS else rows_out_of
            copied(path, target, partial(progress, target.name))
    finally:
        for target in targets:
            target.close()
    for path in (*stage.glob("keys/*.db"), *stage.glob("*.db")):
        path.unlink()
    (stage / "keys" / "kek").unlink(missing_ok=True)
