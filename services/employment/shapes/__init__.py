"""What the employment service answers, as it is promised: for documents and tests, never in the way of an answer."""

from pathlib import Path
from typing import Any

import orjson

from services.employment.shapes.openings import Openings as Openings
from services.employment.shapes.openings import OpeningsForHer as OpeningsForHer
from services.employment.shapes.plan import Plan as Plan
from services.employment.shapes.plan import PlanHistory as PlanHistory
from shared.openapi import Shape
from shared.openapi import answering as answering_with

EXAMPLES: dict[str, Any] = orjson.loads(Path(__file__).with_name("examples.json").read_bytes())


def answering(shape: type[Shape]) -> dict[str, Any]:
    """What a route tells of its answer."""
    return answering_with(shape, EXAMPLES[shape.__name__])
