"""What people ask over HTTP, of a whole store whose pathway service feeds it; and what is never in it."""

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.notifications.rows import TOLD
from services.notifications.texts import TEXTS, TextMissing, check, text
from shared.contracts import RiskAssessed
from shared.contracts.codes import Dimension
from shared.languages import STAFF
from tests.journeys.canaries import STEM
from tests.services.stored import FAR, embedded, event, put
from tests.shared.asked import Asked

TODAY = datetime.now(UTC).date()
OPENED = TODAY - timedelta(days=20)
INBOX, ME = "/notifications/v1/inbox", "/notifications/v1/me"
WISHED = {"mail": "worker@example.org", "lang": "it", "digest": "off"}


@pytest.fixture
def ariadna(tmp_path: Path):
    with embedded(tmp_path / "data") as store:
        yield store


@pytest.fixture
def asked(ariadna):
    return Asked(ariadna.app())


@pytest.fixture
def her(ariadna):
    """In extreme danger, with a deadline; wherever a provider may write a text, there is a canary."""
    pathway_id = str(uuid4())
    put(
        ariadna,
        event("ProviderRegistered", None, OPENED, **registered()),
        event("PathwayOpened", pathway_id, OPENED, basis="support_service"),
        event("ReferentAssigned", pathway_id, OPENED, **answers()),
        event("StepStarted", pathway_id, OPENED, step_id=f"{STEM}1", dimension="housing", conditional=False),
        event("DeadlineSet", pathway_id, OPENED, deadline_id=f"{STEM}2", rule="reflection_period_es", due_on=due()),
        event("RiskAssessed", pathway_id, TODAY, **assessed()),
    )
    return pathway_id


def registered():
    return {"name": f"{STEM} House", "kind": "shelter", "city": "Barcelona"}


def answers():
    return {"referent_provider": FAR, "staff_ref": f"{STEM}3", "chosen_with_her": True}


def due():
    return (TODAY + timedelta(days=5)).isoformat()


def assessed():
    return {**RiskAssessed.example, "level": "extreme"}


def signed(ariadna, role="coordinator", provider=FAR, actor="st_1"):
    return {"authorization": f"Bearer {ariadna.signer.issue(provider, role, actor)}"}


def fed(ariadna):
    """As the services' threads do."""
    ariadna.pathways.policies.refresh(TODAY)
    ariadna.services["pathway"].feed.tell(TODAY)
    ariadna.drain()
    ariadna.services["notifications"].asked.daily.run(datetime.now(UTC))


def test_what_the_pathway_asks_stands_in_the_inbox_and_is_acknowledged_once_for_all(ariadna, asked, her):
    one, other = signed(ariadna), signed(ariadna, actor="st_2")
    assert asked.get(INBOX, headers=one).json() == {"items": [], "next": None}
    fed(ariadna)
    items = asked.get(INBOX, headers={**one, "accept-language": "es"}).json()["items"]
    assert {"extreme"} <= {each["urgency"] for each in items}
    assert {each["text"] for each in items} == {text("attention", "es", {})[1]}
    first = items[0]["notice_id"]
    for _ in range(2):
        answer = asked.post(f"{INBOX}/{first}/ack", headers=other)
        assert (answer.status_code, answer.json()["state"]) == (200, "acknowledged")
    shown = asked.get(f"{INBOX}?state=acknowledged", headers=one).json()["items"]
    assert [each["notice_id"] for each in shown] == [first]
    log = ariadna.services["notifications"].log
    assert [log.mapper.open(row.state).type for row in log.scan()].count("NotificationAcknowledged") == 1


def test_a_notice_of_another_is_as_unknown_as_none(ariadna, asked, her):
    asked.get(INBOX, headers=signed(ariadna))
    fed(ariadna)
    (first, *_) = asked.get(INBOX, headers=signed(ariadna)).json()["items"]
    stranger = signed(ariadna, provider="BCN-PSI")
    answers = [asked.post(f"{INBOX}/{each}/ack", headers=stranger) for each in (first["notice_id"], uuid4())]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert asked.get(INBOX, headers=stranger).json()["items"] == []


@pytest.mark.parametrize("role", ["auditor", "researcher", "ops", "admin", "machine"])
def test_who_holds_no_duty_has_no_inbox(ariadna, asked, role):
    for path in (INBOX, ME, "/notifications/v1/unanswered"):
        assert asked.get(path, headers=signed(ariadna, role)).status_code == 403


def test_only_who_oversees_sees_what_nobody_answered(ariadna, asked):
    statuses = {
        role: asked.get("/notifications/v1/unanswered", headers=signed(ariadna, role)).status_code
        for role in ("worker", "coordinator", "supervisor", "privacy_officer")
    }
    assert statuses == {"worker": 403, "coordinator": 403, "supervisor": 200, "privacy_officer": 200}


