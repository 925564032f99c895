"""What the pathway service answers, as it is promised: for documents and tests, never in the way of an answer."""

from pathlib import Path
from typing import Any

import orjson

from services.pathway.shapes.asking import Choices as Choices
from services.pathway.shapes.asking import Proposals as Proposals
from services.pathway.shapes.audit import Alarms as Alarms
from services.pathway.shapes.audit import Readers as Readers
from services.pathway.shapes.audit import Reads as Reads
from services.pathway.shapes.base import Shape as Shape
from services.pathway.shapes.codes import ContinuityCode as ContinuityCode
from services.pathway.shapes.codes import PresentedCodes as PresentedCodes
from services.pathway.shapes.codes import SafetyCheck as SafetyCheck
from services.pathway.shapes.funding import FallbacksMissing as FallbacksMissing
from services.pathway.shapes.funding import FundingImpact as FundingImpact
from services.pathway.shapes.funding import FundingQuestion as FundingQuestion
from services.pathway.shapes.funding import NextChoice as NextChoice
from services.pathway.shapes.funding import WhatIf as WhatIf
from services.pathway.shapes.grants import GrantReport as GrantReport
from services.pathway.shapes.grievances import Grievances as Grievances
from services.pathway.shapes.history import History as History
from services.pathway.shapes.lists import PAGES as PAGES
from services.pathway.shapes.lists import FundingAtRisk as FundingAtRisk
from services.pathway.shapes.picture import Picture as Picture
from services.pathway.shapes.providers import Directory as Directory
from services.pathway.shapes.tasks import OpenTasks as OpenTasks
from services.pathway.shapes.tasks import Policy as Policy
from services.pathway.shapes.views import Standing as Standing
from services.pathway.shapes.views import Views as Views
from shared.openapi import answering as answering_with

EXAMPLES: dict[str, Any] = orjson.loads(Path(__file__).with_name("examples.json").read_bytes())


def answering(shape: type[Shape]) -> dict[str, Any]:
    """What a route tells of its answer: the shape, which is not checked at run time, and an example."""
    return answering_with(shape, EXAMPLES[shape.__name__])
