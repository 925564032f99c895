"""The pathway service over HTTP: one pathway's readings, the lists, and what is asked about money, places and codes."""

from fastapi import APIRouter

from services.pathway.api import codes, directory, funding, grants, lists, readings


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
    ]
