"""Rounds over a store: who is asked for what, once; what goes on to the next in line, and what is held back."""

from datetime import date, timedelta

import pytest

from services.notifications.application import Page
from services.notifications.deliveries import DONE, Claims
from services.notifications.domain import STATES
from shared.contracts.feed import SubjectErased
from shared.errors import UnknownNotice
from tests.services.notifications.network import FAR, HER, NET, PSI, network, told

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ALL = Page(None, STATES, 100, "en")


@pytest.fixture
def there(place):
    with network(place) as found:
        yield found


def inbox(there, who, page=ALL):
    return [(row["notice_id"], row["state"]) for row in there.notices.page(who, page)["items"]]


def test_an_urgent_notice_goes_to_those_of_the_duty_at_once_and_once(there):
    there.person(actor="w1")
    there.person(actor="w2", mail=None)
    there.person("coordinator", actor="c1")
    there.person(provider=PSI, actor="w3")
    there.raised(urgency="urgent")
    assert told(there.round()) == {("w1", "live"), ("w1", "mail"), ("w2", "live"), (None, "webhook")}
    assert there.round() == []


def test_what_is_normal_is_gathered_in_one_digest_a_day(there):
    there.person(digest="daily")
    for _ in range(3):
        there.raised("deadline_near")
    (first,) = [each for each in there.round() if each.channel == "mail"]
    assert (first.template, first.values) == ("digest", {"count": "3"})
    there.raised("deadline_near")
    assert [each for each in there.round(HOUR) if each.channel == "mail"] == []
    (second,) = [each for each in there.round(DAY) if each.channel == "mail"]
    assert second.values == {"count": "1"}
    assert there.round(DAY) == []


def test_a_digest_counts_neither_what_is_over_nor_what_is_quiet(there):
    there.person()
    over, _ = there.raised("deadline_near"), there.raised("deadline_near", pathway_id=None)
    there.closed(over)
    there.raised("deadline_near")
    there.quiet()
    (one,) = [each for each in there.round() if each.channel == "mail"]
    assert one.values == {"count": "1"}


def test_what_one_has_seen_is_with_nobody_of_the_duty_any_more(there):
    first, second = there.person(actor="w1"), there.person(actor="w2")
    there.person("coordinator", actor="c1")
    notice = there.raised(urgency="extreme")
    there.round()
    there.acknowledge(notice, second)
    assert inbox(there, first) == [(str(notice), "acknowledged")]
    assert there.carried.cancelled == [notice]
    assert there.round(HOUR) == []
    assert there.events() == {"NotificationAcknowledged": 1}
    assert there.notices.acknowledgement(notice, first) is None


def test_extreme_danger_that_nobody_saw_goes_up_the_line_and_is_listed(there):
    there.person(actor="w1")
    there.person("coordinator", actor="c1")
    supervisor = there.person("supervisor", provider=NET, actor="s1")
    notice = there.raised(urgency="extreme")
    there.round()
    assert ("c1", "mail") in told(there.round(16 * MINUTE))
    assert ("s1", "mail") in told(there.round(16 * MINUTE))
    assert there.round(HOUR) == []
    assert there.events() == {"NotificationEscalated": 2}
    assert [row["notice_id"] for row in there.notices.unanswered(supervisor, "en")["items"]] == [str(notice)]
    assert inbox(there, supervisor) == [(str(notice), "open")]
    there.acknowledge(notice, supervisor)
    assert there.notices.unanswered(supervisor, "en")["items"] == []


def test_extreme_danger_of_which_nobody_can_be_told_is_listed_at_once(there):
    supervisor = there.person("supervisor", provider=NET, actor="s1")
    there.raised(urgency="extreme", provider_id=PSI)
    there.round()
    assert len(there.notices.unanswered(supervisor, "en")["items"]) == 1


def test_at_night_whoever_is_on_duty_is_told_of_extreme_danger(there):
    there.now = there.now.replace(hour=22)
    there.raised(urgency="extreme")
    (duty, _) = sorted(there.round(), key=lambda each: each.channel)
    assert (duty.channel, duty.address, duty.extreme) == ("mail", "duty@example.org", True)
    assert there.still(duty) is True


