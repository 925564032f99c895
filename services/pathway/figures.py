"""What of the figures and of the picture a reader is told; what is left out is named by its category."""

from collections.abc import Mapping
from typing import Any

from services.pathway.domain import Category, Pathway, Step, of_dimension
from services.pathway.sight import DANGER, Standing
from shared.standing import RowFacts

Row = dict[str, Any]


class Told:
    """What figures may tell one reader, and the categories of what they left out."""

    def __init__(self, sight: Standing) -> None:
        self._sight = sight
        self.withheld: set[str] = set()

    def dimension(self, dimension: str, provider_id: str | None = None) -> bool:
        """Whether they tell of a dimension in which the reader works or is let in, or of what somebody does in it."""
        facts = self._sight.of([dimension], provider_id)
        if provider_id is None:
            facts = facts._replace(own=dimension in self._sight.relation.own and not facts.restricted)
        return self.category(of_dimension(dimension), facts)

    def category(self, category: Category, facts: RowFacts | None = None) -> bool:
        facts = facts or self._sight.of(())
        tells = self._sight.tells(category, facts)
        if not tells:
            self.withheld.add("her_restriction" if facts.restricted else category)
        return tells

    def handover(self, steps: list[Step]) -> bool:
        """Whether they tell of what hands over these; of steps that nobody knows, only to who is told of her case."""
        if not steps:
            return self.category("case")
        return any(self.dimension(step.dimension, step.provider_id) for step in steps)

    def danger(self) -> bool:
        """Whether they tell all that is known of the danger to her."""
        return self.category("risk", self._sight.of(("protection",)))

    def level(self, level: str | None) -> bool:
        """Whether they tell this level of risk to one who is told no more of it."""
        facts = self._sight.of(("protection",))._replace(danger=level in DANGER)
        return self._sight.level("risk", facts) in ("full", "level")

    def names(self) -> list[str]:
        return sorted(self.withheld)


def figured(views: Mapping[str, Any], pathway: Pathway, sight: Standing) -> Row:
    """The figures: those of the whole pathway as they are, those of a dimension where it may be told of."""
    told = Told(sight)
    handovers = _handed_over(pathway)
    steps = [each for each in views["steps"] if told.dimension(each["dimension"], each["provider_id"])]
    names = {each["step_id"] for each in steps}
    parts = {
        "continuity": {name: each for name, each in views["continuity"].items() if told.dimension(name)},
        "duplicate_days": {name: each for name, each in views["duplicate_days"].items() if told.dimension(name)},
        "steps": steps,
        "engagement": {name: each for name, each in views["engagement"].items() if name.rpartition("/")[2] in names},
        "fallbacks": [each for each in views["fallbacks"] if each["step_id"] in names],
        "handovers": {
            name: each
            for name, each in views["handovers"].items()
            if told.handover(handovers.get(name.rpartition("/")[2], []))
        },
        "plan": views["plan"] if views["plan"] and told.category("case") else None,
        "risk": _risk(views["risk"], told),
        **{name: views[name] if not views[name] or told.category("case") else type(views[name])() for name in CASE},
    }
    return {**views, **parts, "withheld": told.names()}


CASE = ("deadlines", "rights_pending", "goals", "no_consent_days")


def drawn(picture: Mapping[str, Any], pathway: Pathway, sight: Standing) -> Row:
    """The picture: lanes that may be told of, of others' work in them the same."""
    told = Told(sight)
    handovers = _handed_over(pathway)
    whole = bool(picture["risk"]) and told.danger()
    return {
        **picture,
        "lanes": [_lane(lane, told) for lane in picture["lanes"] if told.dimension(lane["dimension"])],
        "handovers": [each for each in picture["handovers"] if told.handover(handovers[each["handover_id"]])],
        "risk": [span for span in picture["risk"] if whole or told.level(span["level"])],
        "withheld": told.names(),
    }


def _lane(lane: Row, told: Told) -> Row:
    return {
        **lane,
        "steps": [each for each in lane["steps"] if told.dimension(lane["dimension"], each["provider_id"])],
    }


def _risk(risk: Row, told: Told) -> Row:
    if risk["level"] is None or told.danger():
        return risk
    level = risk["level"] if told.level(risk["level"]) else None
    return {"level": level, "high_days": None, "high_to_safe_housing_days": None}


def _handed_over(pathway: Pathway) -> dict[str, list[Step]]:
    """The steps that each handover lists, as far as they are known."""
    return {
        each.fact.handover_id: [step for key in pathway.steps_in(each) if (step := pathway.steps.get(key))]
        for each in pathway.handovers.values()
    }
