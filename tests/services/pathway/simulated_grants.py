"""A made-up network's four months, and the account of any of its grants, counted day by day from what was posted."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.services.stored import event

BEGIN, DAYS = date(2026, 1, 1), 120
AS_OF = BEGIN + timedelta(days=DAYS)
PROVIDERS = ("BCN-FAR", "BCN-PSI", "MIL-ARTE")
WINDOWS = {"fw1": (0, 45), "fw2": (30, 80), "fw3": (70, 200)}
DIMENSIONS = ("artistic_therapy", "housing")
REASONS = ("funding_ended", "venue", "her_request", "staff_absence")
OUTCOMES = ("attended", "attended_partly", "missed", "cancelled_by_provider")
ENDS = {"StepCompleted": "completed", "StepDropped": "dropped", "StepTransferred": "transferred"}
Json = dict[str, Any]
Posted = tuple[str, Json]


def day(number: int) -> date:
    return BEGIN + timedelta(days=number)


def simulated(seed: int, women: int = 6) -> list[Posted]:
    """A network's four months: windows of one id at several providers, steps that stop, go on and change hands."""
    random = Random(seed)
    opened = [
        (provider, event("FundingWindowOpened", None, BEGIN, **window(name), dimensions=[random.choice(DIMENSIONS)]))
        for provider in PROVIDERS
        for name in WINDOWS
    ]
    return opened + [each for number in range(women) for each in her_way(random, str(UUID(int=number + 1)))]


def window(name: str) -> Json:
    first, last = WINDOWS[name]
    told = {"funding_window_id": name, "funder_type": "private"}
    return told | {"first_day": day(first).isoformat(), "last_day": day(last).isoformat()}


def her_way(random: Random, woman: str) -> list[Posted]:
    """Everybody may read it; at most one event a day and step, so that no order within a day matters."""
    first = random.choice(PROVIDERS)
    consent = {"consent_id": "c1", "purpose": "coordination", "recipients": list(PROVIDERS), "form": "written"}
    found = [
        (first, event("PathwayOpened", woman, day(1), basis="support_service")),
        (first, event("ConsentGiven", woman, day(1), **consent)),
    ]
    for number, dimension in enumerate(random.sample(DIMENSIONS, random.randint(1, 2))):
        need = {"need_id": f"n{number}", "dimension": dimension, "voiced_by": "her"}
        found.append((first, event("NeedIdentified", woman, day(random.randint(1, 20)), **need)))
        for step in range(random.randint(1, 4)):
            found += steps(random, woman, f"S{number}{step}", dimension)
        if random.random() < 0.3:
            found.append(
                (
                    first,
                    event("NeedMet", woman, day(random.randint(60, 110)), need_id=f"n{number}", confirmed_by_her=True),
                )
            )
    return found


def steps(random, woman, step_id, dimension):
    provider, on, state = random.choice(PROVIDERS), random.randint(2, 60), "active"
    about = {"step_id": step_id, "dimension": dimension}

    def told(kind, **data):
        return provider, event(kind, woman, day(on), **about, **data)

    found = [told("StepStarted", **maybe_window(random))]
    while (on := on + random.randint(1, 12)) < DAYS:
        kind = random.choice(["SessionRecorded"] * 5 + ["Turn", "Turn", "End"])
        if kind == "SessionRecorded":
            minutes = {"minutes": random.randint(5, 90)} if random.random() < 0.8 else {}
            found.append(told(kind, outcome=random.choice(OUTCOMES), format="individual", **minutes))
        elif kind == "Turn" and state == "active":
            state = "suspended"
            found.append(told("StepSuspended", reason=random.choice(REASONS)))
        elif kind == "Turn":
            state = "active"
            found.append(told("StepResumed", **maybe_window(random)))
        elif state == "active":
            found.append(ended(random, told))
            break
    return found


def ended(random, told):
    kind = random.choice(tuple(ENDS))
    data = {"StepDropped": {"reason": "moved_away"}, "StepCompleted": {"outcome": "completed_as_planned"}}
    return told(kind, **data.get(kind, {}))


def maybe_window(random: Random) -> Json:
    return {"funding_window_id": random.choice(tuple(WINDOWS))} if random.random() < 0.8 else {}


