"""The tables of deliveries, of their attempts, and of the endpoints that providers have registered."""

from typing import Final

from shared.store.migrations import Steps

WAITING, SENDING, SENT, FAILED, DEAD, CANCELLED = "waiting", "sending", "sent", "failed", "dead", "cancelled"
OPEN: Final = (WAITING, SENDING)
UNDELIVERED: Final = (*OPEN, FAILED, DEAD)
ON, GONE, FAILING = "on", "gone", "failing"
NOBODY: Final = b""  # in place of null: a column that is null in all rows of an insertion has no type to PostgreSQL

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS deliveries (position INTEGER PRIMARY KEY AUTOINCREMENT, "
        "delivery_id BLOB NOT NULL UNIQUE, origin BLOB NOT NULL, owner BLOB NOT NULL, "
        "person BLOB NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL, urgency INTEGER NOT NULL, "
        "notice BLOB NOT NULL, endpoint BLOB NOT NULL, "
        "asked INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL, tries INTEGER NOT NULL, "
        "claim BLOB NOT NULL, told INTEGER NOT NULL, shown INTEGER NOT NULL, sealed BLOB NOT NULL)",
        "CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, channel, due)",
        "CREATE INDEX IF NOT EXISTS deliveries_told ON deliveries (told, state)",
        "CREATE INDEX IF NOT EXISTS deliveries_shown ON deliveries (person, shown)",
        "CREATE INDEX IF NOT EXISTS deliveries_notice ON deliveries (notice)",
        "CREATE INDEX IF NOT EXISTS deliveries_owner ON deliveries (owner, position)",
        "CREATE TABLE IF NOT EXISTS delivery_attempts (delivery_id BLOB NOT NULL, number INTEGER NOT NULL, "
        "at INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (delivery_id, number)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS live_shown (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL)",
        "INSERT INTO live_shown VALUES (1, 0)",
        "CREATE TABLE IF NOT EXISTS endpoints (owner BLOB NOT NULL, endpoint BLOB NOT NULL, state TEXT NOT NULL, "
        "failing INTEGER NOT NULL, failures INTEGER NOT NULL, paused INTEGER NOT NULL, sealed BLOB NOT NULL, "
        "PRIMARY KEY (owner, endpoint)) WITHOUT ROWID",
    ),
)


def listed(codes: tuple[str, ...]) -> str:
    """Codes of ours as SQL lists them."""
    return ", ".join(f"'{code}'" for code in codes)
