"""What goes to whom, by which channel and when; what is held back; what is no longer wanted."""

from datetime import timedelta

import pytest

from services.notifications.domain import (
    FAMILIES,
    NIGHT,
    TEMPLATES,
    Contact,
    Told,
    by_duty_phone,
    digests,
    still,
    still_hears,
    tellings,
    to_her,
    to_systems,
)
from services.notifications.domain.telling import Telling
from shared.contracts.feed import WHATS
from tests.services.notifications.domain.given import FAR, PSI, notice, person, utc, works

OPEN, QUIET = Contact(), Contact(quiet=True)
MONDAY, NIGHTLY, SATURDAY = utc(2, 2, 10), utc(2, 2, 22), utc(2, 7, 10)


def by_channel(found, people=None, contact=OPEN, now=MONDAY):
    return {each.channel: each.at for each in tellings(found, people or [person()], contact, now, works)}


def test_everything_that_the_policies_ask_has_a_family_of_texts():
    assert FAMILIES.keys() == WHATS
    assert set(FAMILIES.values()) < TEMPLATES


def test_what_is_normal_stays_in_the_inbox_until_the_digest_or_comes_by_itself_where_none_is_wanted():
    assert by_channel(notice()) == {"live": MONDAY}
    by_itself = [person(digest="off")]
    assert by_channel(notice(), by_itself) == {"live": MONDAY, "mail": MONDAY}
    assert by_channel(notice(), by_itself, now=SATURDAY) == {"live": SATURDAY, "mail": utc(2, 9, 8)}


def test_what_is_urgent_comes_at_once_by_day_and_what_is_extreme_at_any_hour():
    urgent, extreme = notice(urgency="urgent"), notice(urgency="extreme")
    assert by_channel(urgent, now=SATURDAY)["mail"] == SATURDAY
    assert by_channel(urgent, now=NIGHTLY)["mail"] == utc(2, 3, 6)
    assert by_channel(extreme, now=NIGHTLY)["mail"] == NIGHTLY


def test_in_quiet_mode_only_what_is_urgent_leaves_the_inbox_and_tells_nothing():
    assert by_channel(notice(), [person(digest="off")], QUIET) == {"live": MONDAY}
    assert list(to_systems(notice(), QUIET, MONDAY)) == []
    found = list(tellings(notice(urgency="urgent"), [person()], QUIET, MONDAY, works))
    assert {(each.channel, each.template) for each in found} == {("live", "attention"), ("mail", "attention")}


def test_who_wants_nothing_is_told_nothing():
    assert by_channel(notice(urgency="extreme"), [person(channels=frozenset())]) == {}
    assert by_channel(notice(urgency="extreme"), [person(quiet=True)]) == {"live": MONDAY}


def test_a_providers_own_system_is_told_of_what_its_staff_is_told():
    (one,) = to_systems(notice(), OPEN, MONDAY)
    assert (one.person, one.channel, one.template) == (None, "webhook", "deadline")
    assert list(to_systems(notice(provider_id=None), OPEN, MONDAY)) == []


def test_whoever_is_on_duty_is_told_of_extreme_danger_while_nobody_works():
    extreme = notice("risk_act", urgency="extreme")
    (one,) = by_duty_phone(extreme, OPEN, "webhook", NIGHTLY, works)
    assert one.person
    assert (one.person.actor, one.channel, one.at) == (NIGHT, "webhook", NIGHTLY)
    assert list(by_duty_phone(extreme, OPEN, "mail", SATURDAY, works))
    assert list(by_duty_phone(extreme, OPEN, "mail", MONDAY, works)) == []
    assert list(by_duty_phone(notice(urgency="urgent"), OPEN, "mail", NIGHTLY, works)) == []


def test_what_nobody_answered_says_so_to_the_next_in_line():
    (live,) = tellings(notice(unanswered=True), [person()], OPEN, MONDAY, works)
    assert live.template == "escalated"


def test_one_person_reason_and_channel_make_one_delivery():
    def delivery(found, who, channel="mail"):
        return Telling(who, channel, MONDAY, "other", f"notice:{found}", True).delivery_id(FAR)

    ids = [delivery("n1", person()), delivery("n2", person()), delivery("n1", person("w2")), delivery("n1", None)]
    assert len({*ids, delivery("n1", person(), "live")}) == 5
    assert delivery("n1", person()) == ids[0]


