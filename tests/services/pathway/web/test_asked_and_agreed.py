"""What stands on her page of what is asked about her, of her plan and of her goals. Behind it stands a stub."""

import pytest

from tests.services.pathway.web.invented import END, PATHWAY_ID
from tests.services.pathway.web.invented_views import VIEWS
from tests.services.pathway.web.parsed import Page
from tests.services.pathway.web.stub import SECRET, Browser, Stub

PATHWAY = f"/pathway/pathways/{PATHWAY_ID}"


@pytest.fixture
def stub():
    return Stub()


@pytest.fixture
def worker(stub):
    browser = Browser(stub)
    browser.cookies["ariadna"] = SECRET
    return browser


def test_her_plan_and_goals_are_shown_hers_by_her_own_rating_and_when_to_look_again(worker):
    said = Page(worker.get(f"{PATHWAY}?as_of={END}").text).text_of("plan")
    for part in (
        "Version 2, agreed on 3 Aug 2026. Her view of it is recorded. Looked at again with her on 1 Oct 2026.",
        "To be looked at again with her by 30 Dec 2026 61 days left",
        "Place of life g1 hers 2 Mar 2026 reached 1 Oct 2026 4 of 5",
        "Language g2 a provider's 3 Aug 2026 not looked at again yet",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"she_declined_to_comment": True}, "She chose to give no view of it."),
        ({"with_her": False}, "Looked at again without her"),
        ({"reviewed_on": None, "with_her": None, "review_due_on": None}, "Her view of it is recorded. Goal"),
        (None, "No plan has been agreed with her yet."),
    ],
)
def test_a_plan_says_whether_she_was_heard(worker, monkeypatch, plan, said):
    changed = VIEWS["plan"] | plan if plan else None
    monkeypatch.setattr(Stub, "views", lambda *_: VIEWS | {"plan": changed})
    assert said in Page(worker.get(PATHWAY).text).text_of("plan")


def test_what_is_asked_about_her_stands_on_her_page_as_it_is_today(worker, stub):
    said = Page(worker.get(PATHWAY).text).text_of("asked")
    assert "urgent act on the danger Referents MIL-PONTE 28 Oct 2026 1 day overdue" in said
    assert "a deadline is near d2 Supervisors 26 Oct 2026 10 days left" in said
    stub.tasks_of_her = []
    assert "Nothing is asked of you about her today." in Page(worker.get(PATHWAY).text).text_of("asked")


@pytest.mark.parametrize("clocks", ["as_of=2026-10-01", "known_at=2026-10-01"])
def test_of_another_day_nothing_is_asked(worker, clocks):
    assert "What is asked now" not in worker.get(f"{PATHWAY}?{clocks}").text


@pytest.mark.parametrize("kept_back", [True, False])
def test_of_what_is_kept_back_it_is_not_said_that_there_is_none(worker, monkeypatch, kept_back):
    bare = {"plan": None, "goals": [], "steps": [], "deadlines": [], "handovers": {}, "continuity": {}}
    withheld = ["case", "steps"] if kept_back else []
    monkeypatch.setattr(Stub, "views", lambda *_: VIEWS | bare | {"withheld": withheld})
    page = Page(worker.get(PATHWAY).text)
    for name, none in (("plan", "No plan has been agreed"), ("steps", "No step has been"), ("deadlines", "No deadline"),
                       ("handovers", "None so far"), ("needs", "No need has been")):  # fmt: skip
        said = page.text_of(name)
        assert (none in said, "Nothing that is open to you." in said) == (not kept_back, kept_back)
