"""What is so at one moment: every thing by (registration, its own id), as posted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.services.pathway.oracle.rows import Id, Row

Key = tuple[str, str]
Thing = dict[str, Any]
Things = dict[Key, Thing]
ENDED = ("transferred", "completed", "dropped")


@dataclass
class State:
    """Everything at one moment; `today` holds the states that steps and risk procedures had on the day so far."""

    merges: list[Row]
    opened: dict[str, date] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    needs: Things = field(default_factory=dict)
    dependants: Things = field(default_factory=dict)
    goals: Things = field(default_factory=dict)
    plans: list[Row] = field(default_factory=list)
    plan_reviews: list[Row] = field(default_factory=list)
    referents: list[Thing] = field(default_factory=list)
    steps: Things = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    deadlines: Things = field(default_factory=dict)
    procedures: Things = field(default_factory=dict)
    risk: str | None = None
    handovers: Things = field(default_factory=dict)
    referrals: Things = field(default_factory=dict)
    pacts: Things = field(default_factory=dict)
    restrictions: Things = field(default_factory=dict)
    grievances: Things = field(default_factory=dict)
    consents: Things = field(default_factory=dict)
    today: dict[int, set[str]] = field(default_factory=dict)
    kept: list[Row] = field(default_factory=list)
    set_aside: dict[Id, str] = field(default_factory=dict)
    warned: list[tuple[Row, str]] = field(default_factory=list)
    unfunded: list[Row] = field(default_factory=list)

    def note(self) -> None:
        """Remember the states of this moment of the day, a suspension with its reason."""
        for thing in [*self.steps.values(), *self.procedures.values()]:
            self.today.setdefault(id(thing), set()).add(standing(thing))


Trial = Callable[[State, Row], str | None]
"""Takes one fact in and answers None, or leaves the state as it is and answers why."""


def standing(thing: Thing) -> str:
    reason = thing.get("suspended_for")
    return f"suspended {reason}" if thing["state"] == "suspended" else str(thing["state"])


def find(things: Things, pathway_id: str, name: str) -> Thing | None:
    """What a reference means: the thing of its own registration, else of the first other one."""
    if (pathway_id, name) in things:
        return things[pathway_id, name]
    others = [things[key] for key in sorted(things) if key[1] == name]
    return others[0] if others else None
