"""The one place that knows how the services are put together: in one process, or each in its own over Kafka."""

from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.wiring.access import NAME as ACCESS
from deploy.wiring.access import Access
from deploy.wiring.embedded import Embedded
from deploy.wiring.installation import SERVICES, Carrier, Installation, alone
from shared.settings import Settings

__all__ = [
    "ACCESS",
    "SERVICES",
    "Access",
    "Carrier",
    "Embedded",
    "Installation",
    "alone",
    "installation",
    "migrate",
    "opened_access",
]


def installation(data: Path, only: str | None = None) -> Installation:
    """As the environment says: over PostgreSQL and Kafka if it names a database, else over files of `data`."""
    settings = Settings.read()
    if not settings.database_url:
        return Embedded(data, only, settings=settings)
    from deploy.wiring.distributed import over_kafka  # its clients take half a second to import

    return over_kafka(data, settings, only)


def opened_access(data: Path) -> Access:
    """What machines and revocations are kept in, and the process that makes tokens for machines."""
    settings = Settings.read()
    if not (settings.access_url or settings.keys_url):
        return Access(data, None, settings)
    from deploy.wiring.distributed import servers

    return Access(data, servers(settings, ACCESS), settings)


def migrate(data: Path, only: str | None = None) -> None:
    """Take all steps that the tables still need, and no more: nothing is served or carried.

    Over PostgreSQL only databases and the key-encryption key must be named; nothing is left in a folder.
    """
    settings = Settings.read()
    if not settings.database_url:
        Embedded(data, only, settings=settings).close()
        return
    from deploy.wiring.distributed import servers

    with TemporaryDirectory() as scratch:  # for signing keys, which nobody asks for here
        Embedded(Path(scratch), only, servers(settings, only), settings).close()
