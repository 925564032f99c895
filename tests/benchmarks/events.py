"""Made-up events of about 380 bytes as JSON: unique, in time order; the same for the same seed, but for the clock."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson

SEED = "1"
DIMENSIONS = ("psychological_therapy", "artistic_therapy", "language_training", "housing", "legal_status", "health")
OUTCOMES = ("attended", "attended", "attended", "attended_partly", "missed_informed", "cancelled_by_provider")
WINDOW = {"funding_window_id": "window:first.half.of.the.year"}
STARTED, IDENTIFIED = 0.15, 0.20

Body = dict[str, Any]


class Events:
    """A source of events; `on` is the day on which all but histories occur (default: yesterday)."""

    def __init__(self, seed: str, on: date | None = None) -> None:
        self._random = random.Random(seed)
        self._moment = time.time_ns() // 1_000_000 << 12
        self._on = on or date.today() - timedelta(days=1)

    def uuid7(self) -> str:
        """A version 7 UUID, later than the one before."""
        self._moment += 1
        upper = self._moment >> 12 << 16 | 7 << 12 | self._moment & 0xFFF
        return str(UUID(int=upper << 64 | 0b10 << 62 | self._random.getrandbits(62)))

    def opened(self, pathway_id: str) -> Body:
        return self._event(pathway_id, "PathwayOpened", self._on, {"basis": "support_service"})

    def openings(self, count: int) -> list[Body]:
        """One PathwayOpened for each of `count` new pathways."""
        return [self.opened(self.uuid4()) for _ in range(count)]

    def mixture(self, pathways: Sequence[str]) -> Iterator[bytes]:
        """Events as JSON across pathways, without end: sessions (two in three), needs, starts of steps."""
        steps: dict[str, list[Body]] = {}
        while True:
            pathway_id = self._random.choice(pathways)
            known = steps.setdefault(pathway_id, [])
            draw = self._random.random()
            if draw >= STARTED + IDENTIFIED and known:
                event = self._session(pathway_id, self._random.choice(known), self._on)
            elif draw >= STARTED and known:
                event = self._need(pathway_id, self._random.choice(DIMENSIONS), self._on)
            else:
                known.append(self._step())
                event = self._started(pathway_id, known[-1], self._on)
            yield orjson.dumps(event)

    def histories(self, pathways: int, events_each: int) -> Iterator[list[Body]]:
        """One history after another: opened, three needs, three steps, then sessions, a pause and its end."""
        for _ in range(pathways):
            yield self._history(self.uuid4(), events_each)

    def uuid4(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _history(self, pathway_id: str, count: int) -> list[Body]:
        first = self._on - timedelta(days=400)
        dimensions = self._random.sample(DIMENSIONS, 3)
        steps = [self._step(dimension) for dimension in dimensions]
        made = [self._event(pathway_id, "PathwayOpened", first, {"basis": "support_service"})]
        made += [self._need(pathway_id, dimension, first) for dimension in dimensions]
        made += [self._started(pathway_id, step, first + timedelta(days=10)) for step in steps]
        paused = {"step_id": steps[0]["step_id"], "dimension": steps[0]["dimension"]}
        for at in range(len(made), count):
            on = first + timedelta(days=20 + 360 * at // count)
            if at == count - 20:
                made.append(self._event(pathway_id, "StepSuspended", on, {**paused, "reason": "funding_ended"}))
            elif at == count - 10:
                made.append(self._event(pathway_id, "StepResumed", on, paused))
            else:
                still = steps[1:] if count - 20 < at < count - 10 else steps
                made.append(self._session(pathway_id, self._random.choice(still), on))
        return made[:count]

    def _step(self, dimension: str | None = None) -> Body:
        dimension = dimension or self._random.choice(DIMENSIONS)
        return {"step_id": f"{dimension}:{self._ref()}", "dimension": dimension}

    def _need(self, pathway_id: str, dimension: str, on: date) -> Body:
        data = {"need_id": f"need.of.{dimension}:{self._ref()}", "dimension": dimension, "voiced_by": "her"}
        return self._event(pathway_id, "NeedIdentified", on, data)

    def _started(self, pathway_id: str, step: Body, on: date) -> Body:
        return self._event(pathway_id, "StepStarted", on, {**step, "confidentiality": "normal", **WINDOW})

    def _session(self, pathway_id: str, step: Body, on: date) -> Body:
        outcome, minutes = self._random.choice(OUTCOMES), 30 + 5 * self._random.randrange(12)
        data = {**step, "outcome": outcome, "format": "individual", "minutes": minutes, "interpreter_missing": False}
        return self._event(pathway_id, "SessionRecorded", on, data)

    def _ref(self) -> str:
        return f"{self._random.getrandbits(128):032x}"

    def _event(self, pathway_id: str, kind: str, on: date, data: Body) -> Body:
        return {
            "event_id": self.uuid7(),
            "type": kind,
            "schema_version": 1,
            "pathway_id": pathway_id,
            "occurred_on": on.isoformat(),
            "lateness_reason": "batch_entry",
            "data": data,
        }
