"""The moment at which a journey starts."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
