"""A correction of an opening goes through the intake door, as any does, and reaches the register."""

from datetime import UTC, datetime, timedelta

from services.employment.bookkeeping import Bookkeeping
from services.employment.domain.openings import Wanted
from services.employment.esco import Esco
from services.employment.register import Register
from shared.clocks import When, civil_day
from tests.services.stored import embedded, event, put, reader

TODAY = civil_day(datetime.now(UTC))
NOW = When(TODAY + timedelta(1))


def test_what_is_corrected_or_voided_at_intake_is_so_in_the_register(tmp_path):
    listed = [
        event("OpeningListed", None, TODAY, opening_id=name, kind="job", occupation_group="91", hours_week=20)
        for name in ("o1", "o2")
    ]
    one, other = (each["event_id"] for each in listed)
    window = event("EventCorrected", None, TODAY, target_event_id="of_a_window", changes={"x": 1}, reason="wrong_code")
    with embedded(tmp_path / "data") as ariadna:
        esco, log = Esco.read({}), ariadna.services["employment"].log
        register = Register(log, Bookkeeping(ariadna.keys, esco), esco)
        put(ariadna, *listed)
        put(
            ariadna,
            event("EventCorrected", None, TODAY, target_event_id=one, changes={"hours_week": 30}, reason="wrong_code"),
            event("EventVoided", None, TODAY, target_event_id=other, reason="posted_twice"),
            window,
        )
        found = register.listed(reader(), NOW, Wanted())
        assert [(each["opening_id"], each["hours_week"]) for each in found] == [("o1", 30)]
        assert register.set_aside(reader(), NOW) == []
