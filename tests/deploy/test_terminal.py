"""What the terminal shows reads well at 80 columns and without colour."""

import io
import re

import pytest
from hypothesis import given
from rich.console import Console

from deploy.terminal import figures, gap_table, history_table, notice_table, risk_table, task_table, timeline
from services.pathway import domain
from services.pathway.web.spans import providers
from tests.services.pathway.histories import events_of, seeds, story
from tests.services.pathway.web.invented import PATHWAY_ID, PICTURE, gap, lane, step
from tests.services.pathway.web.invented_views import CASELOAD, HISTORY, VIEWS

WIDTHS = [60, 80, 100, 160]
GAPS = [{**each, "pathway_id": row["pathway_id"], "unconfirmed": row["unconfirmed"]}
        for row in CASELOAD for each in row["gaps"]]  # fmt: skip


def at_risk(step_id, days_left, handover=None, fallback=None):
    return {"pathway_id": PATHWAY_ID, "step_id": step_id, "dimension": "psychological_therapy",
            "provider_id": "MIL-PSICO", "funding_window_id": "fw1", "last_day": "2026-11-10",
            "days_left": days_left, "handover": handover, "fallback": fallback}  # fmt: skip


RISKS = [
    at_risk("P1", 3),
    at_risk("P2", 20, handover={"handover_id": "ho3", "to_provider": "MIL-COLORE", "outcome": "open"}),
    at_risk("P3", 55, fallback={"pact_id": "f1", "to_provider": "MIL-VIVA", "rank": 2}),
]
NOTICE = {"notice_id": "n", "policy": "P-1", "what": "window_ending", "subject": "fw1", "on": "2026-05-01",
          "pathway_id": None, "provider_id": "BCN-PSI"}  # fmt: skip


def plain(renderable, width=80):
    """The lines as a terminal without colour has them."""
    console = Console(width=width, file=io.StringIO(), color_system=None, legacy_windows=False)
    console.print(renderable)
    return console.file.getvalue().splitlines()


def coloured(renderable, width=80):
    console = Console(width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(renderable)
    return console.file.getvalue()


def chart(picture, name, width=80):
    """What stands at the right of a lane's name, up to the next name."""
    lines, found = plain(timeline(picture, width), width), []
    for line in lines:
        left, bar, right = line.partition("▏")
        if bar and (left.strip() == name or (found and not left.strip())):
            found.append(right)
        elif found:
            break
    return found


def one_lane(*steps, gaps=()):
    return PICTURE | {"lanes": [lane("housing", [], list(steps), list(gaps))], "referents": [], "open": []}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_timeline_keeps_within_its_width(width):
    lines = plain(timeline(PICTURE, width), width)
    assert max(map(len, lines)) <= width
    assert len({len(line.rstrip("\n")) for line in lines if "▏" in line}) == 1


def test_every_provider_is_told_by_a_letter_without_colour():
    said = "\n".join(plain(timeline(PICTURE, 100), 100))
    for n, provider in enumerate(providers(PICTURE)):
        assert re.search(rf" {chr(ord('A') + n)} [█▓] {provider}\b", said)
    assert "D LS1 BCN-DRET" in said


def test_bars_follow_in_time_and_a_gap_is_hatched_between_them():
    (line,) = chart(PICTURE, "Psychological therapy", 100)
    assert re.search(r"░+E P1 BCN-PSI █+▒+L P2 MIL-PSICO ▓+▒ 26d ▒", line)


def test_a_first_wait_an_interruption_and_a_pause_look_different():
    kinds = [("initial_wait", None), ("interruption", "venue"), ("pause", "her_request")]
    drawn = [
        chart(one_lane(gaps=[gap("2026-02-01", "2026-02-20", kind, why)]), "Housing")[0].strip() for kind, why in kinds
    ]
    assert [set(each) for each in drawn] == [{"░"}, {"▒"}, {"∙"}]


def test_a_long_gap_names_its_cause_where_it_is():
    (line,) = chart(one_lane(gaps=[gap("2026-02-01", "2026-09-01", "interruption", "provider_closed")]), "Housing")
    assert "▒ 212d provider closed ▒" in line


def test_a_gap_of_one_day_has_a_cell_of_its_own():
    whole = step("H1", "BCN-LLAR", "active", [("2026-01-05", "2026-04-01"), ("2026-04-02", "2026-10-31")])
    (line,) = chart(one_lane(whole, gaps=[gap("2026-04-01", "2026-04-02", "interruption", "venue")]), "Housing")
    assert line.count("▒") == 1


def test_every_gap_is_told_in_words_beneath():
    said = " ".join(" ".join(plain(timeline(PICTURE, 200), 200)).split())
    for each in ("38 days from 1 May 2026, funding ended", "13 days from 16 Jul 2026, her request",
                 "26 days since 5 Oct 2026, staff absent", "2 days from 27 Jul 2026, need outlasted step"):  # fmt: skip
        assert each in said


def test_days_without_a_referent_are_seen_in_her_lane():
    (line,) = chart(PICTURE, "Referent")
    assert re.search(r"█▒K MIL-PONTE", line)


def test_two_referents_at_once_stand_on_two_lines():
    both = [{"provider_id": "X", "from": "2026-02-01", "to": "2026-06-01"},
            {"provider_id": "Y", "from": "2026-03-01", "to": "2026-05-01"}]  # fmt: skip
    assert len(chart(PICTURE | {"referents": both}, "Referent")) == 2


def test_overlapping_steps_stand_on_two_lines():
    assert len(chart(PICTURE, "Legal status")) == 2


def test_a_suspension_while_another_step_goes_on_is_a_dashed_line():
    assert "╌" in chart(PICTURE, "Housing")[0]


def test_a_planned_step_stands_at_today():
    assert chart(PICTURE, "Job orientation")[-1].endswith("N J1 planned")


def test_months_and_years_stand_above():
    lines = plain(timeline(PICTURE | {"from": "2025-11-01"}, 100), 100)
    assert re.search(r"2025 +2026 +today, 30 Oct 2026", lines[0])
    assert re.search(r"Nov +Dec +Jan +Feb", lines[1])


def test_an_empty_history_is_said_to_be_so():
    assert plain(timeline(PICTURE | {"from": None}, 80)) == ["Nothing is recorded up to this day."]


@given(seeds)
def test_any_history_keeps_within_80_columns(seed):
    events, clocks = story(seed)
    pathway = domain.fold(clocks.pathway_id, events_of(events), clocks.as_of, clocks.known_at)
    shown = [timeline(domain.picture(pathway), 80), figures(domain.views(pathway))]
    for renderable in [*shown, history_table(domain.history(pathway))]:
        assert max(map(len, plain(renderable))) <= 80


@pytest.mark.parametrize(
    "table", [gap_table(GAPS), risk_table(RISKS), history_table(HISTORY["items"]), figures(VIEWS)],
    ids=["gaps", "risks", "history", "figures"],
)  # fmt: skip
@pytest.mark.parametrize("width", [80, 100])
def test_tables_keep_within_the_terminal_and_cut_nothing_off(table, width):
    lines = plain(table, width)
    assert max(map(len, lines)) <= width
    assert "…" not in "".join(lines)


@pytest.mark.parametrize("table", [gap_table(GAPS), risk_table(RISKS)], ids=["gaps", "risks"])
def test_a_list_gives_the_whole_pathway_id_to_go_on_with(table):
    assert PATHWAY_ID in "\n".join(plain(table))


def test_an_open_need_says_since_when_why_and_what_is_unconfirmed():
    said = "\n".join(plain(gap_table(GAPS), 120))
    assert re.search(r"3 open needs without support", said)
    assert re.search(r"Psychological therapy +26 days +staff absent", said)
    assert re.search(rf"{PATHWAY_ID} +2026-10-05 +L3 not confirmed", said)


def test_a_step_at_risk_says_what_holds_and_what_does_not():
    said = "\n".join(plain(risk_table(RISKS), 120))
    assert "3 steps of 1 pathway about to lose funding" in said
    assert re.search(r"P1, psychological therapy .* nothing yet", said)
    assert re.search(r"P2, psychological therapy .* handover to MIL-COLORE, open", said)
    assert re.search(r"P3, psychological therapy .* fallback MIL-VIVA \(2nd\)", said)
    assert "55 days left" in said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (gap_table([]), "Every open need is covered."),
        (risk_table([]), "No step loses its funding in this time."),
        (history_table([]), "Nothing is recorded up to this day."),
        (notice_table([]), "No policy has anything to say on this day."),
        (task_table([]), "The policies ask nothing of anybody."),
    ],
)
def test_an_empty_list_says_so(table, said):
    assert plain(table) == [said]


