"""`ariadna policy`: what is allowed and by which line, whether files are fit, and the table that is kept in docs."""

from pathlib import Path

import pytest

from deploy import policies
from deploy.policies.sharing import matrix
from tests.deploy.command import PATHWAY, ariadna, rows, written

KEPT = Path(__file__).resolve().parents[2] / "docs/privacy/sharing.md"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with a made-up register."""
    folder = tmp_path_factory.mktemp("store")
    register = written(folder / "register.ndjson", rows())
    assert ariadna("import", register, "--keep-recorded-at", "--data", folder / "data").code == 0
    return folder / "data"


@pytest.mark.parametrize(
    ("who", "what", "more", "allowed", "shows", "by"),
    [
        ("BCN-FAR/worker", "history", [], True, None, ["staff-history"]),
        ("BCN-FAR/worker", "care", ["--dimension", "psychological_therapy"], True, "state", ["referent-state"]),
        ("BCN-OFI/worker", "steps", ["--dimension", "job_orientation"], True, "full", ["active-own-dimension"]),
        ("BCN-OFI/worker", "care", ["--dimension", "health"], True, "marked", ["marked"]),
        ("BCN-OFI/coordinator", "care", ["--author", "BCN-OFI"], True, "full", ["own-rows"]),
        ("BCN-ALTRE/worker", "history", [], False, None, []),
        ("NET/supervisor", "risk", [], True, "level", ["supervisor-danger"]),
        ("NET/ops", "history", [], False, None, []),
    ],
)
def test_it_is_told_whether_somebody_may_and_which_line_decides(store, who, what, more, allowed, shows, by):
    asked = ["policy", "explain", "--who", who, "--pathway", PATHWAY, "--what", what, *more, "--data", store]
    told = ariadna(*asked, "--json")
    assert (told.code, told.json["allowed"], told.json["shows"], told.json["by"]) == (0, allowed, shows, by)
    assert told.json["version"] == policies.load().version
    assert ariadna(*asked).out.startswith("allow: " if allowed else "deny: ")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--who", "BCN-FAR/queen", "--what", "history"],
        ["--who", "BCN-FAR", "--what", "history"],
        ["--who", "BCN-FAR/worker", "--what", "everything"],
        ["--who", "BCN-FAR/worker", "--what", "care", "--dimension", "astrology"],
    ],
)
def test_what_cannot_be_asked_is_wrong_use(store, wrong):
    assert ariadna("policy", "explain", "--pathway", PATHWAY, "--data", store, *wrong).code == 2


def test_policies_that_are_fit_tell_their_version_and_others_what_is_wrong(tmp_path):
    assert ariadna("policy", "check") == (0, f"{policies.load().version}\n", "")
    for name, text in zip(("1.cedar", "schema.cedarschema", "roles.json"), policies.texts(), strict=True):
        (tmp_path / name).write_text(text)
    assert ariadna("policy", "check", tmp_path).code == 0
    (tmp_path / "2.cedar").write_text('@id("odd") permit (principal, action == Action::"wave", resource);')
    told = ariadna("policy", "check", tmp_path)
    assert (told.code, told.out, "odd" in told.err) == (1, "", True)


def test_the_table_that_is_kept_is_that_of_the_policies():
    assert KEPT.read_text() == matrix(policies.load()), "renew it: make privacy"
    assert ariadna("policy", "table").out == KEPT.read_text()
