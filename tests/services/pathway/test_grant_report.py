"""The account of a simulated grant adds up, against a count of its own that walks day by day over the same events."""

import csv
import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from types import ModuleType

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.pathway import domain
from services.pathway.web import grants
from shared.access import Reader
from shared.clocks import When, end_of_day
from shared.contracts import FACTS
from shared.errors import NotAllowed, NotWellFormed, UnknownWindow, problem_details
from shared.facts import Event
from shared.web.paper import NoPaper
from tests.services.pathway.simulated_grants import AS_OF, PROVIDERS, WINDOWS, counted, day, simulated
from tests.services.stored import embedded, put, reader

LOCAL = Reader("LOCAL", "supervisor", "local-admin", "local", 0)
FIGURES = (
    *("women", "steps", "steps_started", "steps_active_at_end", "sessions", "minutes"),
    *("unfunded_sessions", "sessions_without_minutes", "sessions_outside_window"),
)


def flat(total):
    left = total["interruptions"]
    figures = Counter({name: total[name] for name in FIGURES}) + Counter(total["steps_ended"])
    return figures + Counter({name: left[name] for name in ("bridged_days", "going_on_days")}), Counter(left["causes"])


def folded(posted, provider, name):
    """The account of the domain, over the same events as the store would give them."""
    events = [stamped(who, each) for who, each in posted]
    ours = [each for each in events if each.pathway_id is None]
    windows = domain.open_windows(ours, AS_OF)
    grant = domain.Grant(provider, windows[provider][name], AS_OF)
    for woman in sorted({each.pathway_id for each in events} - {None}):
        hers = [each for each in events if each.pathway_id == woman]
        grant.add(domain.fold(woman, hers, AS_OF, windows=windows), tells=True)
    return grant.told()


def stamped(provider, each):
    on = date.fromisoformat(each["occurred_on"])
    fact = msgspec.convert(each["data"], FACTS[each["type"]])
    noon = datetime.combine(on, time(12), UTC)
    who = (provider, "st_1", "worker")
    return Event(each["event_id"], each["type"], each["pathway_id"], *who, on, noon, fact)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(PROVIDERS), st.sampled_from(tuple(WINDOWS)))
def test_the_account_of_a_simulated_grant_adds_up(seed, provider, name):
    posted = simulated(seed)
    assert flat(folded(posted, provider, name)["total"]) == counted(posted, provider, name)


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_dimensions_add_up_to_the_total_but_for_women(seed):
    found = folded(simulated(seed), "BCN-FAR", "fw1")
    parts = [flat(figures) for figures in found["dimensions"].values()]
    total, causes = flat(found["total"])
    together = sum((figures for figures, _ in parts), Counter())
    assert {**together, "women": total["women"]} == {**total, "women": total["women"]}
    assert sum((each for _, each in parts), Counter()) == causes
    assert together["women"] >= total["women"]


def test_a_count_that_misses_a_session_is_seen():
    posted = simulated(7)
    assert flat(folded(posted, "BCN-FAR", "fw2")["total"])[0]["sessions"] > 1
    missed = next(n for n, (who, each) in enumerate(posted) if each["type"] == "SessionRecorded" and is_ours(posted, n))
    assert flat(folded(posted[:missed] + posted[missed + 1 :], "BCN-FAR", "fw2")["total"]) != counted(
        posted, "BCN-FAR", "fw2"
    )


def is_ours(posted, number):
    without = posted[:number] + posted[number + 1 :]
    return counted(without, "BCN-FAR", "fw2") != counted(posted, "BCN-FAR", "fw2")


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    posted = simulated(11)
    with embedded(tmp_path_factory.mktemp("grants") / "data") as ariadna:
        for provider in PROVIDERS:
            put(ariadna, *(each for who, each in posted if who == provider), provider=provider, carry=False)
        ariadna.settle()
        yield ariadna, posted


ALL = When(AS_OF)
FAR = reader("BCN-FAR", "coordinator")


def test_what_is_stored_is_accounted_for_as_it_was_simulated(network):
    ariadna, posted = network
    for provider in PROVIDERS:
        for name in WINDOWS:
            found = ariadna.pathways.grant_report(name, ALL, reader(provider, "coordinator"))
            left = found["total"]["interruptions"]
            assert flat(found["total"]) == counted(posted, provider, name)
            assert (found["provider_id"], left["women_not_told"]) == (provider, 0)


def test_with_what_was_known_on_a_past_day_the_account_is_that_of_that_day(network):
    ariadna, _ = network
    on = day(50)
    then = ariadna.pathways.grant_report("fw1", When(on + timedelta(days=1)), FAR)
    known = ariadna.pathways.grant_report("fw1", When(on + timedelta(days=1), end_of_day(on)), FAR)
    assert known["total"] == then["total"]
    assert known["total"] != ariadna.pathways.grant_report("fw1", ALL, FAR)["total"]


def test_another_providers_window_is_as_one_that_never_was(network):
    ariadna, _ = network

    def refused(name, somebody):
        with pytest.raises(UnknownWindow) as answer:
            ariadna.pathways.grant_report(name, ALL, somebody)
        return problem_details(answer.value)

    assert refused("fw1", reader("BCN-OFI", "coordinator")) == refused("no-such-window", FAR)


@pytest.mark.parametrize("role", ["worker", "supervisor", "auditor", "privacy_officer", "researcher", "ops", "admin"])
@pytest.mark.parametrize("name", ["fw1", "no-such-window"])
def test_other_roles_get_no_account_of_any_window(network, role, name):
    with pytest.raises(NotAllowed):
        network[0].pathways.grant_report(name, ALL, reader("BCN-FAR", role))


def test_on_the_command_line_a_window_of_several_providers_is_named_with_its_own(network):
    with pytest.raises(NotWellFormed):
        network[0].pathways.grant_report("fw1", ALL, LOCAL)
    with pytest.raises(UnknownWindow):
        network[0].pathways.grant_report("no-such-window", ALL, LOCAL)
    assert network[0].pathways.grant_report("BCN-FAR/fw1", ALL, LOCAL) == network[0].pathways.grant_report(
        "fw1", ALL, FAR
    )


def test_the_paper_is_the_same_to_the_byte_and_neither_it_nor_the_sheet_names_a_woman(network):
    report = network[0].pathways.grant_report("fw1", ALL, FAR)
    paper = grants.paper(report)
    assert paper.body.startswith(b"%PDF-")
    assert paper.body == grants.paper(report).body
    women = {each["pathway_id"] for _, each in network[1]} - {None}
    said = grants.csv_of(report) + str(report)
    assert not [woman for woman in women if woman in said]


def test_the_sheet_has_the_figures_of_all_and_of_each_dimension(network):
    report = network[0].pathways.grant_report("fw1", ALL, FAR)
    rows = list(csv.DictReader(StringIO(grants.csv_of(report))))
    assert [row["dimension"] for row in rows] == ["all", "housing", "artistic_therapy"]
    assert [int(row["sessions"]) for row in rows[:1]] == [report["total"]["sessions"]]
    assert {len(row) for row in rows} == {len(rows[0])}


def test_without_pango_the_paper_is_refused_with_what_to_install(network, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", Missing("weasyprint"))
    with pytest.raises(NoPaper) as answer:
        grants.paper(network[0].pathways.grant_report("fw1", ALL, FAR))
    assert "libpango" in problem_details(answer.value)["detail"]


class Missing(ModuleType):
    """A library whose system part is not there."""

    def __getattr__(self, name):
        raise OSError(name)
