"""A stand-in for Vault's transit engine: two of its addresses, as its documentation tells of them.

It shows that our side asks and reads as that text says; it is no proof against the real one.
"""

import json
import os
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "hvs.made-up"


class Transit:
    """Keys by name, made when first asked for; `asked` are the bodies that came, `broken` is what all are answered."""

    def __init__(self, folder: Path) -> None:
        self.keys: dict[str, bytes] = {}
        self.asked: list[bytes] = []
        self.broken: tuple[int, bytes] | None = None
        self.token_file = folder / "vault.token"
        self.token_file.write_text(f"{TOKEN}\n")
        transit = self

        class Asked(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                status, body = transit.answer(self.path, self.headers.get("X-Vault-Token"), self._body())
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _body(self) -> bytes:
                return self.rfile.read(int(self.headers["content-length"]))

            def log_message(self, *said: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, path: str, token: str | None, body: bytes) -> tuple[int, bytes]:
        self.asked.append(body)
        if self.broken:
            return self.broken
        if token != TOKEN:
            return 403, b'{"errors": ["permission denied"]}'
        what, name = path.removeprefix("/v1/transit/").split("/")
        said = json.loads(body)
        cipher = AESGCM(self.keys.setdefault(name, os.urandom(32)))
        bound = b64decode(said["associated_data"])
        if what == "encrypt":
            nonce = os.urandom(12)
            sealed = nonce + cipher.encrypt(nonce, b64decode(said["plaintext"]), bound)
            return 200, _data(ciphertext=f"vault:v1:{b64encode(sealed).decode()}")
        try:
            sealed = b64decode(said["ciphertext"].removeprefix("vault:v1:"))
            return 200, _data(plaintext=b64encode(cipher.decrypt(sealed[:12], sealed[12:], bound)).decode())
        except (InvalidTag, ValueError):
            return 400, b'{"errors": ["cipher: message authentication failed"]}'

    def environment(self, key: str = "ariadna", prefix: str = "ARIADNA_") -> dict[str, str]:
        return {
            f"{prefix}VAULT_KEY": key,
            "VAULT_ADDR": f"http://127.0.0.1:{self._server.server_port}",
            "VAULT_TOKEN_FILE": str(self.token_file),
        }

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def transit(folder: Path) -> Iterator[Transit]:
    standing_in = Transit(folder)
    try:
        yield standing_in
    finally:
        standing_in.close()


def _data(**said: str) -> bytes:
    return json.dumps({"data": said}).encode()
