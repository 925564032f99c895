"""What the picture shows, and that it can be told without colour."""

import re
from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given

from services.pathway import domain
from services.pathway.web.listing import listing
from services.pathway.web.marks import HATCHES, PALETTE
from services.pathway.web.picture import svg
from services.pathway.web.spans import between, no_referent, ordinal
from services.pathway.web.words import CAUSES
from services.pathway.web.zoom import zoomed
from tests.services.pathway.histories import events_of, seeds, story
from tests.services.pathway.web.contrast import contrast
from tests.services.pathway.web.invented import PICTURE, gap, lane, step

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = [1120, 360]


def drawn(picture, width=1120):
    return ElementTree.fromstring(svg(picture, width=width))


def titles(picture, width=1120):
    """What each mark says of itself."""
    return [each.text or "" for each in drawn(picture, width).iter(f"{SVG}title")]


def texts(picture, width=1120):
    return ["".join(each.itertext()) for each in drawn(picture, width).iter(f"{SVG}text")]


def marks(picture, said, width=1120):
    """The first rectangle of every mark whose title starts so."""
    return [
        group.find(f"{SVG}rect")
        for group in drawn(picture, width).iter(f"{SVG}g")
        if (group.findtext(f"{SVG}title") or "").startswith(said)
    ]


def one_lane(*steps, gaps=(), needs=()):
    only = lane("housing", list(needs), list(steps), list(gaps))
    return PICTURE | {"lanes": [only], "handovers": [], "risk": [], "referents": [], "open": []}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_in_it_needs_inline_style_or_script(width):
    for each in drawn(PICTURE, width).iter():
        assert each.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject")
        assert not any(name == "style" or name.startswith("on") for name in each.attrib)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_hatch_and_arrow_that_is_used_is_defined_once(width):
    said = svg(PICTURE, width=width)
    ids = Counter(re.findall(r' id="([^"]+)"', said))
    used = set(re.findall(r"url\(#([^)]+)\)", said))
    assert used <= ids.keys()
    assert set(ids.values()) == {1}


def test_two_drawings_on_one_page_share_no_id():
    wide, slim = (set(re.findall(r' id="([^"]+)"', svg(PICTURE, width=width))) for width in WIDTHS)
    assert wide
    assert not wide & slim


@pytest.mark.parametrize("width", WIDTHS)
def test_a_screen_reader_is_told_what_it_is(width):
    root = drawn(PICTURE, width)
    named = {each.get("id"): each.text for each in root if each.get("id")}
    assert root.get("role") == "img"
    assert all(named[part] for part in root.get("aria-labelledby").split())
    assert "12 stretches without support, 297 days together" in root.findtext(f"{SVG}desc")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_bar_lies_on_the_paper_and_is_as_long_as_its_days(width):
    bars = marks(PICTURE, "M1, BCN-SALUT", width) + marks(PICTURE, "P1, BCN-PSI", width)
    assert len(bars) == 2
    for bar in bars:
        assert float(bar.get("x")) >= 0
        assert float(bar.get("x")) + float(bar.get("width")) <= width
    health, therapy = (float(bar.get("width")) for bar in bars)
    assert health / therapy == pytest.approx(134 / 175, abs=0.01)


def test_each_provider_has_a_letter_of_its_own_in_its_bars_and_in_the_key():
    said = texts(PICTURE)
    assert said.count("A") == 1
    assert "BBCN-LLAR · H1" in said
    assert [each for each in said if each == "BCN-LLAR"]
    providers = {each["provider_id"] for lane in PICTURE["lanes"] for each in lane["steps"]} | {"MIL-PONTE", "BCN-FAR"}
    letters = [each for each in said if re.fullmatch(r"[A-Z]", each)]
    assert len(set(letters)) == len(providers)


def test_when_colours_run_out_a_framed_block_takes_over_and_letters_go_on():
    steps = [step(f"S{n:02}", f"PRO-{n:02}", "active", [("2026-02-01", "2026-03-01")]) for n in range(30)]
    blocks = [marks(one_lane(*steps), f"S{n:02}")[0] for n in range(30)]
    looks = [(each.get("fill"), each.get("stroke")) for each in blocks]
    assert len(set(looks[:18])) == 18
    said = texts(one_lane(*steps))
    assert "ZS25" in said
    assert "AD" in said


