"""What the policies ask, and how people read, put into sentences that the catalogues hold in every language."""

from typing import Final

from shared.languages import sentence

TASKS: Final = {
    "window_ending": sentence("a grant ends soon"),
    "window_ended": sentence("a grant has ended"),
    "funding_ending": sentence("funding of a step ends soon"),
    "fallback_wanted": sentence("ask her where she would go on"),
    "funding_lapsed": sentence("funding has ended: does it go on unpaid, stop, or move?"),
    "funding_unanswered": sentence("nobody has said what happens after the funding"),
    "ask_next_provider": sentence("ask the next provider on her list"),
    "interrupted": sentence("support is interrupted"),
    "consent_ending": sentence("a consent ends soon"),
    "consent_expired": sentence("a consent has ended"),
    "sharing_ended": sentence("no consent shares her pathway with you any more"),
    "handover_cancelled": sentence("a handover was cancelled: she withdrew her consent"),
    "no_referent": sentence("nobody answers for her"),
    "no_referent_for_three_days": sentence("nobody has answered for her for three days"),
    "possible_duplicate": sentence("perhaps registered twice"),
    "duplicate": sentence("two providers do the same"),
    "quiet_mode": sentence("danger: contact her by her rules only"),
    "risk_act": sentence("act on the danger"),
    "risk_plan": sentence("make a safety plan with her"),
    "risk_review": sentence("look at the risk again"),
    "labour_review": sentence("look at her rights at work"),
    "deadline_near": sentence("a deadline is near"),
    "deadline_missed": sentence("a deadline has passed"),
    "date_from_the_act": sentence("enter the date on the act"),
    "entitlement_ending": sentence("her entitlement to work ends soon"),
    "placement_review_due": sentence("review of a placement"),
    "reach_out": sentence("no session for two weeks: get in touch gently"),
    "unconfirmed": sentence("nothing heard for 30 days: does it go on?"),
    "review": sentence("nothing heard for 45 days: talk it over with her"),
    "lost_contact": sentence("contact with her was lost"),
    "rights_pending": sentence("explain her rights"),
    "gap_corrected": sentence("a gap looks different after a correction"),
    "deadline_corrected": sentence("a deadline looks different after a correction"),
    "risk_corrected": sentence("the risk looks different after a correction"),
    "training_ending": sentence("a training certificate ends soon"),
    "training_ended": sentence("a training certificate has ended"),
    "grievance_raised": sentence("she has raised a complaint"),
    "grievance_unanswered": sentence("a complaint waits for its answer"),
    "retention_near": sentence("a closed history is near the end of its keeping"),
    "erasure_to_confirm": sentence("confirm an erasure"),
    "referral_unanswered_referent": sentence("a referral has no answer"),
    "referral_unanswered_supervisor": sentence("a referral has had no answer for two weeks"),
    "handover_unanswered": sentence("a handover has no answer"),
    "handover_not_begun": sentence("a handover was accepted and has not begun"),
    "emergency_review": sentence("review an emergency access"),
}

DUTIES: Final = {
    "referent": sentence("Referents"),
    "coordinator": sentence("Coordinators"),
    "worker": sentence("Workers"),
    "supervisor": sentence("Supervisors"),
    "privacy_officer": sentence("Privacy officers"),
}

READS: Final = {
    "care": sentence("for her care"),
    "coordination": sentence("to coordinate"),
    "audit": sentence("to audit"),
    "review": sentence("to review"),
    "her_request": sentence("at her request"),
    "api": sentence("by another program"),
    "page": sentence("on a page"),
    "command_line": sentence("on the command line"),
    "shown": sentence("shown"),
    "forbidden": sentence("refused"),
    "unknown": sentence("not found"),
    "refused": sentence("refused"),
    "failed": sentence("failed"),
    "stopped": sentence("stopped: too many"),
    "break_glass": sentence("emergency access"),
    "caseload": sentence("list of pathways"),
    "pathway": sentence("her pathway"),
    "history": sentence("her history"),
    "views": sentence("her figures"),
    "picture": sentence("her picture"),
    "week": sentence("the week"),
    "network": sentence("the network today"),
    "audit_of_one": sentence("her pathway, as an audit"),
    "readers": sentence("who looked at her"),
    "readers_of_one": sentence("who looked at her"),
}


def words(said: dict[str, str], code: str) -> str:
    """The sentence for a code, still to be translated; one that has none reads as itself."""
    return said.get(code) or code.replace("_", " ").replace("-", " ")
