"""What of the figures a reader is told of what was agreed with her; what is left out is named."""

import pytest

from services.pathway.domain import views
from services.pathway.figures import figured
from services.pathway.sight import Sight
from shared import contracts
from shared.access import Reader
from tests.services.pathway.domain.facts import opened, referent, started
from tests.services.pathway.domain.given import ART, FAR, PSI, given, said
from tests.services.pathway.test_reading import NOW, POLICIES

HISTORY = given(
    opened(),
    referent(2, FAR),
    started("S1", 3, ART, PSI),
    said(contracts.GoalSet(goal_id="g1", theme="safety", voiced_by="her"), 4),
    said(contracts.PlanAgreed(plan_version=1, she_declined_to_comment=True), 5),
)


@pytest.mark.parametrize(("provider", "role", "told"), [(FAR, "worker", True), (PSI, "worker", False)])
def test_her_plan_and_goals_are_told_to_who_is_told_what_was_agreed_with_her(provider, role, told):
    pathway = HISTORY.at(60)
    sight = Sight(POLICIES, Reader(provider, role, "st_1", "token", 0), pathway, NOW)
    seen = figured(views(pathway), pathway, sight)
    assert (seen["plan"] is not None, bool(seen["goals"])) == (told, told)
    assert ("case" in seen["withheld"]) == (not told)


def test_where_nothing_was_agreed_nothing_is_said_to_be_kept_back():
    pathway = given(opened(), referent(2, FAR), started("S1", 3, ART, PSI)).at(5)
    sight = Sight(POLICIES, Reader(PSI, "worker", "st_1", "token", 0), pathway, NOW)
    seen = figured(views(pathway), pathway, sight)
    assert (seen["plan"], seen["goals"], seen["withheld"]) == (None, [], [])
