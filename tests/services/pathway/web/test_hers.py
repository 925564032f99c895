"""Her own history over a real store: a check first, then aloud or on paper; by who answers for her; written down."""

import asyncio
import re
from uuid import uuid4

import httpx
import pytest

from services.pathway.web.hers import NAMES
from services.pathway.web.own_words import HAPPENED, happened
from shared.contracts import FACTS
from tests.architecture.house import NOT_SAID
from tests.journeys.running import ago, fact, need
from tests.services.employment.papers import Paper
from tests.services.pathway.web.parsed import Page
from tests.services.stored import FAR, PSI, embedded, put

SAFE = {"alone": "yes", "paper": "yes", "lang": "en"}
HELD = ("attended", "attended_partly", "missed", "cancelled_by_provider")
ART = {"step_id": "A1", "dimension": "artistic_therapy"}


class Network:
    """An installation in which FAR answers for one woman; who asks keeps the cookies of one browser."""

    def __init__(self, ariadna):
        self.ariadna, self.app, self.her, self.cookies = ariadna, ariadna.app(), str(uuid4()), {}
        put(
            ariadna,
            need(self.her),
            fact("PathwayOpened", self.her, ago(90), basis="support_service"),
            fact("ReferentAssigned", self.her, ago(90), referent_provider=FAR, staff_ref="s_1", chosen_with_her=True),
            fact("StepStarted", self.her, ago(70), **ART),
            *(fact("SessionRecorded", self.her, ago(40), **ART, outcome=each, format="individual") for each in HELD),
        )

    def get(self, path, provider=FAR, role="worker"):
        return self.ask("GET", path, provider, role)

    def check(self, provider=FAR, of=None, **answers):
        """The questions are asked, and answered."""
        path = f"{of or self.her}/hers"
        form = re.search(r'name="form" value="([^"]+)"', self.get(path, provider).text)
        return self.ask("POST", path, provider, "worker", data={"form": form[1] if form else "", **answers})

    def ask(self, method, path, provider, role, **said):
        token = self.ariadna.signer.issue(provider, role, "st_1")
        return asyncio.run(self._ask(method, f"/pathway/pathways/{path}", {"authorization": f"Bearer {token}"}, **said))

    def reads(self):
        """The last reads of her, the latest first."""
        return [each.record for each in self.ariadna.reads.of_pathways([self.her], 10**9, 5)]

    async def _ask(self, method, path, headers, **said):
        transport = httpx.ASGITransport(self.app)
        cookies = self.cookies
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as client:
            answer = await client.request(method, path, headers=headers, **said)
        self.cookies |= dict(answer.cookies)
        return answer


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("hers") / "data") as ariadna:
        yield Network(ariadna)


@pytest.fixture
def network(store):
    """A browser in which nothing was checked yet."""
    store.cookies = {}
    return store


@pytest.mark.parametrize("path", ["aloud", "paper.pdf"])
def test_nothing_is_told_before_the_check(network, path):
    answer = network.get(f"{network.her}/hers/{path}")
    assert 'name="alone"' in answer.text
    assert "PSI" not in answer.text
    assert "Your history" not in answer.text


