"""The process of the distributed form that makes tokens for machines: it alone holds the key that signs."""

from pathlib import Path
from typing import TYPE_CHECKING

from deploy.databases import ACCESS, Databases, Files
from shared.access import Signer
from shared.identity.settings import token_address
from shared.machines import Machines
from shared.revocations import Revocations
from shared.settings import Settings
from shared.signing import signing_key

if TYPE_CHECKING:
    from starlette.types import ASGIApp

NAME = "access"


class Access:
    """Machines, their keys and the tokens that they get, over a database that holds no event and no other key."""

    def __init__(self, data: Path, databases: Databases | None, settings: Settings) -> None:
        self._database = (databases or Files(data)).of(ACCESS)
        self.revocations = Revocations(self._database)
        self.machines = Machines(self._database, self.revocations, token_address())
        self._signing_at = settings.tokens or data / "keys" / "tokens.pem"

    def start(self) -> None:
        self.revocations.start()

    def leave(self) -> None:
        """Nothing: no request here stays open."""

    def close(self) -> None:
        self.revocations.stop()
        self._database.close()

    def app(self) -> "ASGIApp":
        """`/access/...`, health and metrics."""
        from deploy.wiring.serving import tokens_alone

        return tokens_alone(NAME, self.machines, Signer(signing_key(self._signing_at)), self.ready)

    def ready(self) -> list[str]:
        return [] if self.revocations.known() else ["database"]
