"""What is read on the command line is written down before it is printed; reports of who looked, and hers."""

from contextlib import suppress

import pytest

from services.pathway.web.subject_words import ELSEWHERE, SPOKEN, STATES, WORDS, about, said
from shared.contracts import FACTS
from shared.errors import Refusal, UnknownPathway
from tests.architecture.house import NOT_SAID
from tests.deploy.command import COMMANDS, PATHWAY, ariadna

NOBODY = "00000000-0000-4000-8000-000000000000"
READING = {
    "history": (PATHWAY,),
    "views": (PATHWAY,),
    "gaps": (),
    "funding-at-risk": ("--on", "2026-05-01"),
    "fallbacks-missing": (),
    "what-if": ("--end", "fwA=2026-12-31"),
    "funding-impact": ("--from", "2026-01-01", "--to", "2026-06-30"),
    "next-choice": (PATHWAY, "S1"),
    "grant-report": ("fwA",),
    "tasks": (),
    "tick": ("--on", "2026-05-01"),
    "readers": (PATHWAY,),
    "reads": ("--provider", "LOCAL"),
    "subject-report": (PATHWAY,),
}
TELLING_OF_NOBODY = {
    "serve", "migrate", "token", "import", "demo", "rebuild", "verify", "checkpoint", "backup", "restore", "providers",
    "revoke", "witness", "export-audit", "erase", "erasures",
}  # fmt: skip


def read_here(store):
    """What was read at this machine before this was asked, the latest first."""
    return ariadna("reads", "--provider", "LOCAL", "--limit", 500, "--json", "--data", store).json


def test_every_command_that_reads_of_a_pathway_writes_it_down(store):
    for name, arguments in READING.items():
        before = len(read_here(store))
        with suppress(Refusal):  # what the register has no window or step for is refused, and written down as well
            ariadna(name, *arguments, "--data", store)
        found = read_here(store)
        assert len(found) == before + 2, name  # the look before, too, is a read
        assert (found[0]["operation"], found[0]["form"]) == (name.replace("-", "_"), "command_line")
        assert found[0]["pathway_id"] == (PATHWAY if PATHWAY in arguments else None)


def test_every_command_is_known_to_read_or_to_tell_of_nobody():
    assert {*READING, *TELLING_OF_NOBODY} >= set(COMMANDS)


def test_a_try_at_nobody_is_written_down(store):
    with pytest.raises(UnknownPathway):
        ariadna("views", NOBODY, "--data", store)
    latest = read_here(store)[0]
    assert (latest["pathway_id"], latest["outcome"]) == (NOBODY, "unknown")


def test_she_is_given_all_that_is_kept_and_who_looked(store, tmp_path):
    ariadna("views", PATHWAY, "--data", store)
    events = len(ariadna("history", PATHWAY, "--json", "--data", store).json["items"])
    text = ariadna("subject-report", PATHWAY, "--data", store).out
    lines = [line for line in text.splitlines() if line[:2] == "20"]
    assert sum("local-admin" in line for line in lines) == 2
    assert len(lines) == events + 2
    out = tmp_path / "hers.pdf"
    assert ariadna("subject-report", PATHWAY, "--lang", "ar", "--out", out, "--data", store).code == 0
    assert (out.read_bytes()[:5], out.stat().st_mode & 0o077) == (b"%PDF-", 0)


@pytest.mark.parametrize("lang", SPOKEN)
def test_every_word_of_hers_is_there_in_every_language(store, lang):
    keys = {*WORDS, *ELSEWHERE, *STATES.values()}
    told = {key: said(key, lang) for key in keys} | {name: about(name, lang) for name in FACTS}
    assert all(told.values())
    assert not [words for words in told.values() if NOT_SAID.search(words)]
    assert told["title"] in ariadna("subject-report", PATHWAY, "--lang", lang, "--data", store).out
