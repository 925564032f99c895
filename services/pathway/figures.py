"""What of the figures and of the picture a reader is told; what is left out is named by its category."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.pathway.domain import Category, Pathway, of_dimension
from services.pathway.sight import DANGER, RowFacts, Sight

Row = dict[str, Any]


class Told:
    """What figures may tell one reader, and the categories of what they left out."""

    def __init__(self, pathway: Pathway, sight: Sight) -> None:
        self._pathway = pathway
        self._sight = sight
        self.withheld: set[str] = set()

    def dimension(self, dimension: str, provider_id: str | None = None) -> bool:
        """Whether they tell of a dimension, or of what an organisation does in it; one's own work always counts."""
        facts = self._sight.of([dimension], provider_id)
        mine = dimension in self._sight.relation.own and not facts.restricted
        return self.category(of_dimension(dimension), facts._replace(own=facts.own or mine))

    def category(self, category: Category, facts: RowFacts | None = None) -> bool:
        facts = facts or self._sight.of(())
        tells = self._sight.tells(category, facts)
        if not tells:
            self.withheld.add("her_restriction" if facts.restricted else category)
        return tells

    def steps(self, steps: Iterable[str]) -> bool:
        """Whether they tell of any of these steps; of what is of no step that is known, by its being a case's."""
        found = [step for step in self._pathway.steps.values() if step.step_id in set(steps)]
        if not found:
            return self.category("case")
        return any(self.dimension(step.dimension, step.provider_id) for step in found)

    def level(self, level: str | None) -> bool:
        """Whether they tell this level of risk to one who is told no more of it."""
        facts = self._sight.of(("protection",))._replace(danger=level in DANGER)
        return self._sight.level("risk", facts) in ("full", "level")

    def names(self) -> list[str]:
        return sorted(self.withheld)


def figured(views: Mapping[str, Any], pathway: Pathway, sight: Sight) -> Row:
    """The figures: those of the whole pathway as they are, those of a dimension where it may be told of."""
    told = Told(pathway, sight)
    handovers = {each.fact.handover_id: each.fact.step_ids for each in pathway.handovers.values()}
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
            if told.steps(handovers.get(name.rpartition("/")[2], ()))
        },
        "risk": _risk(views["risk"], told),
        **{name: views[name] if not views[name] or told.category("case") else type(views[name])() for name in CASE},
    }
    return {**views, **parts, "withheld": told.names()}


CASE = ("deadlines", "rights_pending", "no_consent_days")


def drawn(picture: Mapping[str, Any], pathway: Pathway, sight: Sight) -> Row:
    """The picture: lanes that may be told of, of others' work in them the same."""
    told = Told(pathway, sight)
    whole = bool(picture["risk"]) and told.category("risk", sight.of(("protection",)))
    return {
        **picture,
        "lanes": [_lane(lane, told) for lane in picture["lanes"] if told.dimension(lane["dimension"])],
        "handovers": [each for each in picture["handovers"] if told.steps(each["step_ids"])],
        "risk": [span for span in picture["risk"] if whole or told.level(span["level"])],
        "withheld": told.names(),
    }


def _lane(lane: Row, told: Told) -> Row:
    return {
        **lane,
        "steps": [each for each in lane["steps"] if told.dimension(lane["dimension"], each["provider_id"])],
    }


def _risk(risk: Row, told: Told) -> Row:
    if risk["level"] is None or told.category("risk"):
        return risk
    level = risk["level"] if told.level(risk["level"]) else None
    return {"level": level, "high_days": None, "high_to_safe_housing_days": None}
