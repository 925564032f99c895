"""What pages need to let people in: sessions, an end to them, and the identity provider where there is one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.sessions import Sessions

if TYPE_CHECKING:
    from shared.identity.coming import Identity


@dataclass(frozen=True)
class SignIn:
    """Without `identity`, people sign in with a local token. `over_tls` says that browsers come by TLS alone.

    `key` makes of a person what tells one's unsent forms from another's in the same browser.
    """

    sessions: Sessions
    revoke: Callable[[str], None]
    identity: "Identity | None" = None
    over_tls: bool = False
    key: bytes = b""
