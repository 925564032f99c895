"""standing(what was posted).refuses(a decision, its code): what the pathway door says, without a door."""

from datetime import date

from services.pathway.domain import fold, refusal
from shared.errors import NotNow, Problem
from shared.facts import Event
from tests.services.pathway.domain.given import HERE, day

PRESENT = date(9000, 1, 1)


class Standing:
    """The state that a decision meets: all that was posted, as the door folds it."""

    def __init__(self, events: tuple[Event, ...], today: int, home: str = HERE) -> None:
        self.pathway = fold(home, events, PRESENT)
        self.today = day(today)

    def problem(self, event: Event) -> Problem | None:
        return refusal(self.pathway, event, self.today)

    def takes(self, *events: Event) -> None:
        """Each of these decisions could be taken now."""
        assert [(event.type, self.problem(event)) for event in events if self.problem(event)] == []

    def refuses(self, event: Event, code: str, path: str = "", *, of_itself: bool = False) -> None:
        """The decision is refused with this code, at this place: for what is so now, or for what it is itself."""
        problem = self.problem(event)
        assert problem is not None, "it was taken"
        assert (problem.code, problem.path) == (code, path)
        assert (problem.status == 422) == of_itself == (not isinstance(problem, NotNow))


def standing(*events: Event, today: int = 100) -> Standing:
    return Standing(events, today)