class Walk:
    """One woman, one day after the other, counted for one provider's window."""

    def __init__(self, provider, name, into, causes):
        self.provider, self.name, self.into, self.causes = provider, name, into, causes
        self.first, self.last = (day(number) for number in WINDOWS[name])
        self.last = min(self.last, AS_OF - timedelta(days=1))
        self.steps = {}
        self.needs = {}
        self.ever = set()
        self.left = {}
        self.running = {}

    def through(self, events):
        by_day = defaultdict(list)
        for provider, each in sorted(events, key=lambda one: str(one[1]["event_id"])):
            by_day[each["occurred_on"]].append((provider, each))
        for number in range(DAYS):
            on = day(number)
            moments = {step_id: {(step["state"], step["reason"])} for step_id, step in self.steps.items()}
            for provider, each in by_day[on.isoformat()]:
                if each["type"] != "SessionRecorded":
                    self.move(on, provider, each["type"], each["data"], moments)
            for _, each in by_day[on.isoformat()]:
                if each["type"] == "SessionRecorded":
                    self.session(on, each["data"], moments)
            self.end_of(on, moments)
        for length, _ in self.running.values():
            self.into["going_on_days"] += length
        self.into["women"] += bool(self.ever)
        self.into["steps"] += len(self.ever)

    def ours(self, step):
        return step["provider"] == self.provider and step["window"] == self.name

    def move(self, on, provider, kind, data, moments):
        within = self.first <= on <= self.last
        if kind == "NeedIdentified":
            self.needs[data["need_id"]] = data["dimension"]
        elif kind == "NeedMet":
            self.needs.pop(data["need_id"], None)
        elif kind == "StepStarted":
            step = {"provider": provider, "dimension": data["dimension"], "state": "active", "reason": None}
            self.steps[data["step_id"]] = step | {"window": data.get("funding_window_id")}
            moments[data["step_id"]] = {("active", None)}
            self.into["steps_started"] += within and self.ours(self.steps[data["step_id"]])
        elif kind.startswith("Step"):
            step = self.steps[data["step_id"]]
            step["window"] = data.get("funding_window_id") or step["window"]
            if step["state"] == "active":
                causes = {"StepTransferred": "transfer", "StepCompleted": "need_still_open"}
                cause = data.get("reason") or causes[kind]
                self.left[step["dimension"]] = dict(step), cause, "pause" if cause == "her_request" else "gap"
            step["state"] = {"StepSuspended": "suspended", "StepResumed": "active"}.get(kind) or ENDS[kind]
            step["reason"] = data.get("reason")
            moments[data["step_id"]].add((step["state"], step["reason"]))
            self.into[step["state"]] += kind in ENDS and within and self.ours(step)

    def session(self, on, data, moments):
        step, then = self.steps[data["step_id"]], moments[data["step_id"]]
        paid = any(state == "active" for state, _ in then)
        kept = paid or ("suspended", "funding_ended") in then
        if not kept or not self.ours(step) or not data["outcome"].startswith("attended"):
            return
        if not paid:
            self.into["unfunded_sessions"] += 1
        elif self.first <= on <= self.last:
            self.into["sessions"] += 1
            self.into["minutes"] += data.get("minutes", 0)
            self.into["sessions_without_minutes"] += "minutes" not in data
        else:
            self.into["sessions_outside_window"] += 1

    def end_of(self, on, moments):
        for step_id, step in self.steps.items():
            was_active = any(state == "active" for state, _ in moments[step_id])
            if self.ours(step) and self.first <= on <= self.last:
                self.ever |= {step_id} if was_active else set()
                self.into["steps_active_at_end"] += on == self.last and step["state"] == "active"
        for dimension in DIMENSIONS:
            self.gap(dimension)

    def gap(self, dimension):
        """A day of interruption, or the end of some; whoever goes on then has bridged them."""
        active = {
            each["provider"]
            for each in self.steps.values()
            if each["state"] == "active" and each["dimension"] == dimension
        }
        left = self.left.get(dimension)
        gone = dimension in self.needs.values() and not active and left is not None and left[2] == "gap"
        mine = gone and self.ours(left[0])
        length, cause = self.running.pop(dimension, (0, None))
        if mine and cause in (None, left[1]):
            self.running[dimension] = [length + 1, left[1]]
        elif mine:
            self.running[dimension] = [1, left[1]]
        elif active and self.provider not in active:
            self.into["bridged_days"] += length
        if mine:
            self.causes[left[1]] += 1


def counted(posted, provider, name):
    into, causes = Counter(), Counter()
    women = {each["pathway_id"] for _, each in posted} - {None}
    for woman in women:
        hers = [(who, each) for who, each in posted if each["pathway_id"] == woman]
        Walk(provider, name, into, causes).through(hers)
    return +into, +causes
