"""Three histories lived through day by day, through the doors, with the policies on.

The figures are those of the recorded history; what is told on each day is what a reader of the policies' text
wrote down beforehand, in the .txt files, and nothing else.
"""

import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from shared.access import Reader
from shared.clocks import When
from shared.contracts import door_of
from tests.services.pathway.histories import POLICY
from tests.services.pathway.test_scenarios import with_short_names
from tests.services.stored import embedded, event, stored
from tests.shared.asked import Asked

PLAYED = Path(__file__).with_name("played")
NETWORK = Reader("NET", "supervisor", "st_1", "token", 0)
ENVELOPE = ("event_id", "type", "schema_version", "pathway_id", "occurred_on", "data")
STORED = {"window_ending", "window_ended", "deadline_missed"}


def days(first, last):
    return [first + timedelta(days=each) for each in range((last - first).days)]


class Life:
    """A scenario, and a store in which it is lived through."""

    def __init__(self, name, ariadna):
        self.told = json.loads((PLAYED / f"{name}.json").read_text())
        self.pathway_id = self.told["pathways"][0]
        self.as_of = date.fromisoformat(self.told["as_of"])
        self.ariadna = ariadna
        self._asked = Asked(ariadna.app())
        self._by_day = defaultdict(list)
        for one in sorted(self.told["events"], key=lambda each: each["recorded_at"]):
            if one["type"] not in POLICY:
                self._by_day[date.fromisoformat(one["occurred_on"])].append(one)
        self.days = days(min(self._by_day), self.as_of)

    def register(self):
        """The organisations with their cities, which decide what a working day is."""
        for provider, city in self.told["cities"].items():
            named = {"name": "Entitat Fictícia", "city": city, "kind": "ngo"}
            self._post(event("ProviderRegistered", None, self.days[0], **named), provider)

    def live(self, day):
        """What is posted on this day, and then what the policies say of it."""
        for one in self._by_day[day]:
            self._post({name: one[name] for name in ENVELOPE}, one["provider_id"])
        return list(self.ariadna.pathways.policies.tick(day))

    def _post(self, one, provider):
        door = door_of(one["type"], one["data"])
        signed = {"authorization": f"Bearer {self.ariadna.signer.issue(provider, 'supervisor')}"}
        late = one | {"lateness_reason": "told_later"}
        answer = self._asked.post(f"/{door}/v1/events", json=late, headers=signed)
        assert answer.status_code == 201, answer.text
        self.ariadna.drain()

    def expected(self, name):
        """The hand-written table, with assessments by their ids."""
        assessed = {
            f"RISK-{each['occurred_on']}": each["event_id"]
            for each in self.told["events"]
            if each["type"] == "RiskAssessed"
        }
        rows = [line.split() for line in (PLAYED / f"{name}.txt").read_text().splitlines() if line[0] != "#"]
        return sorted([*row[:3], assessed.get(row[3], row[3]), *row[4:]] for row in rows)

    def views(self):
        return self.ariadna.pathways.views(self.pathway_id, When(self.as_of), NETWORK)

    def notices(self):
        """The types of the stored notices about her and about windows."""
        return [each.type for each in stored(self.ariadna) if each.role == "policy"]


def rows(notices):
    """Notices as the tables write them."""
    return sorted(
        [
            notice.on.isoformat(),
            notice.ask.policy,
            notice.ask.what,
            notice.ask.subject,
            notice.ask.to.duty,
            notice.ask.to.provider_id or "-",
        ]
        for notice in notices
    )


def named(found, wanted):
    """Of what was found that which is wanted by name; an empty dict is wanted as such."""
    if isinstance(wanted, dict) and wanted:
        return {name: named(found[name], wanted[name]) for name in wanted}
    return found


@pytest.fixture(params=["s1", "s2", "s5"])
def lived(request, tmp_path):
    with embedded(tmp_path / "data") as store:
        life = Life(request.param, store)
        life.register()
        yield request.param, life, {day: life.live(day) for day in life.days}


def test_day_by_day_the_figures_are_the_recorded_historys_and_only_what_was_foreseen_is_told(lived, seed):
    name, life, told = lived
    expected = life.expected(name)
    assert rows(notice for notices in told.values() for notice in notices) == expected
    figures = with_short_names(life.views())
    assert named(figures, life.told["expected"]) == life.told["expected"]
    kept = life.notices()
    assert len(kept) == sum(row[2] in STORED for row in expected)
    print(f"{name}: {len(life.days)} days, {len(expected)} notices, {len(kept)} of them stored")

    again = [Random(seed).choice(life.days) for _ in range(40)]
    before = life.ariadna.pathways.log.position()
    assert all(list(life.ariadna.pathways.policies.tick(day)) == told[day] for day in again)
    life.ariadna.pathways.policies.refresh(life.as_of - timedelta(days=1))
    assert life.ariadna.pathways.log.position() == before
    assert with_short_names(life.views()) == figures
