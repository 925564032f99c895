"""What-if, impact and missing fallbacks on a terminal."""

import io

from rich.console import Console

from deploy import terminal

LOSS = {"step_id": "T1", "dimension": "health", "pathway_id": "p", "provider_id": "BCN-FAR", "funding_window_id": "fwA"}
PACT = {"pact_id": "p1", "to_provider": "BCN-PSI", "rank": 1, "place_held_until": None}


def printed(shown):
    console = Console(width=100, file=io.StringIO(), record=True)
    console.print(shown)
    return console.export_text()


def test_what_if_tells_what_is_lost_who_has_a_place_and_what_holds():
    window = {"provider_id": "BCN-FAR", "funding_window_id": "fwA", "last_day": "2026-05-01"}
    window |= {"last_day_now": "2026-12-31", "overlaps": ["fwB"]}
    sums = {"women": 1, "steps": 2, "pacts_that_hold": 1, "care_days_lost": 9}
    place = {"provider_id": "BCN-PSI", "places": None, "languages": ["ca", "es"], "paid_until": "2027-01-31"}
    groups = [LOSS | sums | {"lost_on": "2026-05-02", "city": city, "places": places} for city, places in cases(place)]
    items = [
        LOSS | {"lost_on": "2026-05-02", "care_days_lost": lost, "pact": pact}
        for lost, pact in ((9, None), (0, None), (0, PACT), (0, PACT | {"place_held_until": "2026-06-01"}))
    ]
    found = sums | {"until": "2026-06-01", "windows": [window], "groups": groups, "items": items}
    told = printed(terminal.what_if_report(found, shown=3))
    for part in (
        "9 days of care lost",
        "overlaps fwB",
        "city not told",
        "none in Milan",
        "BCN-PSI: some",
        "1 more step",
    ):
        assert part in told
    assert "place held to 2026-06-01" in printed(terminal.what_if_report(found))
    nothing = found | {"steps": 0, "groups": [], "items": []}
    assert "No step loses its funding up to 2026-06-01." in printed(terminal.what_if_report(nothing))


def cases(place):
    return [(None, []), ("Milan", []), ("Barcelona", [place])]


def test_impact_is_drawn_as_bars_with_what_a_bridge_would_have_saved():
    days = {"days": 10, "women": 1, "dimensions": {"health": 10}, "bridged_days": 5}
    window = {"provider_id": "BCN-FAR", "funding_window_id": "fwA", "last_day": "2026-05-01"}
    found = days | {"from": "2026-01-01", "to": "2026-06-01", "bridge": 5, "windows": [window | days]}
    told = printed(terminal.impact_report(found | {"unattributed": days}))
    assert "░" * 18 + "█" * 18 in told
    assert "no window told" in told
    none = days | {"days": 0}
    assert "█" not in printed(terminal.impact_report(found | none | {"windows": [], "unattributed": none}))
    assert "no window told" not in printed(terminal.impact_report(found | {"unattributed": none}))


def test_who_has_no_fallback_is_listed_with_what_there_is():
    item = LOSS | {"last_day": "2026-05-01", "days_left": 3, "handover": None, "held_too_short": None}
    asked = item | {"handover": {"to_provider": "BCN-OFI"}, "held_too_short": PACT}
    short = item | {"held_too_short": PACT | {"place_held_until": "2026-04-01"}}
    told = printed(terminal.missing_table([item, asked, short]))
    for part in ("nothing yet", "handover to BCN-OFI", "who delivers it already", "held to 2026-04-01 only"):
        assert part in told
    assert "has a place held" in printed(terminal.missing_table([]))