def test_a_fact_set_aside_says_why():
    said = " ".join(" ".join(plain(history_table(HISTORY["items"]), 160)).split())
    assert "set aside: The step was not suspended, so there was nothing to resume." in said


def test_a_fact_that_was_warned_of_says_so():
    warned = HISTORY["items"][0] | {"warnings": ["intake_not_completed"]}
    assert "look at: Opened before intake was completed." in "\n".join(plain(history_table([warned]), 160))


def test_a_notice_names_its_policy_and_what_it_is_about():
    said = "\n".join(plain(notice_table([NOTICE])))
    assert re.search(r"Window ending +fw1 +BCN-PSI +P-1", said)


def test_a_task_names_whose_it_is_and_when_it_is_due():
    task = {**NOTICE, "what": "funding_lapsed", "duty": "coordinator", "urgent": True, "since": "2026-05-01"}
    said = "\n".join(plain(task_table([task | {"due": "2026-05-06"}])))
    assert re.search(r"P-1 Funding lapsed ! +fw1 +Coordinator +2026-05-01", said)
    assert re.search(r"BCN-PSI +due 2026-05-06", said)
    assert "due 2026" not in "\n".join(plain(task_table([task | {"due": None}])))


def test_figures_show_what_stands_out_and_leave_out_what_never_was():
    said = "\n".join(plain(figures(VIEWS), 100))
    assert "196 days interrupted" in said
    assert re.search(r"Art therapy +3 +86 +13 +0 +funding ended 86", said)
    assert "IT-ART18-6M due 9 Nov 2026, 10 days left" in said
    assert "two referents" not in said
    assert "no referent" in "\n".join(plain(figures(VIEWS | {"referent": None}), 100))


def test_colour_adds_nothing_that_the_words_do_not_say():
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured(timeline(PICTURE, 80)))
    assert bare.split() == "\n".join(plain(timeline(PICTURE, 80))).split()
    assert "\x1b[" in coloured(timeline(PICTURE, 80))


def test_what_providers_write_cannot_steer_the_terminal():
    hostile = HISTORY["items"][0] | {"provider_id": "[red]X[/red]", "data": {"step_id": "[blink]Y\x1b[2J"}}
    said = "\n".join(plain(history_table([hostile]), 120))
    assert "[red]X[/red]" in said
    assert "[blink]Y·[2J" in said