@pytest.mark.parametrize(
    ("told", "who", "contact", "now", "verdict"),
    [
        (Told("mail", "deadline", "deadline", "normal", "w1@example.org"), person(), OPEN, MONDAY, True),
        (Told("mail", "deadline", "deadline", "normal", "w1@example.org"), person(), OPEN, SATURDAY, utc(2, 9, 8)),
        (Told("mail", "deadline", "deadline", "normal", "w1@example.org"), person(), QUIET, MONDAY, False),
        (Told("mail", "danger", "danger", "urgent", "w1@example.org"), person(), QUIET, MONDAY, True),
        (Told("mail", "danger", "danger", "urgent", "w1@example.org"), person(), OPEN, NIGHTLY, utc(2, 3, 6)),
        (Told("mail", "danger", "danger", "extreme", "w1@example.org"), person(), OPEN, NIGHTLY, True),
        (Told("mail", "danger", "danger", "urgent", "old@example.org"), person(), OPEN, MONDAY, False),
        (Told("mail", "danger", "danger", "urgent", "w1@example.org"), person(quiet=True), OPEN, MONDAY, False),
        (Told("mail", "danger", "danger", "extreme", "duty@example.org"), None, OPEN, NIGHTLY, True),
        (Told("webhook", "deadline", "deadline", "normal"), None, OPEN, MONDAY, True),
        (Told("webhook", "deadline", "deadline", "normal"), None, QUIET, MONDAY, False),
        (Told("live", "deadline", "deadline", "normal"), person(), QUIET, MONDAY, True),
        (Told("live", "deadline", "deadline", "normal"), person(channels=frozenset()), OPEN, MONDAY, False),
    ],
)
def test_what_waited_is_judged_by_what_is_so_now(told, who, contact, now, verdict):
    assert still(told, who, contact, now, works) == verdict


def test_a_correction_goes_to_nobody_whose_organisation_may_no_longer_hear_of_her():
    there = Contact(providers=frozenset({PSI}))
    assert still_hears(person(), notice(), OPEN)
    assert still_hears(person(provider=PSI), notice(), there)
    assert not still_hears(person(provider=PSI), notice(), OPEN)
    supervisor = person("s1", "supervisor", provider="NET")
    assert still_hears(supervisor, notice(), OPEN)
    assert not still_hears(supervisor, notice(not_for=frozenset({"NET"})), OPEN)


def test_a_digest_is_due_once_a_day_in_hours_of_work():
    one = person()
    assert digests.due(one, MONDAY, works)
    assert not digests.due(one, utc(2, 2, 7), works)
    assert not digests.due(one, SATURDAY, works)
    assert not digests.due(person(digest="off"), MONDAY, works)
    assert not digests.due(person(quiet=True), MONDAY, works)
    weekly = person(digest="weekly")
    assert [digests.due(weekly, MONDAY + timedelta(days=each), works) for each in range(3)] == [True, False, False]


def test_the_digest_of_a_day_is_one_delivery():
    first, later = (digests.digest(person(), MONDAY + timedelta(hours=each)) for each in (0, 3))
    assert first.delivery_id(FAR) == later.delivery_id(FAR)
    assert digests.digest(person(), MONDAY + timedelta(days=1)).delivery_id(FAR) != first.delivery_id(FAR)


@pytest.mark.parametrize(
    ("rules", "now", "verdict"),
    [
        (set(), MONDAY, (True, None)),
        ({"no_voicemail", "no_calls"}, MONDAY, (True, None)),
        ({"no_sms_text"}, MONDAY, (True, None)),
        ({"mornings_only"}, MONDAY, (True, None)),
        ({"mornings_only"}, utc(2, 2, 15), (utc(2, 3, 8), None)),
        ({"afternoons_only"}, MONDAY, (utc(2, 2, 14), None)),
        ({"mornings_only", "afternoons_only"}, MONDAY, (False, "contact_rule")),
        ({"only_via_referent"}, MONDAY, (False, "contact_rule")),
        ({"code_word"}, MONDAY, (False, "contact_rule")),
    ],
)
def test_a_message_to_her_obeys_her_rules(rules, now, verdict):
    contact = Contact(rules=frozenset(rules), channels=frozenset({"email_link", "sms_link"}))
    assert to_her(contact, "email_link", now) == verdict


def test_messages_to_her_are_off_by_default_in_danger_and_by_what_she_barred():
    assert to_her(Contact(), "app", MONDAY) == (False, None)
    on = frozenset({"sms_link"})
    assert to_her(Contact(quiet=True, channels=on), "sms_link", MONDAY) == (False, "high_risk_quiet_mode")
    barred = Contact(rules=frozenset({"no_sms_text"}), channels=on)
    assert to_her(barred, "sms_link", MONDAY) == (False, "contact_rule")
