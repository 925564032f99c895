"""Who receives notices: a mail server and an HTTPS endpoint, each in a process of its own that can be killed.

What they received is on disk before they answer. A file says how they behave: they read it at each request.
"""

import asyncio
import json
import multiprocessing
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks import Webhook, WebhookVerificationError

from deploy.local.ports import free_ports

forked = multiprocessing.get_context("forkserver")
LOOPBACK = "127.0.0.1"
WITHIN = 60.0
MAILER, PASSWORD = "ariadna", "made up"


class Receiver:
    """One of them; `behaves` is a word that its process knows, `received` what came, in order."""

    def __init__(self, folder: Path, run: Callable[[Path, int], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = free_ports(1)[0]
        self._run = run
        self._process: Any = None
        self.behaves("well")

    def behaves(self, how: str) -> None:
        part = self.folder / "how.part"
        part.write_text(how)
        part.replace(self.folder / "how")

    def start(self) -> Self:
        self._process = forked.Process(target=self._run, args=(self.folder, self.port), daemon=True)
        self._process.start()
        until = time.monotonic() + WITHIN
        while not _listens(self.port):
            assert time.monotonic() < until, "nobody listens"
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """kill -9"""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    @property
    def received(self) -> list[dict[str, Any]]:
        path = self.folder / "received"
        lines = path.read_text().splitlines() if path.exists() else []
        return [json.loads(line) for line in lines if line.endswith("}")]


@contextmanager
def mail_server(folder: Path) -> Iterator[Receiver]:
    with running(Receiver(folder / "mail", serve_mail)) as server:
        yield server


@contextmanager
def secured_mail_server(folder: Path) -> Iterator[Receiver]:
    """One that wants TLS and a password; `ca.pem` in its folder is what vouches for it."""
    receiver = Receiver(folder / "mail", serve_secured_mail)
    certify(receiver.folder)
    with running(receiver) as server:
        yield server


@contextmanager
def endpoint(folder: Path) -> Iterator[Receiver]:
    """An HTTPS endpoint; `ca.pem` in its folder is what vouches for it, `secret` the webhook's, once it is there."""
    receiver = Receiver(folder / "endpoint", serve_endpoint)
    certify(receiver.folder)
    with running(receiver) as server:
        yield server


@contextmanager
def running(receiver: Receiver) -> Iterator[Receiver]:
    try:
        yield receiver.start()
    finally:
        receiver.kill()


def serve_mail(folder: Path, port: int) -> None:
    """Behaves well, or: later (451), refuses (550), away (421), hangs, cuts (the line, before it answers)."""
    from aiosmtpd.controller import Controller

    Controller(taking_mail(folder), hostname=LOOPBACK, port=port).start()
    time.sleep(3600)


def serve_secured_mail(folder: Path, port: int) -> None:
    """The same for whoever begins TLS and says who it is."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult, LoginPassword

    def let_in(server: Any, session: Any, envelope: Any, mechanism: str, said: Any) -> Any:
        return AuthResult(success=said == LoginPassword(MAILER.encode(), PASSWORD.encode()), handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    wanted = {"tls_context": context, "require_starttls": True, "authenticator": let_in, "auth_required": True}
    Controller(taking_mail(folder), hostname=LOOPBACK, port=port, **wanted).start()
    time.sleep(3600)


def taking_mail(folder: Path) -> Any:
    class Taking:
        async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: Any) -> str:  # noqa: N802
            answers = {"later": "451 later", "refuses": "550 nobody", "away": "421 away"}
            if (how := _how(folder)) in answers:
                return answers[how]
            envelope.rcpt_tos.append(to)
            return "250 OK"

        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            how = _how(folder)
            if how == "hangs":
                await asyncio.sleep(3600)
            message = message_from_bytes(envelope.content, policy=SMTP)
            _take(folder, {"id": message["Message-ID"], "to": envelope.rcpt_tos, "raw": envelope.content.decode()})
            if how == "cuts":
                server.transport.abort()
            return "250 OK"

    return Taking()


def serve_endpoint(folder: Path, port: int) -> None:
    """Behaves well, or: hangs, drips, floods, cuts, or answers the number that it is told."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body, how = self.rfile.read(length := int(self.headers["content-length"])), _how(folder)
            if len(body) < length:
                return  # who sent it died halfway: it was never told
            if how == "hangs":
                time.sleep(3600)
            told = {"id": self.headers["webhook-id"], "raw": body.decode(), "path": self.path, "how": how}
            verified = _verified(folder, body, dict(self.headers))
            _take(folder, told | {"verified": verified, "host": self.headers["host"]})
            if how == "cuts":
                self.connection.close()
                return
            self._answer(how)

        def _answer(self, how: str) -> None:
            if how == "drips":
                for each in b"HTTP/1.1 200 OK\r\n" + b"x-drip: 1\r\n" * 1000:
                    self.wfile.write(bytes([each]))
                    time.sleep(0.5)
            self.send_response(int(how) if how.isdigit() else 204 if how != "floods" else 200)
            if how == "302":
                self.send_header("location", f"https://{LOOPBACK}:{port}/elsewhere")
            self.end_headers()
            while how == "floods":
                self.wfile.write(bytes(65536))
                with (folder / "flooded").open("a") as flooded:
                    flooded.write("x")

        def log_message(self, *said: Any) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, port), Taking)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *given: None  # type: ignore[method-assign]
    server.serve_forever()


def certify(folder: Path, name: str = "hooks.example.org") -> None:
    """A certificate for this name and the loopback address, and the authority that vouches for it."""
    now, key = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made up")])
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address(LOOPBACK))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, clear = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "ca.pem").write_bytes(made.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, clear)
    (folder / "server.pem").write_bytes(private + made.public_bytes(pem))


def _verified(folder: Path, body: bytes, headers: dict[str, str]) -> bool | None:
    """By the public library, with the secret that the provider was told; None before it is told."""
    with suppress(OSError):
        secret = (folder / "secret").read_text()
        try:
            Webhook(secret).verify(body, headers)
        except WebhookVerificationError:
            return False
        return True
    return None


def _how(folder: Path) -> str:
    return (folder / "how").read_text()


def _take(folder: Path, what: dict[str, Any]) -> None:
    line = json.dumps(what) + "\n"
    handle = os.open(folder / "received", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, line.encode())
    os.fsync(handle)
    os.close(handle)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
        return True
    return False
