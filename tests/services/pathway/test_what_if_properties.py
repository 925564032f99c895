"""What-if equals what the fold says after the dates are really changed and the steps really suspended.

The slow way here takes each day as it comes: it folds, asks the figures which active steps are `lapsed`, posts what
their providers would, and goes on to the next day. The fast way reads the outline of the pathway once.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, NamedTuple

from hypothesis import given, note

from services.pathway.domain import changed, fold, impact, open_windows, overview, views, what_if
from services.pathway.domain.state import Pathway
from shared.contracts import (
    Dimension,
    EventCorrected,
    FallbackAgreed,
    FundingWindowChanged,
    NeedIdentified,
    PathwayOpened,
    StepStarted,
    StepSuspended,
)
from shared.facts import Event, Fact
from shared.folding.things import Step
from tests.services.pathway.drawn_facts import PROVIDERS
from tests.services.pathway.histories import events_of, seeds, story
from tests.services.pathway.test_fold_properties import examples

DAY = timedelta(days=1)
AT_STAKE: tuple[Dimension, ...] = ("artistic_therapy", "housing", "health", "language_training")
LATER = datetime(2100, 1, 1, tzinfo=UTC)
_numbers = count(1)


class Question(NamedTuple):
    """A pathway's facts up to a day, the last days asked about, and how far to look."""

    pathway_id: str
    events: list[Event]
    ends: dict[tuple[str, str], date]
    on: date
    until: date


class Lost(NamedTuple):
    """A step that loses its funding, and who goes on with it, if anybody does."""

    step_id: str
    provider_id: str
    on: date
    pact_id: str | None


def question(seed: int) -> Question:
    random = Random(seed)
    events, clocks = story(seed)
    on = clocks.as_of - DAY
    stamped = [event for event in events_of(events) if day_of(event) <= on]
    stamped += at_stake(random, clocks.pathway_id, on)
    known = [
        (provider_id, window) for provider_id, own in open_windows(stamped, on + DAY).items() for window in own.values()
    ]
    asked = random.sample(known, min(len(known), random.randint(1, 2)))
    ends = {
        (provider_id, window.window_id): window.first_day + random.randint(0, 60) * DAY for provider_id, window in asked
    }
    return Question(clocks.pathway_id, stamped, ends, on, on + random.randint(1, 25) * DAY)


def day_of(event: Event) -> date:
    """The day on which it occurred, or of a correction that to which it moves another."""
    moved_to = event.fact.changes.get("occurred_on") if isinstance(event.fact, EventCorrected) else None
    try:
        return max(event.occurred_on, date.fromisoformat(moved_to or event.occurred_on.isoformat()))
    except ValueError:
        return event.occurred_on


def at_stake(random: Random, home: str, on: date) -> Iterator[Event]:
    """She is open, in need, in steps that are paid for by windows, some with a pact: what a question is about."""

    def posts(fact: Fact, by: str, home: str | None = home) -> Event:
        return posted(fact, on - random.randint(0, 5) * DAY, by, home)

    if random.random() < 0.3:
        return
    yield posts(PathwayOpened(basis="support_service"), PROVIDERS[0])
    for number, dimension in enumerate(AT_STAKE):
        yield posts(NeedIdentified(need_id=f"s{number}", dimension=dimension, voiced_by="her"), PROVIDERS[0])
    for number in range(random.randint(1, 4)):
        dimension, by, name = random.choice(AT_STAKE), random.choice(PROVIDERS), f"s{number}"
        window = random.choice(("fw1", "fw1", "fw2", None))
        yield posts(StepStarted(step_id=name, dimension=dimension, funding_window_id=window), by)
        for rank in range(random.choice((0, 0, 1, 2))):
            yield posts(
                FallbackAgreed(
                    pact_id=f"{name}.{rank}",
                    step_id=name,
                    to_provider=random.choice(PROVIDERS),
                    rank=rank + 1,
                    agreed_with_her=True,
                    place_held_until=random.choice((None, on + random.randint(0, 25) * DAY)),
                ),
                PROVIDERS[0],
            )


def posted(fact: Fact, on: date, by: str, home: str | None) -> Event:
    """What somebody would post, after all else of its day."""
    number = next(_numbers)
    name = type(fact).__name__
    return Event(f"asked-{number}", name, home, by, "st_1", "worker", on, LATER + timedelta(seconds=number), fact)


def really(asked: Question) -> tuple[list[Event], list[Lost]]:
    """The facts after the dates were changed and, day by day, the steps suspended; and what was lost."""
    events = [*asked.events]
    for (provider_id, name), last_day in asked.ends.items():
        fact = FundingWindowChanged(funding_window_id=name, last_day=last_day, status="confirmed")
        events.append(posted(fact, asked.on, provider_id, None))
    lost: list[Lost] = []
    for number in range((asked.until - asked.on).days):
        today = asked.on + (number + 1) * DAY
        pathway = fold(asked.pathway_id, events, today + DAY)
        for step in lapsed(pathway, asked):
            pact = kept(pathway, step, today)
            lost.append(Lost(step.step_id, step.provider_id, today, pact and pact.pact_id))
            events += moved(step, today, pact)
    return events, lost


