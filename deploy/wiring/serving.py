"""One application of all services that are here, with what goes around them."""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.scrape import Scrape
from deploy.wiring.installation import Installation
from shared import health, tokens
from shared.access import Signer
from shared.bearers import holder_of
from shared.bounds import Bounded
from shared.edge import Edge
from shared.limited import Limited
from shared.machines import Machines
from shared.measured import Measured
from shared.metrics import REGISTRY
from shared.signing import is_public
from shared.watching import Watching


def serving(ariadna: Installation, scrape: Scrape) -> ASGIApp:
    """`/<service>/...` goes to that service, a log's beside it too, `/access/...` to tokens, the rest to health."""
    apps = {name: service.app() for name, service in ariadna.services.items()}
    beside = {log.name: apps[name] for name, service in ariadna.services.items() for log in service.logs[1:]}
    who = holder_of(ariadna.verifier)
    others = health.app(ariadna.ready, scrape)
    served = Watching(ByService(apps | beside | _tokens(ariadna), others), who)
    bounded = Bounded(Limited(served, ariadna.rates, who), ariadna.settings.hosts)
    return Measured(Edge(bounded), [f"/{name}/v1/events" for name in apps])


def tokens_alone(name: str, machines: Machines, signer: Signer, ready: Callable[[], list[str]]) -> ASGIApp:
    """`/<name>/...` goes to the token endpoint, the rest to health."""
    return Measured(Edge(ByService({name: tokens.app(machines, signer)}, health.app(ready, REGISTRY))), [])


def _tokens(ariadna: Installation) -> dict[str, ASGIApp]:
    """Where machines get their tokens: in a process that holds the key that signs."""
    if is_public(ariadna.signing_key_at):
        return {}
    return {"access": tokens.app(ariadna.machines, ariadna.signer)}


class ByService:
    """Sends a request to the application named by the first part of its path."""

    def __init__(self, apps: dict[str, ASGIApp], other: ASGIApp) -> None:
        self._apps = apps
        self._other = other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = scope.get("path", "").lstrip("/").partition("/")[0]
        await self._apps.get(first, self._other)(scope, receive, send)
