"""An organisation's own short label for a pathway, its file number say: read by that organisation alone."""

import os
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.access import Reader
from shared.body import read_as
from shared.contracts.plain import looks_identifying
from shared.errors import NotWellFormed, Problem, UnknownPathway
from shared.grants import Grants
from shared.keys import KeyRing, StreamKey
from shared.store.log import Log
from shared.store.migrations import Steps, migrate
from shared.store.sealed import provider_stream

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS labels (stream BLOB NOT NULL, author BLOB NOT NULL, sealed BLOB NOT NULL, "
        "PRIMARY KEY (stream, author)) WITHOUT ROWID",
    ),
)
NONCE = 12


class Label(BaseModel):
    """A file number or the like; nothing by which she could be known."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    label: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Labels:
    """Labels by pathway and organisation, each under the organisation's own key. Methods block."""

    def __init__(self, log: Log, grants: Grants, keys: KeyRing) -> None:
        self._log = log
        self._grants = grants
        self._keys = keys
        migrate(log.database, {"labels": MIGRATIONS})

    def put(self, pathway_id: UUID, raw: bytes, reader: Reader) -> Label:
        """Set one's own label from a JSON body; what looks like a name, phone, mail or birth date is refused."""
        label = checked(raw)
        stream, author, key = self._own(pathway_id, reader)
        nonce = os.urandom(NONCE)
        sealed = nonce + key.cipher.encrypt(nonce, label.label.encode(), stream + author)
        with self._log.writing() as cursor:
            if self._log.erased(cursor, [stream]):
                raise UnknownPathway()
            cursor.execute(
                "INSERT INTO labels VALUES (?, ?, ?) "
                "ON CONFLICT (stream, author) DO UPDATE SET sealed = excluded.sealed",
                (stream, author, sealed),
            )
        return label

    def get(self, pathway_id: UUID, reader: Reader) -> Label:
        """One's own label; `UnknownPathway` where there is none."""
        stream, author, key = self._own(pathway_id, reader)
        with self._log.reading() as cursor:
            cursor.execute("SELECT sealed FROM labels WHERE stream = ? AND author = ?", (stream, author))
            row = cursor.fetchone()
        if row is None:
            raise UnknownPathway()
        return Label(label=_opened(key, stream, author, row[0]))

    def all_of(self, reader: Reader) -> dict[bytes, str]:
        """One's own organisation's labels, by pathway."""
        author, key = self._keys.author(reader.provider_id), self._key(reader)
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream, sealed FROM labels WHERE author = ?", (author,))
            return {stream: _opened(key, stream, author, sealed) for stream, sealed in cursor.fetchall()}

    def _own(self, pathway_id: UUID, reader: Reader) -> tuple[bytes, bytes, StreamKey]:
        stream = pathway_id.bytes
        with self._log.reading() as cursor:
            if not self._grants.has(cursor, stream, reader.provider_id):
                raise UnknownPathway()
        return stream, self._keys.author(reader.provider_id), self._key(reader)

    def _key(self, reader: Reader) -> StreamKey:
        own = provider_stream(reader.provider_id)
        return self._keys.of([own])[own]


def _opened(key: StreamKey, stream: bytes, author: bytes, sealed: bytes) -> str:
    return key.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], stream + author).decode()


def checked(raw: bytes) -> Label:
    label = read_as(Label, raw)
    if looks_identifying(label.label):
        raise NotWellFormed(Problem("label", "looks_identifying", "no name, phone, mail or birth date, please"))
    return label
