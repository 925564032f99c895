"""Decisions at random, over so few ids and providers that they meet each other."""

from typing import Any

from hypothesis import strategies as st

PROVIDERS = ("BCN-FAR", "BCN-PSI", "BCN-PONT", "MIL-ARTE")
ART, HOUSING = "artistic_therapy", "housing"

provider = st.sampled_from(PROVIDERS)
step_id = st.sampled_from(["A1", "A2", "A3", "H1"])
number = st.integers(1, 3)


def one(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {name: each if isinstance(each, st.SearchStrategy) else st.just(each) for name, each in fields.items()}
    )


def some(each: st.SearchStrategy[str], most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(each, min_size=1, max_size=most, unique=True)


def named(prefix: str) -> st.SearchStrategy[str]:
    return provider.map(lambda each: f"{prefix}-{each}")


DECISIONS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "ConsentGiven": one(
        consent_id=named("c"),
        purpose=st.sampled_from(["coordination", "handover", "group"]),
        recipients=some(provider),
        form="written",
    ),
    "ConsentWithdrawn": one(consent_id=named("c")) | one(consent_id=named("c"), recipients=some(provider, 1)),
    "RestrictionSet": one(restriction_id=named("r"), providers=some(provider, 1)),
    "RestrictionLifted": one(restriction_id=named("r")),
    "ReferentAssigned": one(referent_provider=provider, staff_ref=named("st"), chosen_with_her=True),
    "ReferentEnded": one(staff_ref=named("st"), reason="staff_turnover"),
    "HandoverProposed": one(
        handover_id=named("ho"),
        from_provider=provider,
        to_provider=provider,
        step_ids=some(step_id),
        proposed_with_her=st.booleans(),
    ),
    "HandoverAccepted": one(handover_id=named("ho"), consent_id=named("c")),
    "HandoverDeclined": one(handover_id=named("ho"), reason="no_capacity"),
    "HandoverCancelled": one(handover_id=named("ho"), reason="her_choice"),
    "HandoverCompleted": one(handover_id=named("ho")),
    "FallbackAgreed": one(pact_id=named("p"), step_id=step_id, to_provider=provider, rank=number, agreed_with_her=True),
    "FallbackEnded": one(pact_id=named("p"), reason="her_choice"),
    "ReferralSent": one(
        referral_id=named("rf"), to_provider=provider, dimension=ART, consent_id=named("c"), urgency="normal"
    ),
    "ReferralAnswered": one(referral_id=named("rf"), answer=st.sampled_from(["accepted", "declined"])),
    "PathwayClosed": one(reason="goals_met", agreed_with_her=True),
    "PathwayReopened": one(reason="her_request"),
    "CooperationAgreed": one(dimension=ART, step_ids=st.just(["A1", "A2"]), division=["group"]),
}
