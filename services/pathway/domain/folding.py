"""The fold: stamped events in, one pathway out; the same for any order of arrival and any number of deliveries."""

from collections.abc import Iterable
from datetime import date, datetime

from services.pathway.domain import continuity, duplicates, risk
from services.pathway.domain.state import Pathway
from services.pathway.domain.tables import CHECK, EVOLVE, FIRST, JUDGE, NOTICES, WINDOWS
from services.pathway.domain.windows import Windows, windows_of
from shared.facts import Event, Fact
from shared.folding import referents
from shared.folding.amendments import Amended, amend
from shared.folding.days import Tables, days_of, live
from shared.folding.gathering import known, merged, remember
from shared.folding.order import in_order
from shared.folding.registrations import group_of


def fold(
    pathway_id: str,
    events: Iterable[Event],
    as_of: date,
    known_at: datetime | None = None,
    windows: Windows | None = None,
) -> Pathway:
    """The pathway at the end of the day before `as_of`, as known at `known_at` (UTC; None: all that is known).

    `events` are those of every registration that was ever merged with this one, and provider-level
    ones, whose windows may be given ready made.
    """
    given = known(events, known_at)
    hers = [event for event in given if event.pathway_id is not None and type(event.fact) not in NOTICES]
    pairs = merged(hers, as_of)
    pathway = Pathway(pathway_id, as_of, known_at, group_of(pathway_id, pairs))
    pathway.given = given
    pathway.windows = open_windows(given, as_of) if windows is None else windows
    remember(pathway, pairs)
    _take_in(pathway, amend([event for event in hers if event.pathway_id in pathway.group]))
    return pathway


def provider_level(events: Iterable[Event], as_of: date) -> list[Event]:
    """Of known events the provider-level facts before `as_of`, each as corrected, in fold order."""
    theirs = amend([event for event in events if event.pathway_id is None and type(event.fact) not in NOTICES])
    return sorted((each for each in theirs.facts if each.occurred_on < as_of), key=in_order)


def open_windows(events: Iterable[Event], as_of: date) -> Windows:
    """The funding windows that known provider-level events leave at the end of the day before `as_of`."""
    return windows_of(provider_facts(events, WINDOWS, as_of))


def provider_facts(events: Iterable[Event], kinds: frozenset[type[Fact]], as_of: date) -> list[Event]:
    """Those of these kinds."""
    return [each for each in provider_level(events, as_of) if type(each.fact) in kinds]


def _take_in(pathway: Pathway, amended: Amended) -> None:
    days = days_of(pathway, amended)
    firsts = (event.provider_id for event in pathway.facts if type(event.fact) in FIRST)
    pathway.first_provider = next(firsts, None)
    live(pathway, TABLES, days)
    _end(pathway)


def _settle(pathway: Pathway, day: date) -> None:
    """The end of a day on which something may have changed."""
    turned = pathway.open != (pathway.open_course.value is True)
    pathway.open_course.turn(day, pathway.open or None)
    pathway.answering.turn(day, referents.answering(pathway))
    pathway.risk_course.turn(day, pathway.risk_level)
    pathway.in_danger.turn(day, (pathway.open and pathway.risk_level in risk.DANGER) or None)
    for lane in pathway.lanes.values() if turned else pathway.touched:
        continuity.settle(pathway, lane, day)
    pathway.touched.clear()


def _end(pathway: Pathway) -> None:
    """Close what is still running at `as_of`."""
    for course in (pathway.open_course, pathway.answering, pathway.risk_course, pathway.in_danger):
        course.end(pathway.as_of)
    for lane in pathway.lanes.values():
        lane.needed.end(pathway.as_of)
        lane.gap.end(pathway.as_of)
        lane.broken.end(pathway.as_of)
        duplicates.count(lane, pathway.as_of)
    for recipient in pathway.recipients.values():
        recipient.end(pathway.as_of)


TABLES = Tables(EVOLVE, JUDGE, CHECK, _settle)
