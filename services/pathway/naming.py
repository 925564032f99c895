"""Whom a decision names beside her: another registration, a provider that holds a place."""

from uuid import UUID

from shared.contracts import FallbackAgreed, RegistrationsMerged, RegistrationsSplit
from shared.facts import Event


def held_by(event: Event) -> set[str]:
    """Who holds a place because of it, and may know so before she lets it in."""
    return {event.fact.to_provider} if isinstance(event.fact, FallbackAgreed) else set()


def merging(event: Event) -> tuple[str, str] | None:
    """The survivor and the other registration of a merge or a split."""
    match event.fact:
        case (
            RegistrationsMerged(survivor=survivor, absorbed=other)
            | RegistrationsSplit(survivor=survivor, restored=other)
        ):
            return survivor, other
    return None


def stream_named(pathway_id: str) -> bytes | None:
    """The stream of a pathway; None for what is no pathway's id."""
    try:
        return UUID(pathway_id).bytes
    except ValueError:
        return None
