"""Any run of decisions and facts: one referent, no step in two states, nothing shown before consent, each day once."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from deploy.wiring import Embedded
from services.pathway.bookkeeping import PRESENT
from services.pathway.domain import Pathway, Relationship, relation, views
from shared.clocks import When, civil_day
from shared.contracts import FACTS
from shared.door.admission import Author, draft
from shared.errors import UnknownPathway
from tests.services.pathway.drawn_decisions import ART, DECISIONS, HOUSING, PROVIDERS, provider, step_id
from tests.services.stored import embedded, event, reader

RUNS, STEPS = 200, 50
SOAK = 10 if os.environ.get("ARIADNA_SOAK") == "1" else 1
FAR, PSI, PONT, ARTE = PROVIDERS
TODAY = civil_day(datetime.now(UTC))
FIRST = TODAY - timedelta(days=60)
SHARING = {"coordination", "handover"}
UNCOVERED = ("initial_wait_days", "interruption_days", "pause_days")
OFTEN = {"ConsentGiven", "ReferentAssigned", "HandoverProposed", "HandoverAccepted", "HandoverCompleted"}
DIMENSION = {"A1": ART, "A2": ART, "A3": ART, "H1": HOUSING}
MOVES: dict[str, dict[str, Any]] = {
    "StepSuspended": {"reason": "funding_ended"},
    "StepResumed": {},
    "StepTransferred": {},
    "StepCompleted": {"outcome": "partly"},
    "StepDropped": {"reason": "her_choice"},
}


class Deciding(RuleBasedStateMachine):
    """One woman's pathway in a real store: decisions as the door takes them, facts as they are carried in."""

    ariadna: ClassVar[Embedded]
    taken: ClassVar[dict[str, int]] = {}
    refused: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.pathway_id = str(uuid4())
        self.day = FIRST
        self.shared: dict[str, tuple[str, set[str]]] = {}
        self.referent: str | None = None
        self.last: str | None = None
        self.turns: dict[str, int] = {}
        self.held_at = -1

    @initialize()
    def opened(self) -> None:
        self._told("PathwayOpened", FAR, basis="support_service")
        for need_id, dimension in (("n1", ART), ("n2", HOUSING)):
            self._told("NeedIdentified", FAR, need_id=need_id, dimension=dimension, voiced_by="her")
        self._told("StepStarted", PSI, step_id="A1", dimension=ART)
        self._told("StepStarted", FAR, step_id="H1", dimension=HOUSING)

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self.day = min(TODAY, self.day + timedelta(days=days))

    @rule(by=provider, step=step_id, continues=st.none() | step_id)
    def starts(self, by: str, step: str, continues: str | None) -> None:
        more = {"continues_step_id": continues} if continues else {}
        self._told("StepStarted", by, step_id=step, dimension=DIMENSION[step], **more)

    @rule(by=provider, step=step_id, move=st.sampled_from([*3 * ["StepSuspended", "StepResumed"], *MOVES]))
    def moves(self, by: str, step: str, move: str) -> None:
        self._told(move, by, step_id=step, dimension=DIMENSION[step], **MOVES[move])

    @rule(by=provider, role=st.sampled_from(["worker", "worker", "worker", "supervisor"]), data=st.data())
    def decides(self, by: str, role: str, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(sorted(DECISIONS)))
        said = data.draw(DECISIONS[kind], label=kind)
        self._decided(kind, said, by, role)

    @rule(by=provider, ends=st.booleans())
    def answers_or_leaves(self, by: str, ends: bool) -> None:
        if ends:
            self._decided("ReferentEnded", {"staff_ref": f"st-{by}", "reason": "staff_turnover"}, by)
        else:
            said = {"referent_provider": by, "staff_ref": f"st-{by}", "chosen_with_her": True}
            self._decided("ReferentAssigned", said, by)

    @rule(to=st.sampled_from([FAR, PONT, ARTE]))
    def hands_over(self, to: str) -> None:
        """The next turn of a handover by the book, so that runs get to its end; the other rules come between."""
        ho, step = {"handover_id": f"ho-{to}"}, {"dimension": ART, "step_id": f"S-{to}"}
        listed = {"from_provider": PSI, "to_provider": to, "step_ids": [f"S-{to}"], "proposed_with_her": True}
        consent = {"consent_id": f"ho-{to}", "purpose": "handover", "recipients": [to], "form": "written"}
        goes_on = {"dimension": ART, "step_id": f"T-{to}", "continues_step_id": f"S-{to}"}
        turns: list[Callable[[], bool]] = [
            lambda: self._told("StepStarted", PSI, **step),
            lambda: self._decided("HandoverProposed", ho | listed, PSI),
            lambda: self._decided("ConsentGiven", consent, FAR, "supervisor"),
            lambda: self._decided("HandoverAccepted", ho | {"consent_id": f"ho-{to}"}, to),
            lambda: self._told("StepStarted", to, **goes_on),
            lambda: self._told("StepTransferred", PSI, **step),
            lambda: self._decided("HandoverCompleted", ho, to),
        ]
        turn = self.turns.get(to, 0)
        if turn < len(turns) and turns[turn]():
            self.turns[to] = turn + 1

    def _decided(self, kind: str, said: dict[str, Any], by: str, role: str = "worker") -> bool:
        (receipt,) = self._log.post([draft(self._event(kind, said), Author(by, "st", role), datetime.now(UTC))])
        counted = self.taken if receipt.status == "accepted" else self.refused
        key = kind if receipt.status == "accepted" else f"{kind}: {receipt.errors[0].code}"
        counted[key] = counted.get(key, 0) + 1
        if receipt.status == "accepted":
            self._note(kind, said, by)
        return bool(receipt.status == "accepted")

    def _note(self, kind: str, said: dict[str, Any], by: str) -> None:
        """Her consents and who answers for her, kept apart from the fold."""
        if kind == "ConsentGiven":
            self.shared[said["consent_id"]] = (said["purpose"], set(said["recipients"]))
        elif kind == "ConsentWithdrawn":
            self.shared[said["consent_id"]][1].difference_update(said.get("recipients", PROVIDERS))
        elif kind == "ReferentAssigned":
            assert self.referent is None
            assert said["referent_provider"] in self._let_in()
            self.referent = said["referent_provider"]
        elif kind == "ReferentEnded":
            self.referent, self.last = None, self.referent
        elif kind == "HandoverAccepted":
            purpose, recipients = self.shared[said["consent_id"]]
            assert purpose == "handover"
            assert by in recipients

    def _let_in(self) -> set[str]:
        """Who took her in, who answers for her or did last, and whom she shares with now."""
        return self._consented() | {name for name in (FAR, self.referent, self.last) if name}

    @invariant()
    def holds(self) -> None:
        if self.held_at == (position := self._log.position()):
            return
        self.held_at = position
        pathway = self._pathway(PRESENT)
        assert [each.provider_id for each in pathway.referents] == ([self.referent] if self.referent else [])
        _steps_are_in_one_state(pathway)
        decided = {each.event_id for each in pathway.given if FACTS[each.type].door == "pathway"}
        assert not decided & {event_id for _, event_id in pathway.set_aside}
        for name in PROVIDERS:
            found = relation(pathway, name, "st_1", datetime.now(UTC), TODAY)
            if not found.shut_out and found.relationship in (Relationship.referent, Relationship.active):
                assert name in self._consented() | {FAR, self.referent}

    def _consented(self) -> set[str]:
        return {name for purpose, names in self.shared.values() if purpose in SHARING for name in names}

    def teardown(self) -> None:
        """At the end: what is shown to whom, and every day counted once."""
        for name in PROVIDERS:
            if name not in self._consented() | {FAR, self.referent}:
                assert self._rows_of_others(name) == []
        _each_day_is_counted_once(self._pathway(self.day + timedelta(days=1)), self.day)

    def _rows_of_others(self, name: str) -> list[Any]:
        try:
            shown = self.ariadna.pathways.history(self.pathway_id, When(TODAY + timedelta(days=1)), reader(name))
        except UnknownPathway:
            return []
        return [row for row in shown["items"] if row["provider_id"] != name]

    def _told(self, kind: str, by: str, **said: Any) -> bool:
        now = datetime.now(UTC)
        self._log.post([draft(self._event(kind, said), Author(by, "st", "worker"), now, imported_at=now)])
        return True

    def _event(self, kind: str, said: dict[str, Any]) -> dict[str, Any]:
        return event(kind, self.pathway_id, self.day, **said) | {"lateness_reason": "batch_entry"}

    def _pathway(self, as_of: date) -> Pathway:
        with self._log.reading() as cursor:
            found: Pathway = self._log.rules.folded(cursor, UUID(self.pathway_id).bytes, as_of)
        return found

    @property
    def _log(self) -> Any:
        return self.ariadna.services["pathway"].log


