"""The inbox as a page: seen, answered, and led from a link to what it is about; in four languages."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import Wishes
from shared.access import Reader
from shared.contracts.feed import NoticeRaised
from tests.services.stored import FAR, embedded
from tests.shared.asked import Asked

LATER = 1 << 33
HER = UUID(int=7, version=4)
COORDINATOR, SUPERVISOR = (
    Reader(FAR, "coordinator", "c1", "token", LATER),
    Reader("NET", "supervisor", "s1", "token", LATER),
)


class Browser:
    """One person's, signed in, with the cookies that pages lay."""

    def __init__(self, ariadna, reader, lang="en"):
        self.asked = Asked(ariadna.app())
        self.cookies = {"ariadna": ariadna.sign_in.sessions.begin(reader)} if reader else {}
        self.headers = {"accept-language": lang}

    def get(self, path):
        answer = self.asked.get(path, headers=self.sent())
        self.cookies |= dict(answer.cookies)
        return answer

    def send(self, page, path, **fields):
        found = re.search(r'name="form" value="([^"]+)"', self.get(page).text)
        assert found
        return self.asked.post(path, data={"form": found[1], **fields}, headers=self.sent())

    def sent(self):
        return {**self.headers, "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


@pytest.fixture
def ariadna(tmp_path: Path):
    with embedded(tmp_path / "data") as store:
        yield store


@pytest.fixture
def notice(ariadna):
    """Extreme, for whoever coordinates; nobody answers."""
    kept = ariadna.services["notifications"].asked
    kept.notices.seen(COORDINATOR)
    fact = NoticeRaised(
        notice_id=uuid4(), what="risk_act", duty="coordinator", provider_id=FAR, pathway_id=HER, urgency="extreme",
        since=date(2026, 2, 2), due=date(2026, 2, 3),
    )  # fmt: skip
    with ariadna.services["notifications"].log.writing() as cursor:
        kept.rounds._rows.put(cursor, noticed(fact))
    now = datetime.now(UTC)
    for passed in range(3):
        kept.daily.run(now + timedelta(minutes=16 * passed))
    return fact.notice_id


def noticed(fact):
    from services.notifications.inbox import noticed as made

    return made(fact, datetime.now(UTC))


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Something needs your attention at once."),
        ("es", "Algo necesita tu atención de inmediato."),
        ("ca", "Alguna cosa necessita la teva atenció"),
        ("it", "Qualcosa richiede subito la tua attenzione."),
    ],
)
def test_an_inbox_speaks_its_readers_language_and_names_nobody(ariadna, notice, lang, line):
    page = Browser(ariadna, COORDINATOR, lang).get("/notifications/")
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    assert line in page.text
    assert str(HER) not in page.text


def test_what_one_has_seen_is_seen_for_all(ariadna, notice):
    browser = Browser(ariadna, COORDINATOR)
    answer = browser.send("/notifications/", f"/notifications/n/{notice}/seen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifications/")
    assert f"{notice}/seen" not in browser.get("/notifications/").text


def test_a_link_leads_to_what_it_is_about_once_signed_in(ariadna, notice):
    answer = Browser(ariadna, COORDINATOR).get(f"/notifications/n/{notice}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pathway/pathways/{HER}")
    stranger = Browser(ariadna, None).get(f"/notifications/n/{notice}")
    assert stranger.status_code == 401
    assert f'name="next" value="/notifications/n/{notice}"' in stranger.text
    elsewhere = Browser(ariadna, Reader("BCN-PSI", "worker", "w9", "token", LATER))
    answers = [elsewhere.get(f"/notifications/n/{each}") for each in (notice, uuid4(), "nothing")]
    assert [each.status_code for each in answers] == [404, 404, 404]


def test_who_oversees_sees_first_what_nobody_answered(ariadna, notice):
    page = Browser(ariadna, SUPERVISOR).get("/notifications/").text
    assert "Nobody has answered these" in page
    assert "Nobody has answered these" not in Browser(ariadna, COORDINATOR).get("/notifications/").text


def test_an_inbox_in_which_nothing_waits_says_so(ariadna):
    assert "Nothing waits for you." in Browser(ariadna, COORDINATOR).get("/notifications/").text
    assert Browser(ariadna, None).get("/notifications/").status_code == 200


def test_only_our_own_forms_are_taken(ariadna, notice):
    browser = Browser(ariadna, COORDINATOR)
    browser.get("/notifications/")
    answer = browser.asked.post(f"/notifications/n/{notice}/seen", data={"form": "another"}, headers=browser.sent())
    assert answer.status_code == 403


def test_how_one_is_told_is_kept_from_the_page(ariadna):
    browser = Browser(ariadna, COORDINATOR)
    told = {"mail": "c1@example.org", "lang": "ca", "digest": "weekly", "begins": "08:30", "ends": "15:00"}
    answer = browser.send(
        "/notifications/preferences", "/notifications/preferences", **told, region="ES-CT", email_link="yes"
    )
    assert answer.headers["location"] == "/notifications/preferences?kept=yes"
    kept = ariadna.services["notifications"].asked.notices.wishes(COORDINATOR)
    assert kept == Wishes(
        "c1@example.org", "ca", "weekly", False, frozenset({"email_link"}), 8 * 60 + 30, 15 * 60, "ES-CT"
    )
    page = browser.get("/notifications/preferences?kept=yes").text
    assert 'value="c1@example.org"' in page
    assert "It is kept" in page


def test_who_has_said_nothing_yet_is_offered_the_language_of_the_page_and_who_has_keeps_it(ariadna):
    browser = Browser(ariadna, COORDINATOR, "es")
    assert '<option value="es" selected>' in browser.get("/notifications/preferences").text
    told = {"mail": "", "lang": "en", "digest": "weekly", "begins": "08:30", "ends": "15:00"}
    assert browser.send("/notifications/preferences", "/notifications/preferences", **told).status_code == 303
    assert '<option value="en" selected>' in browser.get("/notifications/preferences").text


def test_what_is_wrong_in_the_form_is_marked_and_nothing_is_kept(ariadna):
    browser = Browser(ariadna, COORDINATOR)
    told = {"mail": '"><script>@example.org', "lang": "ca", "digest": "daily", "begins": "09:00", "ends": "17:00"}
    answer = browser.send("/notifications/preferences", "/notifications/preferences", **told)
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert ariadna.services["notifications"].asked.notices.wishes(COORDINATOR).mail is None
