"""Which people a duty is of, and who is asked when these don't answer."""

from datetime import date, timedelta

import pytest

from services.notifications.domain import holders, next_in_line
from tests.services.notifications.domain.given import FAR, PSI, SEEN, notice, person

WORKER, COORDINATOR = person("w1"), person("c1", "coordinator")
ELSEWHERE = person("w2", provider=PSI)
SUPERVISOR, OFFICER = person("s1", "supervisor", provider="NET"), person("p1", "privacy_officer", provider="NET")
ALL = [WORKER, COORDINATOR, ELSEWHERE, SUPERVISOR, OFFICER]


@pytest.mark.parametrize(
    ("duty", "provider", "role", "asked"),
    [
        ("worker", FAR, "worker", [WORKER]),
        ("worker", PSI, "worker", [ELSEWHERE]),
        ("referent", FAR, "coordinator", [COORDINATOR]),
        ("referent", PSI, "worker", [ELSEWHERE]),
        ("coordinator", FAR, "coordinator", [COORDINATOR]),
        ("coordinator", PSI, "coordinator", []),
        ("supervisor", None, "supervisor", [SUPERVISOR]),
        ("supervisor", FAR, "supervisor", [SUPERVISOR]),
        ("privacy_officer", None, "privacy_officer", [OFFICER]),
        ("worker", None, "worker", []),
    ],
)
def test_a_duty_is_of_those_in_its_role_at_the_provider_and_of_the_network_where_there_is_none(
    duty, provider, role, asked
):
    assert holders(ALL, duty, provider, SEEN) == (role, asked)


def test_a_role_that_was_not_used_for_ninety_days_is_nobodys():
    later = SEEN + timedelta(days=90)
    assert holders([WORKER], "worker", FAR, later) == ("worker", [WORKER])
    assert holders([WORKER], "worker", FAR, later + timedelta(days=1)) == ("worker", [])


def test_the_line_goes_from_workers_over_coordinators_to_supervisors():
    assert next_in_line(ALL, "worker", FAR, SEEN) == ("coordinator", [COORDINATOR])
    assert next_in_line(ALL, "coordinator", FAR, SEEN) == ("supervisor", [SUPERVISOR])
    assert next_in_line(ALL, "supervisor", FAR, SEEN) is None


def test_a_step_of_the_line_where_nobody_is_known_is_left_out_but_for_the_last():
    assert next_in_line([SUPERVISOR], "worker", FAR, SEEN) == ("supervisor", [SUPERVISOR])
    assert next_in_line([], "worker", FAR, SEEN) == ("supervisor", [])


def test_what_is_for_privacy_officers_goes_to_nobody_else():
    assert next_in_line(ALL, "privacy_officer", None, SEEN) is None
    assert not any(each.sees("privacy_officer", None, SEEN) for each in ALL if each != OFFICER)


def test_who_sees_what_is_asked_of_a_duty():
    on = date(2026, 2, 2)
    assert [each for each in ALL if each.sees("worker", FAR, on)] == [WORKER, COORDINATOR]
    assert [each for each in ALL if each.sees("coordinator", FAR, on)] == [COORDINATOR]
    assert [each for each in ALL if each.sees("supervisor", None, on)] == [SUPERVISOR]
    assert not any(each.sees("worker", None, on) for each in ALL)


def test_mail_goes_nowhere_without_an_address_without_the_channel_and_in_quiet():
    assert person("w1").wishes.address == "w1@example.org"
    for wished in ({"mail": None}, {"channels": frozenset({"app"})}, {"quiet": True}):
        assert person("w1", **wished).wishes.address is None


def test_until_somebody_was_asked_a_notice_is_with_the_first_role_of_its_duty():
    assert notice(duty="referent").role == "coordinator"
    assert notice(duty="referent", asked="worker").role == "worker"