def lapsed(pathway: Pathway, asked: Question) -> Iterator[Step]:
    """Active steps that nothing pays for today, of those that a window asked about could pay for."""
    for step, told in zip(pathway.steps.values(), figures(pathway), strict=True):
        if (told["state"], told["funding"]) == ("active", "lapsed"):
            own = pathway.windows[step.provider_id]
            if any(
                of == step.provider_id and (name == step.window_id or step.dimension in own[name].dimensions)
                for of, name in asked.ends
            ):
                yield step


def figures(pathway: Pathway) -> list[dict[str, Any]]:
    """The steps as the views tell of them, in the order in which the pathway keeps them."""
    ranked = sorted(pathway.steps.values(), key=lambda step: (step.first_on, step.step_id, step.pathway_id))
    told = dict(zip([step.key for step in ranked], views(pathway)["steps"], strict=True))
    return [told[step.key] for step in pathway.steps.values()]


def kept(pathway: Pathway, step: Step, today: date) -> FallbackAgreed | None:
    """Her first choice among the pacts of a step whose place is still kept."""
    holds = [
        (pact.fact.rank, pact.fact.pact_id, str(home), pact.fact)
        for (home, _), pact in pathway.fallbacks.items()
        if pact.ended_on is None
        and pathway.steps.resolve(home, pact.fact.step_id) == step.key
        and pact.fact.to_provider != step.provider_id
        and (pact.fact.place_held_until is None or pact.fact.place_held_until >= today)
    ]
    return min(holds, key=lambda each: each[:3])[3] if holds else None


def moved(step: Step, today: date, pact: FallbackAgreed | None) -> Iterator[Event]:
    dimension: Any = step.dimension
    suspended = StepSuspended(step_id=step.step_id, dimension=dimension, reason="funding_ended")
    yield posted(suspended, today, step.provider_id, step.pathway_id)
    if pact:
        goes_on = StepStarted(step_id=f"goes.on.{next(_numbers)}", dimension=dimension, continues_step_id=step.step_id)
        yield posted(goes_on, today, pact.to_provider, step.pathway_id)


def interrupted(asked: Question, events: list[Event]) -> Counter[str]:
    """Interruption days by dimension up to the end of the question."""
    found = views(fold(asked.pathway_id, events, asked.until + DAY))["continuity"]
    return Counter({dimension: figures["interruption_days"] for dimension, figures in found.items()})


def reckoned(asked: Question) -> list[dict[str, Any]]:
    """What the outline of the pathway says."""
    windows = changed(open_windows(asked.events, asked.on + DAY), asked.ends)
    row = overview(fold(asked.pathway_id, asked.events, asked.on + DAY))
    return list(what_if([row], windows, asked.ends, asked.on, asked.until))


@examples(200)
@given(seeds)
def test_what_if_is_what_the_fold_says_after_the_dates_are_really_changed_and_the_steps_really_suspended(seed):
    note(f"seed {seed}")
    asked = question(seed)
    events, lost = really(asked)
    items = reckoned(asked)
    told = [
        Lost(
            item["step_id"],
            item["provider_id"],
            date.fromisoformat(item["lost_on"]),
            item["pact"] and item["pact"]["pact_id"],
        )
        for item in items
    ]
    assert Counter(told) == Counter(lost)
    days: Counter[str] = Counter()
    for item in items:
        days[item["dimension"]] += item["care_days_lost"]
        assert not (item["pact"] and item["care_days_lost"]), "a pact that holds leaves no lost day"
    assert +days == interrupted(asked, events) - interrupted(asked, asked.events)


def test_the_random_questions_meet_what_there_is_to_meet():
    """A question in which nothing is lost would show nothing."""
    met: Counter[str] = Counter()
    for seed in range(300):
        asked = question(seed)
        items = reckoned(asked)
        met["lost"] += any(item["care_days_lost"] for item in items)
        met["held by a pact"] += any(item["pact"] for item in items)
        met["from the next day"] += any(item["lost_on"] == (asked.on + DAY).isoformat() for item in items)
        met["two at once"] += len(items) > 1
        met["lost, but covered by another"] += any(not item["care_days_lost"] and not item["pact"] for item in items)
    assert min(met.values()) > 5, met
    assert len(met) == 5


@examples(400)
@given(seeds)
def test_what_windows_and_none_come_to_are_the_days_of_the_views_that_funding_ended_caused(seed):
    note(f"seed {seed}")
    events, clocks = story(seed)
    stamped = events_of(events)
    pathway = fold(clocks.pathway_id, stamped, clocks.as_of, clocks.known_at)
    found = impact([overview(pathway)], pathway.windows, date.min, clocks.as_of - DAY, 3, None)
    caused = sum(each["causes"].get("funding_ended", 0) for each in views(pathway)["continuity"].values())
    by_window = sum(item["days"] for item in found["windows"])
    assert by_window + found["unattributed"]["days"] == found["days"] == caused
    assert sum(found["dimensions"].values()) == caused
    assert found["women"] == (caused > 0)


@examples(200)
@given(seeds)
def test_the_days_of_two_periods_side_by_side_are_those_of_both_together(seed):
    note(f"seed {seed}")
    events, clocks = story(seed)
    row = overview(fold(clocks.pathway_id, events_of(events), clocks.as_of))
    last = clocks.as_of - DAY
    middle = last - Random(seed).randint(0, 12) * DAY
    days = [
        impact([row], {}, first, to, 3, None)["days"]
        for first, to in ((date.min, last), (date.min, middle), (middle + DAY, last))
    ]
    assert days[0] == days[1] + days[2]
