"""The pages over many pathways, audits, reads and status, over a real store: by role, in words, and written down."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from uuid import uuid4

import pytest

from services.pathway.domain.policies.ask import Duty
from services.pathway.overseeing import grants
from services.pathway.web.asked_words import DUTIES, TASKS
from shared.clocks import civil_day
from tests.services.pathway.web.parsed import Page
from tests.services.pathway.web.test_pages import NOT_SAID
from tests.services.stored import FAR, PSI, embedded, event, put
from tests.shared.asked import Asked

TODAY = civil_day(datetime.now(UTC))
NET = "NET-BCN"
DEFINITIONS = Path(__file__).parents[4] / "docs" / "definitions.md"
MANY = ("week", "today", "funding-impact/what-if", "lists/tasks", "lists/gaps", "lists/silent", "lists/deadlines",
        "lists/funding-at-risk", "lists/fallbacks-missing", "lists/set-aside", "lists/duplicates",
        "lists/without-referent")  # fmt: skip


def ago(days):
    return TODAY - timedelta(days=days)


class Network:
    """Two women: one whose therapy is paid for three more weeks with no place held, one whom nobody answers for."""

    def __init__(self, ariadna):
        self.ariadna, self.asked = ariadna, Asked(ariadna.app())
        self.her, self.other = str(uuid4()), str(uuid4())
        therapy = {"dimension": "psychological_therapy"}
        put(
            ariadna,
            event("FundingWindowOpened", None, ago(200), funding_window_id="fwA", first_day=ago(200).isoformat(),
                  last_day=ago(-20).isoformat(), dimensions=["psychological_therapy"], funder_type="own"),
            event("NeedIdentified", self.her, ago(90), need_id="n1", voiced_by="her", **therapy),
            event("PathwayOpened", self.her, ago(90), basis="support_service"),
            event("ReferentAssigned", self.her, ago(90), referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
            event("StepStarted", self.her, ago(80), step_id="P1", funding_window_id="fwA", **therapy),
            event("StepResumed", self.her, ago(70), step_id="P1", **therapy),
            event("DeadlineSet", self.her, ago(60), deadline_id="d1", rule="residence_permit",
                  due_on=ago(5).isoformat()),
            event("NeedIdentified", self.other, ago(30), need_id="n1", dimension="housing", voiced_by="her"),
            event("PathwayOpened", self.other, ago(30), basis="support_service"),
        )  # fmt: skip
        ariadna.settle()

    def get(self, path, at=NET, role="supervisor", lang="en", **fields):
        """A page, or the answer to its form where there are fields."""
        told = {"authorization": f"Bearer {self.ariadna.signer.issue(at, role, 'st_7')}", "accept-language": lang}
        if not fields:
            return self.asked.get(f"/pathway/{path}", headers=told)
        told["cookie"] = "ariadna-form=f"
        return self.asked.post(f"/pathway/{path}", headers=told, data={**fields, "form": "f"})


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("oversight") / "data") as ariadna:
        yield Network(ariadna)


@pytest.fixture(scope="module")
def pages(network):
    hers = [f"pathways/{network.her}/{each}" for each in ("audit", "audit?verify=now", "readers")]
    asked = f"funding-impact/what-if?window={FAR}%2FfwA&last_day={ago(-5)}&window=&last_day="
    found = {path: network.get(path) for path in (*MANY, *hers, asked, "audit", "lists/deadlines?urgency=overdue")}
    return found | {"status": network.get("status", role="ops")}


def test_every_page_is_sound_labelled_and_needs_no_script(pages):
    for path, answer in pages.items():
        page = Page(answer.text)
        assert (answer.status_code, page.nested, page.open, len(page.all("h1"))) == (200, True, [], 1), path
        ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
        assert len(ids) == len(set(ids)), path
        labels = {attributes.get("for") for attributes in page.all("label")}
        fields = [each for name in ("input", "select") for each in page.all(name) if each.get("type") != "hidden"]
        assert {each["id"] for each in fields} <= labels, path
        assert all(attributes.get("scope") in ("col", "row") for attributes in page.all("th")), path
        assert not any(tag == "style" or "style" in attributes for tag, attributes in page.found), path
        assert all(each["src"].startswith("/pathway/static/") for each in page.all("script")), path
        assert not NOT_SAID.search(answer.text), path


def test_every_link_of_these_pages_leads_to_a_page(network, pages):
    links = {each["href"] for answer in pages.values() for each in Page(answer.text).all("a")}
    known = {f"/pathway/{path}" for path in pages}
    hers = r"pathways/[^/]+(/(handover|referral|consent))?$"
    elsewhere = re.compile(rf"#|/(employment|notifications|intake)/|/pathway/($|language/|{hers}|static/)")
    assert {link for link in links if link not in known and not elsewhere.match(link)} <= {
        "/pathway/funding-impact", f"/pathway/pathways/{network.other}/readers",
    }  # fmt: skip


def test_the_week_names_the_grant_whom_it_carries_and_that_no_place_is_held(network):
    page = network.get("week", FAR, "coordinator").text
    for said in ("FAR fwA", "20 days left", network.her[:8], "no place held", "/pathway/grants/fwA/report", "P1"):
        assert said in page
    assert "fwA" not in network.get("week", PSI, "coordinator").text


def test_the_network_today_counts_and_puts_money_on_a_calendar(network, pages):
    page = pages["today"].text
    assert "<svg" in page
    assert f"{FAR}/fwA" in page
    assert re.search(r"deadlines overdue</dt><dd><a [^>]+>1<", page)
    assert network.her not in page
    assert "1 entry is set aside" in page


def test_a_list_shows_what_its_filter_leaves_and_says_when_there_is_nothing(network, pages):
    assert network.her in pages["lists/deadlines?urgency=overdue"].text
    assert network.her not in network.get("lists/deadlines?urgency=green").text
    assert "Nowhere do two providers do the same" in pages["lists/duplicates"].text


def test_what_if_shows_before_and_after_and_stores_nothing(network, pages):
    before = network.ariadna.pathways.log.position()
    (path,) = (each for each in pages if "window=" in each)
    page = network.get(path).text
    assert page.count("<svg") == 3
    assert "woman loses a step, now 1" in page
    assert network.her[:8] in page
    assert network.ariadna.pathways.log.position() == before
    without = network.get(f"funding-impact/what-if?window={FAR}%2FfwA&last_day=")
    assert "Say on which day." in without.text
    assert network.get("funding-impact/what-if", FAR, "worker").status_code in (200, 403)


def test_an_auditor_sees_clocks_author_and_chain_and_not_a_word_of_it(network):
    page = network.get(f"pathways/{network.her}/audit", role="auditor").text
    assert page.count("of its history") >= 6
    assert "Verify now" in page
    assert "psychological" not in page.lower()
    assert "All of it is as it was written" in network.get(f"pathways/{network.her}/audit?verify=now").text
    assert network.get(f"pathways/{network.her}/audit?verify=now", FAR, "worker").status_code == 403
    assert network.get(f"pathways/{network.other}/audit", PSI, "worker").status_code == 404


def test_an_audit_is_found_by_its_id_and_what_is_none_is_told_beside_the_field(network):
    answer = network.get("audit", pathway=network.her)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pathway/pathways/{network.her}/audit")
    wrong = network.get("audit", pathway="not <b>this")
    assert wrong.status_code == 422
    assert "not &lt;b&gt;this" in wrong.text
    assert 'aria-describedby="wrong-pathway"' in wrong.text


def test_who_read_what_is_told_to_those_who_oversee_and_is_a_read_itself(network):
    network.get(f"pathways/{network.her}", FAR, "worker")
    mine = network.get("audit/reads", provider=FAR, actor="st_7")
    assert network.her in mine.text
    assert "her pathway" in mine.text
    again = network.get("audit/reads", provider=NET)
    assert "reads" in again.text
    assert FAR in network.get(f"pathways/{network.her}/readers", FAR, "worker").text
    assert network.get("audit/reads", provider="no such", **{"from": "soon"}).status_code == 422
    for role in ("worker", "coordinator", "auditor"):
        assert network.get("audit/reads", FAR, role, provider=FAR).status_code == 403


def test_status_is_for_operations_and_tells_of_nobody(network, pages):
    page = pages["status"].text
    for said in ("intake → pathway", "serves", "never, as far as is known here"):
        assert said in page
    assert FAR not in page
    assert network.her not in page
    for role in ("worker", "supervisor", "auditor", "researcher"):
        assert network.get("status", role=role).status_code == 403


@pytest.mark.parametrize(
    ("lang", "week", "today"),
    [
        ("es", "Tu semana", "La red hoy"),
        ("ca", "La teva setmana", "La xarxa avui"),
        ("it", "La tua settimana", "La rete oggi"),
    ],
)
def test_the_pages_speak_the_language_that_is_wanted(network, lang, week, today):
    assert f"<h1>{week}</h1>" in network.get("week", lang=lang).text
    assert f"<h1>{today}</h1>" in network.get("today", lang=lang).text
    assert "days left" not in network.get("lists/funding-at-risk", lang=lang).text


def test_every_duty_and_all_that_the_policies_ask_has_words():
    table = DEFINITIONS.read_text().partition("| policy | what |")[2].partition("\n\n")[0]
    asked = {code for row in table.splitlines()[2:] for code in re.findall(r"`([a-z_]+)`", row.split("|")[2])}
    assert len(asked) > 40
    assert asked == set(TASKS)
    assert set(DUTIES) == set(get_args(Duty))


def test_a_grant_that_carries_nobody_is_told():
    day = TODAY + timedelta(days=10)
    window = {"provider_id": FAR, "funding_window_id": "fwB", "last_day": day.isoformat()}
    (alone,) = grants([], [window], TODAY)
    assert (alone["steps"], alone["days_left"]) == (0, 10)
