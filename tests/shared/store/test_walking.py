"""A walk over a whole SQLite file takes little memory."""

from shared.store.sqlite import SqliteDatabase


def test_a_walk_keeps_few_pages_and_gives_the_room_back(tmp_path):
    def room(cursor):
        cursor.execute("PRAGMA cache_size")
        return cursor.fetchone()[0]

    database = SqliteDatabase(tmp_path / "intake.db")
    with database.reading() as cursor:
        large = room(cursor)
    with database.walking() as cursor:
        assert abs(room(cursor)) * 10 < abs(large)
    with database.reading() as cursor:
        assert room(cursor) == large
    database.close()
