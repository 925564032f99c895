"""What is spelled otherwise for PostgreSQL does the same there."""

from uuid import uuid4

from shared.store.database import among
from shared.store.spelling import spelled_among, spelled_many


def test_many_values_go_as_one_array():
    assert spelled_among("SELECT a FROM t WHERE a IN ({})", "bytea[]") == b"SELECT a FROM t WHERE a = ANY(%b::bytea[])"


def test_whole_rows_go_in_by_one_statement_and_nothing_else_does():
    rows = [(b"a", None, 1), (b"b", "x", 2)]
    assert spelled_many("INSERT INTO t VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows) == (
        b"INSERT INTO t OVERRIDING SYSTEM VALUE "
        b"SELECT * FROM unnest(%b::bytea[], %b::text[], %b::bigint[])  ON CONFLICT DO NOTHING"
    )
    assert spelled_many("DELETE FROM t WHERE a = ?", [(b"a",)]) is None


def test_rows_go_in_and_are_found_alike_whether_few_or_many(place):
    database = place("intake")
    with database.making() as cursor:
        cursor.execute("CREATE TABLE kept (id BLOB PRIMARY KEY, words TEXT, number INTEGER NOT NULL)")
    made = [(uuid4().bytes, None if number % 3 else f"'\\{number}", number) for number in range(1_203)]
    with database.writing() as cursor:
        database.append(cursor, "kept", made[:3])
        database.append(cursor, "kept", made[3:1_200])
        cursor.executemany("INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT DO NOTHING", made)
        cursor.executemany("INSERT INTO kept VALUES (?, ?, ?)", [])
        cursor.executemany(
            "INSERT INTO kept VALUES (?, ?, ?)", [(uuid4().bytes, None, 2_000), (uuid4().bytes, None, 1)]
        )
        cursor.executemany("DELETE FROM kept WHERE id = ? AND number > ?", [(id_, 1_201) for id_, _, _ in made])
    with database.reading() as cursor:
        ids = [each[0] for each in made]
        assert sorted(among(cursor, "SELECT * FROM kept WHERE id IN ({})", ids)) == sorted(made[:1_202])
        cursor.execute("SELECT count(*) FROM kept WHERE words IS NULL")
        assert cursor.fetchone() == (803,)
