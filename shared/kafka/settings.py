"""How a service reaches Kafka, as it is told by `ARIADNA_KAFKA_*`."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.errors import AriadnaError

MECHANISM = "SCRAM-SHA-512"
PROTOCOLS = ("PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL", "SSL")


class KafkaMissettled(AriadnaError):
    """ARIADNA_KAFKA_* are not what they should be: bootstrap servers, protocol, user and password, numbers."""


@dataclass(frozen=True)
class KafkaSettings:
    """Where the brokers are, who we are to them, and how topics are cut; the password is never shown."""

    bootstrap: str
    protocol: str = "PLAINTEXT"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: Path | None = None
    partitions: int = 6
    copies: int = 1

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "KafkaSettings":
        """From `ARIADNA_KAFKA_BOOTSTRAP`, `_PROTOCOL`, `_USER`, `_PASSWORD` or `_PASSWORD_FILE`, `_CA_FILE`,
        `_PARTITIONS` and `_COPIES` (replicas of each partition)."""
        said = {name: environment.get(f"ARIADNA_KAFKA_{name}", "") for name in NAMES}
        try:
            password = Path(said["PASSWORD_FILE"]).read_text().strip() if said["PASSWORD_FILE"] else said["PASSWORD"]
            settings = cls(
                said["BOOTSTRAP"],
                said["PROTOCOL"] or cls.protocol,
                said["USER"],
                password,
                Path(said["CA_FILE"]) if said["CA_FILE"] else None,
                int(said["PARTITIONS"] or cls.partitions),
                int(said["COPIES"] or cls.copies),
            )
        except (ValueError, OSError):
            raise KafkaMissettled() from None
        if not settings.makes_sense():
            raise KafkaMissettled()
        return settings

    @property
    def servers(self) -> list[str]:
        """The brokers to begin with, one by one: FastStream takes a text for a single one."""
        return [server.strip() for server in self.bootstrap.split(",")]

    def makes_sense(self) -> bool:
        """Are all parts there that the protocol asks for?"""
        signed_in = bool(self.user and self.password) or not self.protocol.startswith("SASL")
        whole = bool(self.bootstrap) and self.partitions > 0 and self.copies > 0
        return self.protocol in PROTOCOLS and signed_in and whole

    def client(self) -> dict[str, Any]:
        """The same in the words of aiokafka and of kafka-python alike."""
        said: dict[str, Any] = {"bootstrap_servers": self.servers, "security_protocol": self.protocol}
        if self.protocol.startswith("SASL"):
            said |= {
                "sasl_mechanism": MECHANISM,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        if self.protocol.endswith("SSL"):
            said["ssl_context"] = ssl.create_default_context(cafile=self.authority)
        return said


NAMES = ("BOOTSTRAP", "PROTOCOL", "USER", "PASSWORD", "PASSWORD_FILE", "CA_FILE", "PARTITIONS", "COPIES")