def test_in_quiet_mode_nothing_normal_leaves_the_inbox_and_it_is_said_without_a_word(there):
    who = there.person(digest="off")
    there.quiet()
    notice = there.raised("deadline_near")
    assert told(there.round()) == {("st_1", "live")}
    assert there.events() == {"NotificationSuppressed": 1}
    (row,) = there.notices.page(who, ALL)["items"]
    assert (row["notice_id"], row["template"]) == (str(notice), "attention")


def test_quiet_mode_holds_for_what_waits_already(there):
    there.person(digest="off")
    there.raised("deadline_near")
    mail = next(each for each in there.round() if each.channel == "mail")
    assert there.still(mail) is True
    there.quiet()
    assert there.still(mail) is False
    there.round()
    assert there.events() == {"NotificationSuppressed": 1}
    there.quiet(False)
    assert there.still(mail) is True


def test_wishes_hold_for_what_waits_already(there):
    who = there.person(digest="off")
    there.raised("deadline_near")
    mail = next(each for each in there.round() if each.channel == "mail")
    there.post(who, "ChannelPreferenceSet", audience="worker", channels=["app"], quiet=False)
    assert there.still(mail) is False
    there.post(who, "ChannelPreferenceSet", audience="worker", channels=["app", "email_link"], quiet=True)
    assert there.still(mail) is False
    there.post(who, "ChannelPreferenceSet", audience="worker", channels=["app", "email_link"], quiet=False)
    assert there.still(mail) is True


def test_nothing_is_sent_of_what_is_over(there):
    there.person(digest="off")
    notice = there.raised("deadline_near")
    found = there.round()
    there.closed(notice)
    assert [there.still(each) for each in found] == [False] * len(found)
    assert there.carried.cancelled == [notice]


def test_what_is_raised_again_is_open_again_and_nobody_is_told_twice(there):
    who = there.person(digest="off")
    notice = there.raised("deadline_near")
    assert there.round()
    there.closed(notice)
    there.raised("deadline_near", notice_id=notice)
    assert there.round() == []
    assert inbox(there, who) == [(str(notice), "open")]


def test_what_was_called_off_before_it_was_tried_is_told_once_it_is_open_again(there):
    there.person(digest="off")
    claims, notice = Claims(there.log, there.carried), there.raised(urgency="urgent")

    def claimed():
        return [
            each for one in ("live", "mail") for each in claims.claim(one, there.now, 9, there.recheck.still_wanted)
        ]

    there.round()
    there.closed(notice)
    assert claimed() == []
    there.raised(urgency="urgent", notice_id=notice)
    there.round()
    sent = claimed()
    assert {each.channel for each in sent} == {"live", "mail"}
    claims.settle([(each, DONE) for each in sent], there.now)
    there.closed(notice)
    there.raised(urgency="urgent", notice_id=notice)
    there.round()
    assert claimed() == []


def test_a_correction_goes_to_who_was_told_and_may_still_hear_of_her(there):
    there.person("coordinator", actor="c1", digest="off")
    stranger = there.person("coordinator", provider=PSI, actor="c2", digest="off")
    there.raised("deadline_near", duty="coordinator")
    there.raised("deadline_near", duty="coordinator", provider_id=PSI)
    there.round()
    there.quiet(False, providers=frozenset({FAR}))
    there.raised("deadline_corrected", corrective=True, provider_id=FAR, duty="worker")
    assert {actor for actor, channel in told(there.round()) if channel == "mail"} == {"c1"}
    there.quiet(False, providers=frozenset({FAR, PSI}))
    notice = there.raised("deadline_corrected", corrective=True, provider_id=FAR, duty="worker")
    assert {actor for actor, channel in told(there.round()) if channel == "mail"} == {"c1", "c2"}
    assert str(notice) in dict(inbox(there, stranger))