@pytest.mark.parametrize(("fill", "ink"), [(strong, ink) for strong, ink, _ in PALETTE])
def test_what_is_written_on_a_bar_can_be_read(fill, ink):
    assert contrast(fill, ink) >= 4.5


@pytest.mark.parametrize("tint", [tint for _, _, tint in PALETTE])
def test_what_is_written_on_a_pale_bar_can_be_read(tint):
    assert contrast(tint, "#16181d") >= 7


def test_an_active_stretch_is_filled_and_a_suspended_one_is_an_outline():
    filled, _, outlined, *_ = sorted(marks(PICTURE, "A1, "), key=lambda each: each.get("stroke-dasharray") or "")
    assert filled.get("fill").startswith("#")
    assert filled.get("stroke-dasharray") is None
    assert outlined.get("fill") == "none"
    assert outlined.get("stroke-dasharray")


def test_every_cause_has_a_hatch_of_its_own():
    assert CAUSES.keys() == HATCHES.keys()
    assert len(set(HATCHES.values())) == len(HATCHES)


def test_a_gap_is_hatched_by_its_cause_and_says_its_days():
    gaps = [gap("2026-02-01", "2026-05-01", "interruption", "venue"), gap("2026-06-01", "2026-09-01", "initial_wait")]
    picture = one_lane(gaps=gaps, needs=[("2026-02-01", "2026-09-01")])
    assert [each.get("fill") for each in marks(picture, "1 Feb 2026 to 30 Apr 2026, 89 days: no venue")] == [
        "url(#w1120-venue)"
    ]
    assert "89 days, no venue" in texts(picture)
    assert "92 days, first wait" in texts(picture)


def test_a_pause_at_her_request_looks_unlike_an_interruption_for_the_same_code():
    paused = one_lane(gaps=[gap("2026-02-01", "2026-05-01", "pause", "her_request")])
    assert 'class="ink-pause"' in svg(paused)
    assert 'class="ink-gap"' not in svg(paused)


def test_a_gap_of_one_day_can_still_be_seen():
    short = one_lane(gaps=[gap("2026-02-01", "2026-02-02", "interruption", "safety")])
    (mark,) = marks(short, "1 Feb 2026 to 1 Feb 2026, 1 day", 360)
    assert float(mark.get("width")) >= 2


@pytest.mark.parametrize("width", WIDTHS)
def test_the_words_of_a_gap_never_run_into_the_next_one(width):
    gaps = [gap(f"2026-{m:02}-01", f"2026-{m:02}-{d}", "interruption", "funding_ended") for m, d in
            [(2, "03"), (3, "20"), (4, "28"), (5, "02"), (6, "15"), (7, "30")]]  # fmt: skip
    root = drawn(one_lane(gaps=gaps), width)
    plates = [
        (float(each.get("x")), float(each.get("x")) + float(each.get("width")))
        for each in root.iter(f"{SVG}rect")
        if each.get("class") == "paper" and each.get("height") == "13"
    ]
    assert len(plates) >= 3
    assert all(end <= start for (_, end), (start, _) in pairwise(plates))


def test_days_without_a_referent_are_hatched_on_her_lane():
    assert [each for each in titles(PICTURE) if "no referent" in each] == [
        "27 Jul 2026 to 28 Jul 2026, 2 days: no referent"
    ]


def test_days_on_which_the_pathway_is_not_open_lie_under_a_veil():
    picture = PICTURE | {"open": [["2026-01-09", "2026-05-01"], ["2026-06-01", PICTURE["to"]]]}
    assert len(marks(picture, "Pathway not open")) == 2


def test_the_key_names_only_what_is_to_be_seen():
    one = step("H1", "X", "active", [("2026-02-01", "2026-09-01")])
    whole = one_lane(one) | {"open": [["2026-01-05", "2026-10-31"]]}
    assert {"open need", "suspended", "pathway not open", "funding ended"} <= set(texts(PICTURE))
    assert not {"open need", "suspended", "pathway not open", "funding ended"} & set(texts(whole))


def test_a_step_that_continues_another_is_joined_to_it():
    assert "P2 continues P1" in titles(PICTURE)
    assert "L2 continues L1" not in titles(PICTURE)


