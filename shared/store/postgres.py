"""PostgreSQL as the store wants it: 15 or later, nothing lost that was acknowledged, one writer at a time."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg import conninfo, sql

from shared.errors import NoRoom, NotReady, RightMissing, UnsafeStore
from shared.logs import kind, said
from shared.store.pool import Pool
from shared.store.remains import Remains
from shared.store.spelling import Cursor, Raw

OLDEST = 150000
FEW = 50
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
DEFAULTS = {"connect_timeout": "5", "tcp_user_timeout": "10000", "client_encoding": "utf8"}
SESSION = b"SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '5min'"
READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# Who holds the lock commits before the next may begin: positions follow each other as commits do.
WRITE = b"BEGIN; SELECT pg_advisory_xact_lock(hashtext(current_schema()))"
APPEND_ONLY = {
    "stored_events",
    "tree_nodes",
    "stream_keys",
    "migrations",
    "read_index",
    "erased",
    "erasures",
    "erased_in",
}
ERASABLE = "originator_id, topic, state, event_id, author"
ERASERS = {  # what an eraser may do beside reading; where a pathway's id stands in a row of its own, delete it
    "stored_events": f"UPDATE ({ERASABLE})",
    **dict.fromkeys(("erased", "erasures", "erased_in", "erasing"), "INSERT"),
    **dict.fromkeys(("deliveries", "delivery_attempts"), "DELETE"),  # by the notices that were about her
}
AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,
)
logger = logging.getLogger(__name__)


class PostgresDatabase:
    """A database, or a schema of one, of one service alone.

    `url` is that of the service's role. Where `owner_url` is given, tables are made by its role, and the service's
    may only do what it has to: it can't change or delete what is append-only. That of `eraser_url` may take out of a
    row what was stored in it, and destroy a key; where none is given, the service's role tries. `schema` is one that is
    made with its tables, beside that to which `url` leads.
    """

    def __init__(
        self,
        url: str,
        name: str,
        owner_url: str | None = None,
        eraser_url: str | None = None,
        schema: str | None = None,
    ) -> None:
        self.name = name
        self._schema = schema
        url, owner_url = _within(url, schema), _within(owner_url, schema) if owner_url else None
        self._url = url
        self._owner_url = owner_url
        self._eraser_url = _within(eraser_url, schema) if eraser_url else None
        self._pool = Pool(lambda: connect(url, name))
        with self._told(), self._pool.begun(READ) as connection:
            self._role = connection.execute("SELECT current_user").fetchone()[0]  # type: ignore[index]
            connection.rollback()
        if owner_url:
            with self.making():
                pass  # a role that is new here gets its rights

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        with self._told(), self._pool.begun(READ) as connection:
            try:
                yield Cursor(connection)
            finally:
                _roll_back(connection)

    walking = reading

    @contextmanager
    def writing(self) -> Iterator[Cursor]:
        with self._told(), self._pool.begun(WRITE) as connection, _committed(connection):
            yield Cursor(connection)

    @contextmanager
    def making(self) -> Iterator[Cursor]:
        if self._owner_url is None:
            with self.writing() as cursor:
                self._make_schema(cursor.connection.connection)
                yield cursor
            return
        with self._told(), connect(self._owner_url, self.name) as connection:
            connection.execute(WRITE, prepare=False)
            with _committed(connection):
                self._make_schema(connection)
                yield Cursor(connection)
                _grant(connection, self._role)
                if self._eraser_url and (eraser := conninfo.conninfo_to_dict(self._eraser_url).get("user")):
                    _grant_eraser(connection, str(eraser))

    @contextmanager
    def erasing(self) -> Iterator[Cursor]:
        if self._eraser_url is None:
            with self.writing() as cursor:
                yield cursor
            return
        with self._told(), connect(self._eraser_url, self.name) as connection:
            connection.execute(WRITE, prepare=False)
            with _committed(connection):
                yield Cursor(connection)

    def scrub(self, *, whole: bool) -> bool:
        """What the server keeps of old rows until it overwrites them is its own: see SECURITY.md."""
        return True

    def traces(self, looked_for: Remains) -> list[str]:
        """By the text of each row, in which bytes are written in hexadecimal."""
        patterns = [f"%{each}%" for each in (*looked_for.texts, *(raw.hex() for raw in looked_for.raw))]
        found = []
        with self.reading() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE ANY(?)', (patterns,))
                found += [f"{self.name}.{table}"] if cursor.fetchall() != [(0,)] else []
        return found

    def has(self, table: str) -> bool:
        with self.reading() as cursor:
            cursor.execute("SELECT to_regclass(?) IS NOT NULL", (table,))
            return cursor.fetchall() == [(True,)]

    def append(self, cursor: Cursor, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) > FEW:
            cursor.copy(table, rows)
        elif rows:  # COPY takes a round trip more
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def roomy(self) -> bool:
        return True  # its disk is another machine's; a write that finds it full says so

    def close(self) -> None:
        self._pool.close()

    def _make_schema(self, connection: Raw) -> None:
        """Make the schema, once; whoever uses the tables may look into it."""
        if self._schema is None:
            return
        schema, role = sql.Identifier(self._schema), sql.Identifier(self._role)
        connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (self._schema,))
        there = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self._schema,)).fetchone()
        if not there:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What PostgreSQL refuses, in words of ours: its own may repeat what was sent."""
        try:
            yield
        except psycopg.errors.DiskFull:
            raise NoRoom() from None
        except AWAY as error:
            logger.warning(said("database_away", service=self.name, error=kind(error)))
            raise NotReady() from None
        except psycopg.errors.InsufficientPrivilege:
            raise RightMissing() from None
        except psycopg.Error as error:
            raise PersistenceError(type(error).__name__) from None


