"""Whose decision it is, as far as her history tells; the roles of persons are the token's."""

from collections.abc import Iterator

from services.pathway.domain.decisions.case import Case, so
from services.pathway.domain.readers import took_her_in
from shared.errors import Problem
from shared.folding.consents import SHARING, forbidden

SUPERVISOR, PRIVACY_OFFICER = "supervisor", "privacy_officer"


def is_welcome(case: Case, provider_id: str) -> bool:
    """Does she let this provider in: her referent or the last one, who took her in, or by a live consent?"""
    pathway = case.pathway
    return not forbidden(pathway, provider_id) and (
        provider_id in _answering_or_last(case)
        or provider_id == took_her_in(pathway)
        or any(
            consent.fact.purpose in SHARING and consent.names(provider_id, case.today)
            for consent in pathway.consents.values()
        )
    )


def answers(case: Case) -> bool:
    """Does the poster answer for her: as her referent, as long as there is none anyone she is with, or a supervisor?"""
    if case.event.role == SUPERVISOR:
        return True
    if case.pathway.referents:
        referents = {each.provider_id for each in case.pathway.referents}
        return case.provider_id in referents and not forbidden(case.pathway, case.provider_id)
    return is_welcome(case, case.provider_id)


def by(allowed: bool, path: str = "") -> Iterator[Problem]:
    """Nothing if the poster may decide this."""
    if not allowed:
        yield so("not_yours_to_decide", path)


def by_referent(case: Case) -> Iterator[Problem]:
    """Nothing if the poster answers for her."""
    yield from by(answers(case))


def lets_in(case: Case, provider_id: str, path: str) -> Iterator[Problem]:
    """Nothing unless a restriction of hers shuts this provider out."""
    if forbidden(case.pathway, provider_id):
        yield so("restricted_by_her", path)


def _answering_or_last(case: Case) -> set[str]:
    pathway = case.pathway
    if pathway.referents or not pathway.past_referents:
        return {each.provider_id for each in pathway.referents}
    return {pathway.past_referents[-1].provider_id}
