"""Asks the brokers which topics are there. A topic that was made again has the same name and another id."""

import socket
import threading
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from shared.errors import AriadnaError
from shared.kafka.settings import KafkaSettings

SOON = 2.0


class KafkaAway(AriadnaError):
    """Kafka does not answer: look at the address, the user and password, and the certificate (ARIADNA_KAFKA_*)."""


class AdminClient(KafkaAdminClient):  # type: ignore[misc]  # kafka-python has no types
    """kafka-python's, but one that can't connect leaves no thread and no socket behind."""

    def __init__(self, **configs: Any) -> None:
        self._closed = False
        try:
            super().__init__(**configs)
        except KafkaError:
            self.close()
            raise


class Topics:
    """One connection to the brokers, made anew after a failure. Methods block; any thread may call them."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._client: AdminClient | None = None
        self._turns = threading.Lock()

    def ids(self, names: Collection[str]) -> Mapping[str, str]:
        """The id of each of these topics that is there."""
        with self._turns:
            try:
                if not self._client and not answers(self._settings.servers):
                    raise KafkaAway()
                client = self._client = self._client or AdminClient(**_patient(self._settings))
                found = client.describe_topics(list(names))
            except (KafkaError, OSError):
                self._close()
                raise KafkaAway() from None
        return {each["name"]: str(each["topic_id"]) for each in found if each["topic_id"] and not each["error_code"]}

    def close(self) -> None:
        with self._turns:
            self._close()

    def _close(self) -> None:
        client, self._client = self._client, None
        if client:
            with suppress(KafkaError, OSError):
                client.close()


def answers(servers: Iterable[str]) -> bool:
    """Does anybody listen at one of these addresses? kafka-python lets sockets lie when nobody does."""
    for server in servers:
        host, _, port = server.rpartition(":")
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=SOON):
            return True
    return False


def _patient(settings: KafkaSettings) -> dict[str, Any]:
    return settings.client() | {"request_timeout_ms": 5000, "bootstrap_timeout_ms": 3000}
