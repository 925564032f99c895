"""The pathway service over HTTP: pathways one by one and in lists, what is asked about money, and who read what."""

from fastapi import APIRouter

from services.pathway.api import audit, codes, directory, funding, grants, lists, readings


def routers() -> list[APIRouter]:
    """Everything that the pathway service answers to machines, beside its door."""
    return [
        readings.own_event,
        readings.readings,
        lists.listings,
        funding.questions,
        grants.accounts,
        directory.directory,
        codes.codes,
        audit.audit,
    ]