def test_after_the_check_it_is_read_aloud_and_can_be_printed(network):
    answer = network.check(**SAFE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pathway/pathways/{network.her}/hers/aloud")
    said = network.get(f"{network.her}/hers/aloud").text
    for part in (
        "Who answers for you",
        FAR,
        "Art therapy",
        "you met for this: Art therapy, 2 times",
        "this began: Art therapy",
        "because you asked",
    ):
        assert part in said
    answer = network.get(f"{network.her}/hers/paper.pdf")
    assert "What is kept about you" in Paper(answer.content).text
    assert answer.headers["content-disposition"] == 'attachment; filename="paper.pdf"'


@pytest.mark.parametrize("paper", ["no", "unsure"])
def test_where_paper_is_not_safe_there_is_none(network, paper):
    network.check(**{**SAFE, "paper": paper})
    assert "paper.pdf" not in network.get(f"{network.her}/hers/aloud").text
    assert network.get(f"{network.her}/hers/paper.pdf").headers["content-type"].startswith("text/html")


def test_who_is_not_alone_is_shown_nothing(network):
    answer = network.check(**{**SAFE, "alone": "no"})
    assert answer.headers["location"].endswith("/hers/later")
    assert "Another time, then" in network.get(f"{network.her}/hers/later").text
    assert 'name="alone"' in network.get(f"{network.her}/hers/aloud").text


def test_what_is_not_answered_is_asked_for_beside_it_and_what_was_answered_stays(network):
    answer = network.check(paper="no", lang="ar")
    assert answer.status_code == 422
    assert "Say whether she is alone with you." in answer.text
    assert 'value="no" checked' in answer.text
    assert 'value="ar" lang="ar" selected' in answer.text


@pytest.mark.parametrize("lang", NAMES)
def test_it_speaks_her_language_in_her_direction_of_writing(network, lang):
    network.check(**{**SAFE, "lang": lang})
    said = network.get(f"{network.her}/hers/aloud").text
    assert f'lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in said
    assert not NOT_SAID.search(said)


@pytest.mark.parametrize("lang", NAMES)
def test_every_kind_of_event_is_said_to_her_in_every_language(lang):
    assert FACTS.keys() >= HAPPENED.keys()
    for name in FACTS:
        for data in ({}, {"dimension": "housing"}):
            told = happened(name, data, lang)
            assert told
            assert "{" not in told
            assert not NOT_SAID.search(told)


def test_a_check_is_for_one_woman_and_tells_nobody_of_whom(network):
    network.check(**SAFE)
    kept = network.cookies["ariadna-checked"]
    assert network.her not in kept
    other = str(uuid4())
    put(
        network.ariadna,
        fact("PathwayOpened", other, ago(9), basis="support_service"),
        fact("ReferentAssigned", other, ago(9), referent_provider=FAR, staff_ref="s_1", chosen_with_her=True),
    )
    assert 'name="alone"' in network.get(f"{other}/hers/aloud").text


@pytest.mark.parametrize("path", ["hers", "hers/later", "hers/aloud"])
def test_each_page_is_sound_and_every_field_has_a_label(network, path):
    network.check(**SAFE)
    page = Page(network.get(f"{network.her}/{path}").text)
    asked = [each for each in page.all("input") + page.all("select") if each.get("type") != "hidden"]
    assert page.nested
    assert {each["id"] for each in asked} <= {each.get("for") for each in page.all("label")}
    assert len(page.all("h1")) == 1


def test_that_she_asked_is_written_down_and_nothing_of_what_she_answered(network):
    network.check(**SAFE)
    network.get(f"{network.her}/hers/paper.pdf")
    printed, checked, asked = network.reads()[:3]
    assert [each.operation for each in (printed, checked, asked)] == [
        "own_history_paper", "own_history_checked", "own_history_check",
    ]  # fmt: skip
    assert {each.purpose for each in (printed, checked, asked)} == {"her_request"}
    assert printed.media == "application/pdf"


@pytest.mark.parametrize("path", ["hers", "hers/aloud", "hers/paper.pdf", "hers/later"])
def test_to_who_does_not_answer_for_her_it_is_not_open(network, path):
    hers, nobodys = network.get(f"{network.her}/{path}", PSI), network.get(f"{uuid4()}/{path}", PSI)
    assert hers.status_code == nobodys.status_code == 404
    assert hers.text == nobodys.text
    assert network.get(f"{network.her}/{path}", PSI, "supervisor").status_code == 403


def test_her_own_history_is_offered_by_who_answers_for_her(network):
    link = f'href="/pathway/pathways/{network.her}/hers"'
    assert link in network.get(network.her).text
    assert link not in network.get(network.her, PSI, "supervisor").text