def test_how_one_is_told_is_kept_and_its_event_written_once(ariadna, asked):
    who = signed(ariadna)
    assert asked.get(ME, headers=who).json()["digest"] == "daily"
    wished = {**WISHED, "channels": ["app", "sms_link"], "hours": {"from": "08:00", "to": "14:30"}, "region": "IT-MI"}
    for _ in range(2):
        answer = asked.request("PUT", ME, json=wished, headers=who)
        assert answer.status_code == 200
    kept = asked.get(ME, headers=who).json()
    assert kept == {**wished, "quiet": False, "not_offered": ["sms_link"]}
    log = ariadna.services["notifications"].log
    assert [log.mapper.open(row.state).type for row in log.scan()] == ["ChannelPreferenceSet"]
    assert asked.get(ME, headers=signed(ariadna, actor="st_2")).json()["mail"] is None


@pytest.mark.parametrize(
    ("said", "path", "code"),
    [
        ({"mail": "a@example.org\r\nBcc: b@example.org"}, "mail", "line_break"),
        ({"mail": "example.org"}, "mail", "no_at_sign"),
        ({"mail": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org"}, "mail", "too_long"),
        ({"mail": f"{'a' * 65}@example.org"}, "mail", "too_long"),
        ({"mail": "señora@example.org"}, "mail", "not_ascii"),
        ({"mail": "a b@example.org"}, "mail", "malformed"),
        ({"mail": '"a"@example.org'}, "mail", "malformed"),
        ({"mail": "a@localhost"}, "mail", "malformed"),
        ({"hours": {"from": "17:00", "to": "09:00"}}, "hours.to", "not_after"),
        ({"hours": {"from": "9", "to": "17:00"}}, "hours.from", "malformed"),
        ({"lang": "fr"}, "lang", "not_in_list"),
        ({"channels": ["fax"]}, "channels.0", "not_in_list"),
        ({"region": "DE"}, "region", "not_in_list"),
        ({f"{STEM}": 1}, "", "unknown_field"),
    ],
)
def test_what_is_wrong_is_named_by_its_path_and_never_repeated(ariadna, asked, said, path, code):
    answer = asked.request("PUT", ME, json=said, headers=signed(ariadna))
    assert answer.status_code == 422
    assert [(each["path"], each["code"]) for each in answer.json()["errors"]] == [(path, code)]
    assert "example.org" not in answer.text
    assert STEM not in answer.text


def test_no_word_of_what_providers_write_is_in_any_notice(ariadna, asked, her, caplog):
    caplog.set_level(logging.DEBUG)
    for role in ("worker", "coordinator"):
        asked.request("PUT", ME, json=WISHED, headers=signed(ariadna, role, actor=role))
    fed(ariadna)
    kept = ariadna.services["notifications"].asked
    log = ariadna.services["notifications"].log
    said = [asked.get(INBOX, headers=signed(ariadna, role, actor=role)).text for role in ("worker", "coordinator")]
    assert all('"notice_id"' in each for each in said)
    with log.reading() as cursor:
        cursor.execute("SELECT delivery_id, stream, sealed FROM told")
        said += [
            str(kept.rounds._rows._told.open(stream, raw, sealed, TOLD)) for raw, stream, sealed in cursor.fetchall()
        ]
        cursor.execute("SELECT delivery_id, owner, sealed FROM deliveries")
        letters = [kept.rounds._deliveries.letter_of(*row) for row in cursor.fetchall()]
    assert letters
    said += [f"{each.template} {each.link} {each.values}" for each in letters]
    whole = "\n".join([*said, caplog.text]).casefold()
    assert STEM not in whole
    for word in ("barcelona", her, FAR.casefold(), *(code for code in Dimension.__args__ if code != "other")):
        assert word not in "\n".join(said).casefold()


def test_no_text_tells_of_what_care_or_whose():
    never = re.compile("housing|health|therap|legal|protection|violen|traffick|tratta|trata|vivienda|abitazion", re.I)
    for lang in STAFF:
        for template in TEXTS:
            assert not never.search(" ".join(text(template, lang, {"count": "2"} if template == "digest" else {})))


def test_a_template_without_a_language_stops_the_start(monkeypatch):
    check()
    monkeypatch.setitem(TEXTS, "other", TEXTS["other"]._replace(line="Nobody has translated this."))
    with pytest.raises(TextMissing):
        check()


def test_a_template_without_a_text_stops_the_start(monkeypatch):
    monkeypatch.delitem(TEXTS, "other")
    with pytest.raises(TextMissing):
        check()
    with pytest.raises(LookupError):
        text("other", "en", {})


def test_a_language_that_nobody_speaks_here_is_an_error():
    with pytest.raises(LookupError):
        text("danger", "fr", {})