def _steps_are_in_one_state(pathway: Pathway) -> None:
    active = {key for lane in pathway.lanes.values() for key in lane.active}
    assert active == {step.key for step in pathway.steps.values() if step.state == "active"}
    for step in pathway.steps.values():
        states = [state for _, state, _ in step.moves]
        assert not any(state in ("transferred", "completed", "dropped") for state in states[:-1])


def _each_day_is_counted_once(pathway: Pathway, last: date) -> None:
    """Day by day from the moves alone: what is uncovered is one of three kinds, and nothing else is counted."""
    for dimension, told in views(pathway)["continuity"].items():
        steps = [step for step in pathway.steps.values() if step.dimension == dimension]
        days = [FIRST + timedelta(days=number) for number in range((last - FIRST).days + 1)]
        uncovered = [day for day in days if _is_open(pathway, day) and not any(_active(step, day) for step in steps)]
        assert sum(told[kind] for kind in UNCOVERED) == len(uncovered)


def _active(step: Any, day: date) -> bool:
    states = [state for on, state, _ in step.moves if on <= day]
    return bool(states) and states[-1] == "active"


def _is_open(pathway: Pathway, day: date) -> bool:
    turns = [each for each in pathway.facts if each.type in ("PathwayOpened", "PathwayClosed", "PathwayReopened")]
    kept = [each for each in turns if (each.provider_id, each.event_id) not in pathway.set_aside]
    return [each.type for each in kept if each.occurred_on <= day][-1] != "PathwayClosed"


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder of which no disk is waited for, where the machine has such: 10,000 commits one by one."""
    quick = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=quick if quick.is_dir() else None) as folder:
        yield Path(folder)


def test_whatever_is_decided_and_told_in_whatever_order(seed):
    with in_memory() as folder, embedded(folder / "data") as ariadna:
        Deciding.ariadna = ariadna
        run_state_machine_as_test(
            Deciding,
            settings=settings(
                max_examples=RUNS * SOAK,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        position = ariadna.services["pathway"].log.position()
    taken, refused = Deciding.taken, Deciding.refused
    print(f"\nSEED {seed}: {position} stored; taken {taken}; refused {refused}")
    assert taken.keys() >= OFTEN
