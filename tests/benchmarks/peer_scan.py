"""The peer of F7: eventsourcing with its own AES cipher, all aggregates rebuilt by one scan of its log.

As kind to the peer as can be: a page of thousands straight from the recorder instead of the ten of its log's
default, the faster of its two ciphers, event classes with a plain `apply`, and no view worked out at the end.
"""

import time
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Cipher
from eventsourcing.utils import Environment, resolve_topic

from tests.benchmarks.events import Events
from tests.benchmarks.peer_aggregate import Pathway, pathway
from tests.benchmarks.peer_settings import environment, recorder_of

CIPHERS = ("eventsourcing.cryptography:AESCipher", "eventsourcing.cipher:AESCipher")
KEY = {"CIPHER_KEY": "Zml2ZSBhbmQgdHdlbnR5IGJyb3duIGxhbXBzIGxpdC4="}
PAGE = 2_000
TOGETHER = 100


def fill(directory: str, cipher: str, pathways: int, events_each: int, seed: str) -> dict[str, Any]:
    """Store histories, a hundred of them a transaction: events and seconds."""
    store = _store(directory, cipher)
    histories = Events(seed).histories(pathways, events_each)
    begun = time.perf_counter()
    while batch := list(islice(histories, TOGETHER)):
        store.save(*map(pathway, batch))
    return {"events": pathways * events_each, "seconds": time.perf_counter() - begun}


def rebuild(directory: str, cipher: str) -> dict[str, Any]:
    """Scan the log and mutate every aggregate into being: events, pathways and seconds."""
    store = _store(directory, cipher)
    recorder, to_event = recorder_of(store), store.mapper.to_domain_event
    begun = time.perf_counter()
    aggregates: dict[UUID, Pathway] = {}
    position = 0
    while page := recorder.select_notifications(position, PAGE, inclusive_of_start=False):
        for notification in page:
            event: Any = to_event(notification)
            stream = event.originator_id
            aggregates[stream] = event.mutate(aggregates.get(stream))
        position = page[-1].id
    return {"events": position, "pathways": len(aggregates), "seconds": time.perf_counter() - begun}


def faster_cipher() -> str:
    """The quicker of the library's two AES ciphers at opening what an event takes."""
    return min(CIPHERS, key=_seconds)


def _seconds(topic: str) -> float:
    cipher: Cipher = resolve_topic(topic)(Environment(env=KEY))
    sealed = cipher.encrypt(bytes(400))
    begun = time.perf_counter()
    for _ in range(3_000):
        cipher.decrypt(sealed)
    return time.perf_counter() - begun


def _store(directory: str, cipher: str) -> Application[UUID]:
    return Application[UUID](env=environment(Path(directory), CIPHER_TOPIC=cipher, **KEY))
