"""Whatever happens in whatever order: nobody is told twice, quiet is quiet, and no extreme danger goes unseen."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.notifications.application import Page
from services.notifications.deliveries import Outgoing
from services.notifications.domain import STATES
from shared.access import Reader
from tests.services.notifications.network import FAR, NET, folder, network, notice_of

PASSED = [timedelta(0), timedelta(minutes=16), timedelta(hours=5), timedelta(hours=13), timedelta(days=1)]
STAFF = {
    "w1": Reader(FAR, "worker", "w1", "token", 0),
    "w2": Reader(FAR, "worker", "w2", "token", 0),
    "c1": Reader(FAR, "coordinator", "c1", "token", 0),
    "s1": Reader(NET, "supervisor", "s1", "token", 0),
}
ALL = Page(None, STATES, 500, "en")


class Telling(RuleBasedStateMachine):
    """A dispatcher that sends all that is still wanted, and what may never be seen of it."""

    def __init__(self) -> None:
        super().__init__()
        self._scratch = tempfile.TemporaryDirectory()
        self._opened = network(folder(Path(self._scratch.name)))
        self.there = self._opened.__enter__()
        for who in STAFF.values():
            self.there.person(who.role, who.provider_id, who.actor)
        self.raised: dict[UUID, str] = {}
        self.ended: set[UUID] = set()
        self.waiting: list[Outgoing] = []
        self.sent: set[tuple[str | None, str, str]] = set()
        self.quiet_people: set[str] = set()
        self.quiet = False

    @rule(urgency=st.sampled_from(["normal", "urgent", "extreme"]), duty=st.sampled_from(["worker", "referent"]))
    def raise_one(self, urgency: str, duty: str) -> None:
        notice = notice_of("risk_act", urgency=urgency, duty=duty)
        self.raised[notice.notice_id] = urgency
        self.there.hear(notice)

    @rule(drawn=st.integers(0, 99))
    def close_one(self, drawn: int) -> None:
        if self.raised:
            found = sorted(self.raised)[drawn % len(self.raised)]
            self.ended.add(found)
            self.there.closed(found)

    @rule(drawn=st.integers(0, 99), actor=st.sampled_from(sorted(STAFF)))
    def see_one(self, drawn: int, actor: str) -> None:
        rows = self.there.notices.page(STAFF[actor], ALL)["items"]
        if rows:
            found = UUID(rows[drawn % len(rows)]["notice_id"])
            self.ended.add(found)
            self.there.acknowledge(found, STAFF[actor])

    @rule(actor=st.sampled_from(sorted(STAFF)), quiet=st.booleans(), mail=st.booleans())
    def wish(self, actor: str, quiet: bool, mail: bool) -> None:
        (self.quiet_people.add if quiet else self.quiet_people.discard)(actor)
        channels = ["app", "email_link"] if mail else ["app"]
        self.there.post(STAFF[actor], "ChannelPreferenceSet", audience="worker", channels=channels, quiet=quiet)

    @rule(quiet=st.booleans())
    def endanger(self, quiet: bool) -> None:
        self.quiet = quiet
        self.there.quiet(quiet)

    @rule(passed=st.sampled_from(PASSED))
    def go_round(self, passed: timedelta) -> None:
        self.waiting += self.there.round(passed)
        cancelled, self.waiting = self.waiting, []
        for outgoing in cancelled:
            verdict = self.there.still(outgoing)
            if verdict is True and outgoing.not_before <= self.there.now:
                self._send(outgoing)
            elif verdict is not False:
                self.waiting.append(outgoing)

    def _send(self, outgoing: Outgoing) -> None:
        said = (outgoing.actor, outgoing.reason, outgoing.channel)
        assert said not in self.sent, "told twice of one reason by one channel"
        self.sent.add(said)
        assert outgoing.notice_id not in self.ended, "told of what is over"
        if outgoing.channel == "mail" and outgoing.actor != "night":
            assert outgoing.actor not in self.quiet_people, "mail to somebody in quiet"
            assert outgoing.urgent or outgoing.template == "digest" or not self.quiet, "mail in quiet mode"

    @invariant()
    def digests_are_one_a_day(self) -> None:
        digests = [said for said in self.sent if said[1].startswith("digest")]
        assert len(digests) == len({(actor, reason) for actor, reason, _ in digests})

    def teardown(self) -> None:
        for _ in range(4):
            self.go_round(timedelta(minutes=16))
        shown = self.there.notices.unanswered(STAFF["s1"], "en")["items"]
        listed = {UUID(row["notice_id"]) for row in shown}
        extreme = {each for each, urgency in self.raised.items() if urgency == "extreme"}
        self._opened.__exit__(None, None, None)
        self._scratch.cleanup()
        assert extreme - self.ended == listed, "extreme danger that nobody saw"


def test_whatever_happens_nobody_is_told_twice_and_no_danger_goes_unseen():
    run_state_machine_as_test(Telling, settings=settings(max_examples=12, stateful_step_count=25, deadline=None))
