"""Webhooks by the Standard Webhooks specification: verified by its public library, and led nowhere they must not go."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.notifications.channels.webhooks import Webhooks
from services.notifications.dispatching import Dispatcher
from services.notifications.endpoints import MOST, OFF_AFTER, Endpoints, secret
from shared.errors import NotWellFormed, UnknownAddress
from shared.outward import Outward
from tests.receivers import LOOPBACK, endpoint
from tests.services.notifications.carried import FAR, HOUR, MINUTE, NOW, carried, outgoing

OTHER = "MIL-PONTE"
ID = UUID("0197b6c0-6f00-7a51-8c3e-0d6a1f2b3c4d")


class Clock:
    """The moment, as a test has it; signatures are of this hour, for a receiver looks at its own clock."""

    def __init__(self):
        self.now = datetime.now(UTC)

    def __call__(self):
        return self.now


class Told:
    """A provider's endpoint, registered, and what sends to it."""

    def __init__(self, store, server, networks=("127.0.0.0/8",)):
        self.store, self.server, self.clock = store, server, Clock()
        self.leads_to = [LOOPBACK]
        self.outward = Outward(networks, lambda name, port: self.leads_to)
        self.endpoints = Endpoints(store.log, self.outward, self.clock)
        self.url = f"https://hooks.example.org:{server.port}/told"
        self.dispatcher = Dispatcher(store.claims, {"webhook": self.sender()}, clock=self.clock)

    def sender(self, night=None):
        return Webhooks(self.endpoints, self.outward, night, self.clock)

    def register(self, webhook_id=ID, provider=FAR, rotate=False):
        standing = self.endpoints.put(provider, webhook_id, self.url, rotate)
        if standing.secret:
            (self.server.folder / "secret").write_text(standing.secret)
        return standing

    def ask(self, *reasons, **other):
        told = {"channel": "webhook", "actor": None, "address": None, "not_before": self.clock.now, **other}
        self.store.ask(*(outgoing(reason, **told) for reason in reasons))

    def run(self, after=timedelta()):
        self.clock.now += after
        return self.dispatcher.run_due(self.clock.now)

    def states(self):
        return self.store.states()

    def codes(self):
        return [line.code for line in self.store.all()[0].attempts]


@pytest.fixture
def told(tmp_path, monkeypatch):
    monkeypatch.setattr("services.notifications.channels.webhooks.WITHIN", 2.0)
    with endpoint(tmp_path) as server, carried(tmp_path / "data") as store:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.folder / "ca.pem"))
        yield Told(store, server)


def test_what_is_told_is_verified_by_the_public_library_and_holds_no_content(told):
    told.register()
    told.ask("one", not_before=NOW)
    assert told.run() == {"sent": 1}
    (one,) = told.server.received
    assert one["verified"] is True
    assert json.loads(one["raw"]) == {
        "type": "notice.raised",
        "timestamp": "2026-06-01T07:00:00Z",
        "data": {"notice_id": str(outgoing().notice_id), "link": outgoing().link, "urgent": False},
    }


def test_a_wrong_secret_is_seen_by_the_library(told):
    told.register()
    (told.server.folder / "secret").write_text(secret())
    told.ask("one")
    told.run()
    assert told.server.received[0]["verified"] is False


def test_each_endpoint_of_the_provider_is_told_once_and_no_other(told):
    told.register()
    told.register(uuid4())
    told.register(uuid4(), OTHER)
    told.ask("one")
    told.ask("one")
    assert told.run() == {"sent": 2}
    assert len({each["id"] for each in told.server.received}) == 2


def test_without_an_endpoint_nothing_waits(told):
    told.ask("one")
    assert (told.run(), told.states()) == ({}, [])


def test_while_a_secret_is_changed_both_sign_for_a_day(told):
    first = told.register().secret
    second = told.register(rotate=True).secret
    assert first != second
    for after, verified in ((timedelta(), True), (timedelta(days=1), False)):
        (told.server.folder / "secret").write_text(first)
        told.ask(str(after))
        told.run(after)
        if verified:
            assert told.server.received[-1]["verified"] is True
    told.clock.now -= timedelta(days=1)  # the library looks at its own clock
    assert told.endpoints.get(*told_to(told)).signing(told.clock.now + timedelta(days=1)) == [second]


def told_to(told):
    with told.store.log.reading() as cursor:
        cursor.execute("SELECT owner, endpoint FROM endpoints")
        return cursor.fetchone()


