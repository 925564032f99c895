"""Codes of decisions put into sentences, which the catalogues hold in every language; and what stands against one."""

from collections.abc import Iterable
from typing import Final

from services.pathway.web.words import REASONS
from shared.errors import Problem
from shared.languages import sentence
from shared.web import posting

PURPOSES: Final = {
    "coordination": sentence("to work together for her"),
    "handover": sentence("to hand a step over"),
    "share_with_lawyer": sentence("to share with her lawyer"),
    "group": sentence("to take part in a group"),
    "own_words": sentence("to keep her own words"),
    "merge_registrations": sentence("to join two registrations of hers"),
}
CONSENT_FORMS: Final = {
    "oral_witnessed": sentence("said, with a witness"),
    "written": sentence("signed on paper"),
    "digital": sentence("signed on a screen"),
}
URGENCIES: Final = {"normal": sentence("in the usual time"), "urgent": sentence("urgent")}
REPLIES: Final = {
    "accepted": sentence("yes, we take her on"),
    "waiting_list": sentence("yes, later: she is on our waiting list"),
    "declined": sentence("no, we can't"),
}
ANSWERED: Final = {
    "accepted": sentence("accepted"),
    "waiting_list": sentence("on the waiting list"),
    "declined": sentence("not accepted"),
}
NOT_TAKEN: Final = {
    "no_capacity": sentence("we have no place"),
    "no_funding": sentence("we have no funding for it"),
    "not_our_area": sentence("it is not what we do"),
    "her_refusal": sentence("she does not want it"),
}
NOT_TAKEN_ON: Final = {
    **NOT_TAKEN,
    "out_of_area": sentence("she lives too far away"),
    "she_prefers_other": sentence("she prefers another organisation"),
    "under_18_route": sentence("she is under 18: another service is for her"),
}
CALLED_OFF: Final = {
    "no_longer_needed": sentence("it is no longer needed"),
    "renewed": sentence("the funding goes on"),
    "her_choice": sentence("it is her choice"),
}
KINDS: Final = {
    "handover": sentence("Handover"),
    "referral": sentence("Referral"),
    "fallback": sentence("Place held for her"),
}
LISTS: Final = {
    "of_sharing": {name: PURPOSES[name] for name in ("coordination", "handover")},
    "purposes": PURPOSES,
    "consent_forms": CONSENT_FORMS,
    "urgencies": URGENCIES,
    "replies": REPLIES,
    "answered": ANSWERED,
    "not_taken": NOT_TAKEN,
    "not_taken_on": NOT_TAKEN_ON,
    "called_off": CALLED_OFF,
    "late": posting.LATE,
    "kinds": KINDS,
}

AT: Final = {
    "step_ids": sentence("Choose at least one step."),
    "recipients": sentence("Choose at least one organisation."),
    "providers": sentence("Choose at least one organisation."),
    "dimensions": sentence("Choose at least one kind of support."),
    "whom": sentence("Say whom she shuts out."),
    "lateness_reason": posting.TOO_LATE,
}
"""What is missing, by its field."""
PROBLEMS: Final = {
    **posting.PROBLEMS,
    "out_of_range": sentence("At the latest 12 months after the day on which she agreed."),
    "other_content": sentence("This form was sent before, with other content, and that holds. Look at the page anew."),
    "not_yours_to_decide": sentence("Somebody else decides this: look at who answers for her."),
    "providers_same": sentence("Choose another organisation: this one has it already."),
    "restricted_by_her": sentence("She does not want this organisation to be let in."),
    "not_delivering_provider": sentence("Another organisation delivers this step now."),
    "not_her_next_choice": sentence(
        "Her own list names another organisation first. Ask that one, or propose this together with her."
    ),
    "handover_already_proposed": sentence("This organisation was asked for one of these steps already."),
    "handover_not_accepted": sentence("The handover was not accepted yet."),
    "step_not_handed_over": sentence(
        "A step has not been handed over yet: its provider records that, and you record the step that continues it."
    ),
    "referral_already_sent": sentence("This organisation was asked already, and has not answered yet."),
    "consent_unknown": sentence("She has not agreed that this organisation is told. Record her consent first."),
    "no_live_consent": sentence("She has not agreed that this organisation is told. Record her consent first."),
    "consent_not_live": sentence("Her consent has run out. Ask her again."),
    "consent_not_for_recipient": sentence("Her consent does not name this organisation."),
    "consent_not_for_purpose": sentence("Her consent is for something else."),
    "consent_already_given": sentence("This consent is in force already."),
    "consent_already_withdrawn": sentence("Nothing is left of this consent to take back."),
    "restriction_already_set": sentence("She has forbidden just this already."),
    "pathway_closed": sentence("The pathway is closed."),
    "mistyped": sentence("A character is wrong or missing. Compare it with the card once more."),
    "unknown_code": sentence("No card that can be used now has this code."),
    "too_many_tries": sentence("Too many codes were wrong. Wait an hour."),
}
UNREADABLE: Final = sentence("This can't be done as it stands. Please look at it once more.")
OF_ALL: Final = frozenset({"other_content", "not_yours_to_decide", "pathway_closed"})
"""What is so of the whole, whatever field it is found at."""


def wrong(problems: Iterable[Problem], fields: Iterable[str]) -> dict[str, str]:
    """What is wrong by the name of its field, of those that a form has; what is so of the whole under an empty name."""
    known, found = set(fields), dict[str, str]()
    for each in problems:
        name = each.path.removeprefix("data.").partition(".")[0]
        name = "to_provider" if name == "consent_id" and "to_provider" in known else name
        field = name if name in known and each.code not in OF_ALL else ""
        found.setdefault(field, _sentence(name, each.code))
    return found


def _sentence(name: str, code: str) -> str:
    if code in ("missing", "too_few") and name in AT:
        return AT[name]
    return PROBLEMS.get(code) or REASONS.get(code, UNREADABLE)
