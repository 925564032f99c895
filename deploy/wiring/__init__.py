"""The one place that knows how the services are put together: in one process, or each in its own over Kafka."""

from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.wiring.embedded import Embedded
from deploy.wiring.installation import SERVICES, Carrier, Installation, alone
from shared.settings import Settings

__all__ = ["SERVICES", "Carrier", "Embedded", "Installation", "alone", "installation", "migrate"]


def installation(data: Path, only: str | None = None) -> Installation:
    """As the environment says: over PostgreSQL and Kafka if it names a database, else over files of `data`."""
    settings = Settings.read()
    if not settings.database_url:
        return Embedded(data, only, settings=settings)
    from deploy.wiring.distributed import over_kafka  # its clients take half a second to import

    return over_kafka(data, settings, only)


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
        Embedded(Path(scratch), only, servers(settings), settings).close()