def connect(url: str, name: str) -> Raw:
    """A connection to a server that keeps what it has committed; `UnsafeStore` if it would not."""
    merged: dict[str, Any] = {**DEFAULTS, "application_name": f"ariadna {name}", **conninfo.conninfo_to_dict(url)}
    connection = psycopg.connect(**merged, autocommit=True)
    try:
        connection.execute(SESSION, prepare=False)
        check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def check(connection: Raw) -> None:
    """Refuse a server that is too old, or that could lose a commit when its machine dies."""
    shown = ", ".join(f"current_setting('{setting}')" for setting in MUST_BE_ON)
    settings = connection.execute(f"SELECT {shown}".encode()).fetchone() or ()
    if connection.info.server_version < OLDEST or "off" in settings:
        raise UnsafeStore()


def _within(url: str, schema: str | None) -> str:
    """The same database, in a schema of it."""
    if schema is None:
        return url
    options = conninfo.conninfo_to_dict(url).get("options") or ""
    return conninfo.make_conninfo(url, options=f"{options} -csearch_path={schema}".strip())


@contextmanager
def _committed(connection: Raw) -> Iterator[None]:
    try:
        yield
        done = connection.execute(b"COMMIT", prepare=False)
        if done.statusmessage != "COMMIT":  # PostgreSQL rolls back without a word where a statement had failed
            raise NotReady()
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: Raw) -> None:
    with suppress(psycopg.Error):  # a broken connection has nothing left to roll back
        connection.rollback()


def _grant_eraser(connection: Raw, role: str) -> None:
    (schema,) = connection.execute("SELECT current_schema()").fetchone() or ()
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), sql.Identifier(role)))
    tables = connection.execute(
        "SELECT tablename, EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = schemaname "
        "AND table_name = tablename AND column_name = 'stream') FROM pg_tables WHERE schemaname = current_schema()"
    ).fetchall()
    for table, of_hers in tables:
        rights = ", ".join(("SELECT", *filter(None, [ERASERS.get(table), "DELETE" if of_hers else None])))
        say = sql.SQL("GRANT {} ON {} TO {}")
        connection.execute(say.format(sql.SQL(rights), sql.Identifier(table), sql.Identifier(role)))


def _grant(connection: Raw, role: str) -> None:
    """Let the service's role do what it has to with each table, and no more."""
    if connection.info.user == role:
        return
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
    for (table,) in tables:
        rights = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        connection.execute(
            sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), sql.Identifier(table), sql.Identifier(role))
        )
