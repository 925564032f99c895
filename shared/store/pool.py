"""Open PostgreSQL connections that nobody uses now; one that is broken is thrown out, with all its like."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.pq import TransactionStatus

from shared.errors import Busy
from shared.store.spelling import Raw

MOST = 24
PATIENCE = 5.0


class Pool:
    """At most `MOST` connections; who finds all of them in use waits `PATIENCE` seconds, then is told `Busy`."""

    def __init__(self, connect: Callable[[], Raw]) -> None:
        self._connect = connect
        self._turns = threading.BoundedSemaphore(MOST)
        self._idle: deque[Raw] = deque()
        self._open = True

    @contextmanager
    def begun(self, statement: bytes) -> Iterator[Raw]:
        """A connection on which a transaction was begun by this statement."""
        if not self._turns.acquire(timeout=PATIENCE):
            raise Busy()
        try:
            connection = self._begin(statement)
            try:
                yield connection
            finally:
                self._put_back(connection)
        finally:
            self._turns.release()

    def close(self) -> None:
        self._open = False
        self._drop()

    def _begin(self, statement: bytes) -> Raw:
        """On an idle connection, or on a new one if that has died since: nothing was done yet that could be lost."""
        while idle := self._taken():
            try:
                idle.execute(statement, prepare=False)
                return idle
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                idle.close()
                if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.QueryCanceled):
                    raise
                self._drop()
        connection = self._connect()
        try:
            connection.execute(statement, prepare=False)
        except BaseException:
            connection.close()
            raise
        return connection

    def _taken(self) -> Raw | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _put_back(self, connection: Raw) -> None:
        if self._open and connection.info.transaction_status == TransactionStatus.IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _drop(self) -> None:
        while idle := self._taken():
            idle.close()
