"""The rows of people, and of how women may be reached: sealed, and found by keyed tags."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Final

import msgspec

from services.notifications.domain import Contact, Person
from services.notifications.sealing import Sealing
from shared.keys import KeyRing
from shared.store.database import Cursor, among
from shared.store.migrations import Steps
from shared.store.sealed import provider_stream

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS people (person BLOB PRIMARY KEY, owner BLOB NOT NULL, sealed BLOB NOT NULL) "
        "WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS contacts (stream BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID",
    ),
)
PERSON: Final = msgspec.json.Decoder(Person)
CONTACT: Final = msgspec.json.Decoder(Contact)


class People:
    """Who is known here, and her contact rules; all by a cursor of the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._people = Sealing(keys, "people")
        self._contacts = Sealing(keys, "contacts")

    def tables(self) -> Mapping[str, Steps]:
        return {"people": MIGRATIONS}

    def tag(self, provider_id: str, actor: str) -> bytes:
        """16 bytes that stand for a person and tell nothing without the keys."""
        whom = f"{provider_id}|{actor}".encode()
        return blake2b(whom, key=self._keys.index_key(), digest_size=16, person=b"people").digest()

    def all(self, cursor: Cursor) -> dict[bytes, Person]:
        """Everybody by tag."""
        cursor.execute("SELECT person, owner, sealed FROM people ORDER BY person")
        rows = cursor.fetchall()
        self._people.expect({owner for _, owner, _ in rows})
        opened = ((tag, self._people.open(owner, tag, sealed, PERSON)) for tag, owner, sealed in rows)
        return {tag: person for tag, person in opened if person}

    def one(self, cursor: Cursor, provider_id: str, actor: str) -> Person | None:
        return self.tagged(cursor, self.tag(provider_id, actor))

    def tagged(self, cursor: Cursor, tag: bytes) -> Person | None:
        cursor.execute("SELECT owner, sealed FROM people WHERE person = ?", (tag,))
        row = cursor.fetchone()
        return self._people.open(row[0], tag, row[1], PERSON) if row else None

    def put(self, cursor: Cursor, people: Iterable[Person]) -> None:
        rows = []
        for person in people:
            tag, owner = self.tag(person.provider_id, person.actor), provider_stream(person.provider_id)
            rows.append((tag, owner, self._people.seal(owner, tag, person)))
        cursor.executemany(
            "INSERT INTO people VALUES (?, ?, ?) ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed", rows
        )

    def contacts(self, cursor: Cursor, streams: Iterable[bytes]) -> dict[bytes, Contact]:
        """How these women may be reached, of those of whom anything is known."""
        found = list(among(cursor, "SELECT stream, sealed FROM contacts WHERE stream IN ({})", list(set(streams))))
        self._contacts.expect({stream for stream, _ in found})
        opened = ((stream, self._contacts.open(stream, stream, sealed, CONTACT)) for stream, sealed in found)
        return {stream: contact for stream, contact in opened if contact}

    def contact(self, cursor: Cursor, stream: bytes) -> Contact:
        return self.contacts(cursor, [stream]).get(stream, Contact())

    def put_contact(self, cursor: Cursor, stream: bytes, contact: Contact) -> None:
        if sealed := self._contacts.seal(stream, stream, contact):
            cursor.execute(
                "INSERT INTO contacts VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET sealed = excluded.sealed",
                (stream, sealed),
            )
