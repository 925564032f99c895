"""A machine of a provider as it meets a server: its key pair, what it signs, the token that it gets."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from deploy.wiring import Access
from deploy.wiring.distributed import servers
from shared.settings import Settings
from shared.signatures import OneAlgorithm
from tests.journeys.running import Headers, Server

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@contextmanager
def access(server: Server) -> Iterator[Access]:
    """What the commands `machines` and `revoke` work on, beside the running server."""
    settings = Settings.read(server.environment)
    opened = Access(server.data, servers(settings) if settings.keys_url else None, settings)
    try:
        yield opened
    finally:
        opened.close()


def signed(claims: Any, key: Any, algorithm: str, **header: Any) -> str:
    said = json.dumps(claims).encode()
    return jws.serialize_compact({"alg": algorithm, **header}, said, key, registry=OneAlgorithm(algorithm))


class Machine:
    """One machine, its public key registered."""

    def __init__(self, server: Server, provider: str, algorithm: str = "EdDSA") -> None:
        self.server = server
        self.algorithm = algorithm
        self.key: Any = OKPKey.generate_key("Ed25519") if algorithm == "EdDSA" else ECKey.generate_key("P-256")
        with access(server) as opened:
            self.id = opened.machines.add(provider, self.key.as_pem(private=False)).machine

    def assertion(self, **other: Any) -> str:
        now = int(time.time())
        said = {"iss": self.id, "sub": self.id, "aud": "ariadna", "jti": str(uuid4()), "iat": now, "exp": now + 60}
        return signed(said | other, self.key, self.algorithm)

    def ask(self, assertion: str) -> Any:
        form = {"grant_type": "client_credentials", "client_assertion_type": TYPE, "client_assertion": assertion}
        return self.server.client.post("/access/v1/token", data=form)

    def token(self) -> Headers:
        given = self.ask(self.assertion())
        assert given.status_code == 200, given.text
        assert given.json()["token_type"] == "Bearer"
        return {"authorization": f"Bearer {given.json()['access_token']}"}