@pytest.mark.parametrize(
    ("how", "code", "posts"),
    [
        ("500", "answered_5xx", 1),
        ("404", "answered_4xx", 1),
        ("302", "redirected", 1),
        ("hangs", "answer_lost", 0),
        ("cuts", "answer_lost", 1),
        ("drips", "answer_lost", 1),
    ],
)
def test_one_that_does_not_take_it_is_tried_again_with_the_same_id(told, how, code, posts):
    told.register()
    told.server.behaves(how)
    told.ask("one", "two")
    counts = told.run()
    assert (counts["later"], counts["untried"]) == (1, 1), "what else waits for it is not tried meanwhile"
    assert len(told.server.received) == posts
    assert told.run(timedelta(seconds=5)) == {}
    told.server.behaves("well")
    assert told.run(2 * MINUTE) == {"sent": 2}
    assert told.codes() == [code, "sent"]
    assert len({each["id"] for each in told.server.received}) == 2
    assert {each["path"] for each in told.server.received} == {"/told"}


def test_one_that_hangs_keeps_no_other_waiting(told):
    told.register()
    told.register(uuid4(), OTHER)
    told.server.behaves("hangs")
    told.ask("one")
    told.ask("one", provider_id=OTHER)
    assert told.run()["later"] == 2


def test_one_that_is_away_uses_no_attempt_up(told):
    told.register()
    told.server.kill()
    told.ask("one")
    for _ in range(12):
        assert told.run(HOUR) == {"away": 1}
    told.server.start()
    assert told.run(HOUR) == {"sent": 1}


def test_one_that_is_gone_is_told_nothing_more(told):
    told.register()
    told.server.behaves("410")
    told.ask("one", "two")
    assert told.run()["refused"] == 1
    assert told.endpoints.one_of(FAR, ID).state == "gone"
    assert told.states() == ["dead", "dead"]
    told.ask("three")
    assert told.run() == {}
    told.server.behaves("well")
    assert told.register().secret is None
    told.ask("four")
    assert told.run() == {"sent": 1}


def test_one_that_fails_for_days_is_turned_off(told):
    told.register()
    told.server.behaves("500")
    told.ask("one")
    told.run()
    assert told.endpoints.one_of(FAR, ID).failing_since
    told.ask("two")
    told.run(OFF_AFTER + HOUR)
    assert told.endpoints.one_of(FAR, ID).state == "failing"
    assert set(told.states()) == {"dead"}


def test_a_name_that_leads_inside_after_it_was_registered_is_not_followed(told):
    told.register()
    told.leads_to = ["10.0.0.7"]
    told.ask("one")
    told.run()
    assert (told.codes(), told.server.received) == (["not_public"], [])
    told.leads_to = [LOOPBACK, "169.254.169.254"]
    told.run(10 * MINUTE)
    assert (told.codes(), told.server.received) == (["not_public"] * 2, [])


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "http://hooks.example.org/", "x"])
def test_an_address_that_must_not_be_told_is_refused_when_it_is_registered(tmp_path, url):
    with carried(tmp_path / "data") as store:
        endpoints = Endpoints(store.log, Outward())
        with pytest.raises(NotWellFormed) as refused:
            endpoints.put(FAR, ID, url, rotate=False)
        assert refused.value.errors[0].path == "url"
        assert endpoints.all_of(FAR) == []


def test_a_provider_has_a_few_and_sees_and_changes_its_own_alone(told):
    for _ in range(MOST):
        told.register(uuid4())
    with pytest.raises(NotWellFormed):
        told.register(uuid4())
    assert told.endpoints.all_of(OTHER) == []
    webhook_id = told.endpoints.all_of(FAR)[0].webhook_id
    for refused in (told.endpoints.one_of, told.endpoints.remove):
        with pytest.raises(UnknownAddress):
            refused(OTHER, webhook_id)
    told.ask("one")
    told.endpoints.remove(FAR, webhook_id)
    assert sorted(told.states()) == ["cancelled", *["waiting"] * (MOST - 1)]


def test_the_night_is_told_at_the_installations_own_address_and_signed_with_its_own_secret(told):
    night = secret()
    (told.server.folder / "secret").write_text(night)
    told.dispatcher = Dispatcher(told.store.claims, {"webhook": told.sender(night)}, clock=told.clock)
    told.ask("one", address=told.url, provider_id="ARIADNA", extreme=True, urgent=True)
    assert told.run() == {"sent": 1}
    assert told.server.received[0]["verified"] is True


def test_without_a_secret_for_the_night_it_is_said_that_nobody_was_told(told):
    told.ask("one", address=told.url)
    assert (told.run(), told.codes()) == ({"refused": 1}, ["endpoint_off"])