def test_a_handover_shows_its_way_and_how_it_ended():
    assert any(each.startswith("ho2: BCN-COLORS → MIL-ARTE, completed") for each in titles(PICTURE))
    assert "ho1: BCN-COLORS → BCN-TALLER, declined" in texts(PICTURE)


def test_a_planned_step_stands_at_today_and_has_no_bar():
    assert "N  J1, planned" in texts(PICTURE)


def test_the_higher_the_risk_the_higher_its_band():
    levels = ["low", "medium", "high", "extreme"]
    risk = [{"from": f"2026-0{n}-01", "to": f"2026-0{n + 1}-01", "level": each} for n, each in enumerate(levels, 1)]
    heights = [float(marks(PICTURE | {"risk": risk}, f"Risk: {each}")[0].get("height")) for each in levels]
    assert heights == sorted(set(heights))


def test_safety_and_housing_come_before_courses_and_work():
    said = texts(PICTURE)
    order = [said.index(each) for each in ("Referent", "Housing", "Health", "Language course", "Job orientation")]
    assert order == sorted(order)


def test_months_are_named_and_years_where_they_begin():
    said = texts(PICTURE | {"from": "2025-11-20"})
    assert {"Nov", "Dec", "Jan", "2025", "2026", "today, 30 Oct 2026"} <= set(said)


def test_a_year_that_is_nearly_over_leaves_room_for_the_next():
    said = texts(PICTURE | {"from": "2024-12-28"})
    assert "2024" not in said
    assert "2025" in said


def test_a_history_of_four_years_names_quarters_only():
    said = texts(PICTURE | {"from": "2022-11-20"})
    assert "Apr" in said
    assert "May" not in said


def test_what_providers_write_is_escaped():
    hostile = one_lane(step("<b>", 'A"&<i>', "active", [("2026-02-01", "2026-09-01")]))
    assert "<i>" not in svg(hostile)
    assert any('A"&<i>' in each for each in titles(hostile))


def test_an_empty_pathway_can_be_drawn():
    assert drawn(one_lane() | {"lanes": []}).get("role") == "img"


@given(seeds)
def test_any_history_can_be_drawn_and_the_drawing_agrees_with_the_figures(seed):
    events, clocks = story(seed)
    pathway = domain.fold(clocks.pathway_id, events_of(events), clocks.as_of, clocks.known_at)
    picture, views = domain.picture(pathway), domain.views(pathway)
    if not picture["from"]:
        return
    for width in WIDTHS:
        drawn(picture, width)
    gaps = sum(between(each).days for lane in picture["lanes"] for each in lane["gaps"])
    assert gaps == views["initial_wait_days"] + views["interruption_days"] + views["pause_days"]
    assert sum(each.days for each in no_referent(picture)) == views["days_without_referent"]
    assert sum(ordinal(to) - ordinal(since) for since, to in picture["open"]) == views["open_days"]


def test_a_picture_of_the_last_months_leaves_out_what_had_ended_and_keeps_the_days_of_the_rest():
    said = drawn_titles(last=92)
    assert not [each for each in said if each.startswith("P1, BCN-PSI")]
    assert [each for each in titles(PICTURE) if each.startswith("P1, BCN-PSI")]
    assert {each for each in said if ": " in each and "days" in each} <= set(titles(PICTURE))
    assert len(rows_of(92)) < len(rows_of(None))


def test_a_provider_looks_in_a_part_of_the_picture_as_it_does_in_the_whole():
    for provider, letter in {"MIL-PONTE": "K", "MIL-CASA": "J"}.items():
        whole, part = (svg(PICTURE, last=last) for last in (None, 92))
        assert re.search(rf">{letter}</tspan>(<tspan[^>]*>)?{provider}", whole)
        assert re.search(rf">{letter}</tspan>(<tspan[^>]*>)?{provider}", part)


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "primera espera"), ("ca", "Habitatge"), ("it", "fine del finanziamento")]
)
def test_the_picture_speaks_other_languages(lang, words):
    said = svg(PICTURE, lang)
    assert words in said
    assert "first wait" not in said


def drawn_titles(last):
    return [each.text or "" for each in ElementTree.fromstring(svg(PICTURE, last=last)).iter(f"{SVG}title")]


def rows_of(last):
    return listing(zoomed(PICTURE, last))
