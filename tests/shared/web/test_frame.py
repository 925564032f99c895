"""The frame: what is escaped, what is served, what a refusal looks like."""

import pytest

from shared.errors import (
    Busy,
    NotAllowed,
    NotForeseen,
    NotSignedIn,
    NotWellFormed,
    Problem,
    UnknownAddress,
    UnknownPathway,
)
from shared.web.frame import ASSETS, HEADERS, OTHERWISE, SAID, asset, problem, templates


def text(answer):
    return answer.body.decode()


@pytest.mark.parametrize("refusal", [NotAllowed(), UnknownPathway(), NotWellFormed(), Busy(), NotForeseen()])
def test_a_refusal_says_what_is_so_and_what_to_do_next(refusal):
    answer = problem(refusal)
    title, next_step = SAID.get(refusal.status, OTHERWISE)
    assert answer.status_code == refusal.status
    assert f"<h1>{title}</h1>" in text(answer)
    assert next_step in text(answer)
    assert refusal.code.replace("_", " ") in text(answer)


def test_only_who_is_not_signed_in_is_led_to_the_form():
    assert 'href="/pathway/sign-in"' in text(problem(NotSignedIn()))
    assert 'href="/pathway/sign-in"' not in text(problem(UnknownPathway()))


def test_a_browser_is_not_made_to_ask_for_a_password():
    assert "www-authenticate" not in problem(NotSignedIn()).headers


def test_a_refusal_that_passes_says_when_to_try_again():
    assert problem(Busy()).headers["retry-after"] == "2"


def test_a_refusal_repeats_nothing_of_its_places():
    assert "as_of" not in text(problem(NotWellFormed(Problem("as_of", "not_a_date", "said"))))


def test_a_refusal_carries_the_headers_of_every_page():
    answer = problem(UnknownPathway())
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_templates_escape_and_miss_nothing_silently():
    made = templates().from_string("{{ said }}")
    assert made.render(said="<b>") == "&lt;b&gt;"
    with pytest.raises(Exception, match="undefined"):
        made.render()


@pytest.mark.parametrize("name", ASSETS)
def test_our_own_files_are_served_and_may_be_kept_for_an_hour(name):
    answer = asset(name)
    assert answer.body
    assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize("name", ["base.html", "../frame.py", "", "nothing.css"])
def test_no_other_file_is_served(name):
    with pytest.raises(UnknownAddress):
        asset(name)
