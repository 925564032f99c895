"""What of one pathway can be decided now, and by whom: what the pages of decisions show, as far as policies permit.

Whether something is offered is asked of the door's own rules; what is offered may still be refused a moment later.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from services.pathway.application import Pathways
from services.pathway.bookkeeping import PRESENT
from services.pathway.domain import Pathway, Wanted, consent_to_refer, refusal, ruled_out
from services.pathway.seeing import Before
from shared.access import Reader
from shared.clocks import When, civil_day, when
from shared.contracts import (
    FACTS,
    ConsentGiven,
    HandoverAccepted,
    HandoverCancelled,
    HandoverCompleted,
    HandoverDeclined,
    HandoverProposed,
    ReferralSent,
    RestrictionLifted,
)
from shared.errors import UnknownPathway
from shared.facts import Event, Fact
from shared.folding.keyed import Key
from shared.reads import telling

Row = dict[str, Any]
F = TypeVar("F", bound=Fact)
ANY = "any"
"""Stands for an id or an organisation where a rule is asked before one was chosen."""
SOME_CONSENT = ConsentGiven(consent_id=ANY, purpose="group", recipients=frozenset(), form="written")


class Turn:
    """One reader before one pathway as it stands now: which decisions the door would take of them."""

    def __init__(self, pathway: Pathway, reader: Reader) -> None:
        self.pathway = pathway
        self._reader = reader
        self._now = datetime.now(UTC)

    @property
    def today(self) -> date:
        return civil_day(self._now)

    @property
    def answers(self) -> bool:
        """Whether this reader's organisation answers for her."""
        return any(each.provider_id == self._reader.provider_id for each in self.pathway.referents)

    def takes(self, fact: Fact) -> bool:
        """Whether nothing stands against it."""
        return refusal(self.pathway, self._event(fact), self.today) is None

    def rules_permit(self, fact: Fact) -> bool:
        """Whether its rule has nothing against it; whether it fits what is known is not asked."""
        return ruled_out(self.pathway, self._event(fact), self.today) is None

    def consent_for(self, handover_id: str) -> str | None:
        """The consent by which this reader may accept a handover; None while there is none."""
        known = sorted(fact.consent_id for fact in facts(self.pathway, ConsentGiven) if fact.purpose == "handover")
        tried = (HandoverAccepted(handover_id=handover_id, consent_id=each) for each in known)
        return next((fact.consent_id for fact in tried if self.takes(fact)), None)

    def covered(self, referral: ReferralSent) -> str | None:
        """The consent that covers a referral, whether or not it could be sent just now."""
        return consent_to_refer(self.pathway, self._event(referral), referral, self.today)

    def _event(self, fact: Fact) -> Event:
        who = (self._reader.provider_id, self._reader.actor, self._reader.role)
        return Event("", type(fact).__name__, self.pathway.pathway_id, *who, self.today, self._now, fact)


