"""An identity provider from PyPI as a process: `python -m tests.identity PORT ALGORITHM`.

`oidc-provider-mock` signs with RS256 alone and does not look at PKCE: both are put right here, by ES256 keys where they
are asked for and by a look at what was promised for each code. `POST /rotate` has it sign with another key.
"""

import os
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from deploy.local.ports import free_ports

ROOT = Path(__file__).resolve().parents[1]
ANSWERS_WITHIN = 60


class Provider:
    """The running provider; `issuer` is its address."""

    def __init__(self, issuer: str, stop: Callable[[], object]) -> None:
        self.issuer = issuer
        self.stop = stop
        self.client = httpx.Client(base_url=issuer, timeout=30)

    def know(self, subject: str, **claims: Any) -> None:
        """Somebody with an account there."""
        assert self.client.put(f"/users/{subject}", json=claims).status_code == 204

    def authorize(self, address: str, subject: str) -> str:
        """What somebody does on its page when our page has sent her there; the address that she is sent back to."""
        answer = self.client.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def rotate(self) -> None:
        assert self.client.post("/rotate").status_code == 204


@contextmanager
def provider(algorithm: str = "ES256") -> Iterator[Provider]:
    (port,) = free_ports(1)
    told = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.identity", str(port), algorithm]
    process = subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running = Provider(f"http://localhost:{port}", process.kill)
    try:
        until = time.monotonic() + ANSWERS_WITHIN
        while not _answers(running):
            assert process.poll() is None, "the provider ended by itself"
            assert time.monotonic() < until, "the provider did not answer in time"
            time.sleep(0.05)
        yield running
    finally:
        running.client.close()
        process.kill()
        process.wait()


def _answers(running: Provider) -> bool:
    try:
        return running.client.get("/.well-known/openid-configuration").status_code == 200
    except httpx.TransportError:
        return False


def serve(port: int, algorithm: str) -> None:
    import werkzeug.serving
    from authlib import jose
    from oidc_provider_mock import _app, _storage, app

    def key() -> Any:
        if algorithm == "RS256":
            return jose.RSAKey.generate_key(is_private=True, options=None)
        return jose.ECKey.generate_key("P-256", is_private=True)

    made = _storage.Storage.__init__

    def begun(storage: Any) -> None:
        made(storage)
        storage.jwk = key()

    _storage.Storage.__init__ = begun
    _app._JWS_ALG = algorithm
    served = app(require_nonce=True)
    _look_at_pkce(served)

    @served.post("/rotate")
    def rotate() -> Any:
        _storage.storage.jwk = key()
        return "", 204

    werkzeug.serving.run_simple("localhost", port, served, threaded=True)


def _look_at_pkce(served: Any) -> None:
    import flask

    promised: dict[str, str] = {}

    @served.before_request
    def looked_at() -> Any:
        request = flask.request
        if request.path == "/oauth2/authorize" and request.args.get("code_challenge_method") != "S256":
            return "no challenge", 400
        if request.path == "/oauth2/token":
            digest = sha256(request.form.get("code_verifier", "").encode()).digest()
            if promised.pop(request.form.get("code", ""), "") != urlsafe_b64encode(digest).decode().rstrip("="):
                return flask.jsonify(error="invalid_grant"), 400
        return None

    @served.after_request
    def noted(response: Any) -> Any:
        asked = parse_qs(urlsplit(response.headers.get("location", "")).query)
        if flask.request.path == "/oauth2/authorize" and "code" in asked:
            promised[asked["code"][0]] = flask.request.args["code_challenge"]
        return response


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