def test_a_normal_task_that_nobody_saw_goes_on_after_a_day_of_work_in_the_next_digest(there):
    there.person(actor="w1")
    there.person("coordinator", actor="c1")
    there.raised("deadline_near", due=date(2026, 2, 3))
    there.round()
    (mail,) = [each for each in there.round(3 * DAY) if each.channel == "mail" and each.actor == "c1"]
    assert (mail.template, mail.values) == ("digest", {"count": "1"})
    assert there.events()["NotificationEscalated"] == 1


def test_another_role_of_the_same_person_opens_no_other_inbox(there):
    there.person("supervisor", actor="st_1")
    who = there.person("worker", actor="st_1")
    notice = there.raised("grievance_raised", duty="supervisor", provider_id=None)
    there.round()
    assert inbox(there, who) == []
    with pytest.raises(UnknownNotice):
        there.notices.acknowledgement(notice, who)
    there.post(who, "NotificationAcknowledged", notice_id=str(notice), by_role="supervisor")
    assert inbox(there, there.person("supervisor", actor="st_1")) == [(str(notice), "open")]


def test_an_inbox_is_read_a_page_at_a_time_newest_first(there):
    who = there.person()
    raised = [str(there.raised("deadline_near")) for _ in range(5)]
    first = there.notices.page(who, ALL._replace(most=2))
    second = there.notices.page(who, ALL._replace(most=2, before=int(first["next"])))
    third = there.notices.page(who, ALL._replace(most=2, before=int(second["next"])))
    shown = [row["notice_id"] for page in (first, second, third) for row in page["items"]]
    assert (shown, third["next"]) == (raised[::-1], None)
    assert there.notices.page(who, ALL._replace(states=("closed",)))["items"] == []


def test_nothing_is_left_of_who_was_erased(there):
    who = there.person(digest="off")
    there.raised("deadline_near")
    there.round()
    with there.log.writing() as cursor:
        there.kept.inbox.taken(cursor, SubjectErased(pathway_id=HER))
        cursor.execute("SELECT count(*) FROM deliveries")
        assert cursor.fetchone()[0] == 0
    assert len(inbox(there, who)) == 1  # its row goes with all that name her: deploy.erasing.HERS


def test_an_acknowledgement_of_what_one_does_not_see_changes_nothing(there):
    who, stranger = there.person(), there.person(provider=PSI, actor="w9")
    notice = there.raised("deadline_near")
    for name in (str(notice), "nt_1"):
        assert there.post(stranger, "NotificationAcknowledged", notice_id=name, by_role="worker").status == "accepted"
    assert inbox(there, who) == [(str(notice), "open")]


def test_what_has_been_over_for_ninety_days_is_kept_by_nobody(there):
    who = there.person(digest="off")
    over, still = there.raised("deadline_near"), there.raised("deadline_near")
    there.round()
    there.closed(over)
    there.round(89 * DAY)
    assert len(inbox(there, who)) == 2
    there.round(2 * DAY)
    assert inbox(there, who) == [(str(still), "open")]
    with there.log.reading() as cursor:
        cursor.execute("SELECT DISTINCT notice_id FROM told WHERE notice_id != ?", (b"",))
        assert [row[0] for row in cursor.fetchall()] == [still.bytes]


def test_what_is_not_for_an_organisation_is_told_and_shown_to_nobody_of_it(there):
    concerned = there.person("supervisor", FAR, "s1")
    other = there.person("supervisor", NET, "s2")
    said = {"duty": "supervisor", "provider_id": None, "not_for": frozenset({FAR}), "urgency": "extreme"}
    notice = there.raised("grievance_unanswered", **said)
    assert {actor for actor, _ in told(there.round())} == {"s2"}
    there.round(HOUR)
    assert inbox(there, concerned) == []
    assert there.notices.unanswered(concerned, "en")["items"] == []
    with pytest.raises(UnknownNotice):
        there.notices.acknowledgement(notice, concerned)
    there.post(concerned, "NotificationAcknowledged", notice_id=str(notice), by_role="supervisor")
    assert inbox(there, other) == [(str(notice), "open")]
    assert [row["notice_id"] for row in there.notices.unanswered(other, "en")["items"]] == [str(notice)]