class Deciding:
    """Methods block; to who may not read its figures a pathway is unknown (`UnknownPathway`)."""

    def __init__(self, pathways: Pathways) -> None:
        self._pathways = pathways

    def handovers(self, pathway_id: str, reader: Reader) -> Row:
        """Each handover that figures tell this reader of, with what they may decide of it, and steps to hand over."""
        before, turn = self._before(pathway_id, reader)
        picture, steps = before.picture(_now())["handovers"], before.views(_now())["steps"]
        return {
            "answers": turn.answers,
            "known": {each["step_id"]: each["dimension"] for each in steps},
            "handovers": [{**each, **_may_be(turn, each)} for each in reversed(picture)],
            "steps": _by_provider(each for each in steps if turn.rules_permit(_proposal(each))),
            "providers": self._providers(),
        }

    def referrals(self, pathway_id: str, reader: Reader) -> Row:
        """Each referral that the history shows in full, and by which consents another can be sent."""
        before, turn = self._before(pathway_id, reader)
        shown = _shown(before)
        answers = {_key(row, "referral_id"): row for row in shown.get("ReferralAnswered", ())}
        sent = [{**row, "answer": answers.get(_key(row, "referral_id"))} for row in shown.get("ReferralSent", ())]
        return {
            "answers": turn.answers,
            "referrals": [{**row, "open": _is_open(turn.pathway, row)} for row in reversed(sent)],
            "providers": [each for each in self._providers() if each["provider_id"] != reader.provider_id],
        }

    def consent_to_refer(self, pathway_id: str, reader: Reader, to_provider: str, dimension: str) -> str | None:
        """The consent by which this reader may send her there for this; None while there is none."""
        asked: Row = {"to_provider": to_provider, "dimension": dimension, "urgency": "normal"}
        return self._turn(pathway_id, reader).covered(ReferralSent(referral_id=ANY, consent_id=ANY, **asked))

    def read_by(self, pathway_id: str, reader: Reader) -> bool:
        """Whether this reader may see these pages as things stand now."""
        try:
            self._pathways.before(pathway_id, reader).permitted("figures")
        except UnknownPathway:
            return False
        return True

    def consents(self, pathway_id: str, reader: Reader) -> Row:
        """What she agreed to and what she forbade, as far as the history shows it in full."""
        before, turn = self._before(pathway_id, reader)
        shown = _shown(before)
        known = {_key(row, "consent_id"): row for row in shown.get("ConsentGiven", ())}
        found = [
            {**known[key], "left": sorted(each.recipients), "live": turn.today <= each.until}
            for key, each in turn.pathway.consents.items()
            if key in known
        ]
        restricted = {_key(row, "restriction_id"): row for row in shown.get("RestrictionSet", ())}
        return {
            "answers": turn.answers,
            "group": turn.pathway.group,
            "consents": found[::-1],
            "restrictions": [
                restricted[key]
                for key, each in turn.pathway.restrictions.items()
                if each.ended_on is None and key in restricted
            ],
            "may_give": turn.rules_permit(SOME_CONSENT),
            "may_lift": turn.rules_permit(RestrictionLifted(restriction_id=ANY)),
            "providers": self._providers(),
        }

    def waiting(self, reader: Reader) -> list[Row]:
        """What waits for an answer of the reader's provider, and by which consent a handover can be accepted."""
        found = self._pathways.proposals(reader)
        telling.of(each["pathway_id"] for each in found)
        return [{**each, "consent_id": self._consent_for(each, reader)} for each in found]

    def _consent_for(self, asked: Row, reader: Reader) -> str | None:
        """Once she consented, the provider reads her history: until then nothing of her is folded for it."""
        if asked["kind"] != "handover":
            return None
        try:
            return self._turn(asked["pathway_id"], reader).consent_for(asked["id"])
        except UnknownPathway:
            return None

    def _turn(self, pathway_id: str, reader: Reader) -> Turn:
        return self._before(pathway_id, reader)[1]

    def _before(self, pathway_id: str, reader: Reader) -> tuple[Before, Turn]:
        """This reader before this pathway, folded once for all that a page shows."""
        before = self._pathways.before(pathway_id, reader)
        return before, Turn(before.folded(_now()), reader)

    def _providers(self) -> list[Row]:
        return self._pathways.directory(When(PRESENT), Wanted())


def facts(pathway: Pathway, kind: type[F]) -> list[F]:
    """What was told of this kind and counts, in fold order."""
    return [event.fact for event in pathway.facts if isinstance(event.fact, kind)]


def _shown(before: Before) -> dict[str, list[Row]]:
    """The data of what this reader is shown in full and that counts, by type, in fold order."""
    found: dict[str, list[Row]] = {}
    for row in before.history(_now())["items"]:
        if row["shows"] == "full" and not row["set_aside"]:
            about = {name: row[name] for name in ("pathway_id", "occurred_on", "provider_id")}
            unsaid = dict.fromkeys(FACTS[row["type"]].__struct_fields__)
            found.setdefault(row["type"], []).append({**unsaid, **(row["data"] or {}), **about})
    return found


def _may_be(turn: Turn, handover: Row) -> Row:
    """What may be decided of a handover: types by which it goes on or ends."""
    if handover["outcome"] != "open":
        return {"may": [], "consent_id": None}
    name = handover["handover_id"]
    ways: list[Fact] = [
        HandoverDeclined(handover_id=name, reason="no_capacity"),
        HandoverCancelled(handover_id=name, reason="no_longer_needed"),
        HandoverCompleted(handover_id=name),
    ]
    return {"may": [type(each).__name__ for each in ways if turn.takes(each)], "consent_id": turn.consent_for(name)}


def _proposal(step: Row) -> HandoverProposed:
    """One step handed over to somebody, with her."""
    return HandoverProposed(
        handover_id=ANY,
        from_provider=step["provider_id"],
        to_provider=ANY,
        step_ids=frozenset({step["step_id"]}),
        proposed_with_her=True,
    )


def _by_provider(steps: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for each in steps:
        found.setdefault(each["provider_id"], []).append(each)
    return dict(sorted(found.items()))


def _key(row: Row, name: str) -> Key:
    """A thing by the registration that it was posted to, as two of them may use one id."""
    return row["pathway_id"], row[name]


def _is_open(pathway: Pathway, sent: Row) -> bool:
    found = pathway.referrals.get(_key(sent, "referral_id"))
    return found is not None and found.ended_on is None


def _now() -> When:
    return when(None, None, datetime.now(UTC))
