"""Notifications works with the keys of its feed alone, and opens with them nothing of any other service."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from deploy.databases import ACCESS, KEYS, NOTICES_KEYS, Files, Servers
from deploy.wiring import SERVICES, Embedded
from shared.errors import SealBroken, UnknownPathway, WrongSetting
from shared.keys import KeyRing
from shared.relay import Relay
from shared.settings import Settings
from shared.store.audit import verify
from shared.store.sealed import SealingMapper, provider_stream
from shared.store.sqlite import SqliteDatabase
from shared.wrapping import Kek
from tests.services.stored import FAR, embedded, event, put

DAY = date(2026, 2, 2)
NAMES = (*SERVICES, KEYS, NOTICES_KEYS, ACCESS)


class Withheld:
    """Databases of which that of the keys is not to be had."""

    def __init__(self, databases):
        self._databases = databases

    def of(self, name):
        assert name != KEYS, "it asked for the keys"
        return self._databases.of(name)


@pytest.fixture
def apart(request, databases, tmp_path):
    """A network's databases, those of the sessions apart from those of the keys."""
    if isinstance(databases, Servers):
        return Servers(request.getfixturevalue("postgres").schemas(*NAMES))
    return Files(tmp_path / "data")


def test_notifications_starts_takes_in_the_feed_and_is_posted_to_without_the_keys(apart, tmp_path):
    pathway = str(uuid4())
    with embedded(tmp_path / "data", apart) as network:
        put(network, event("PathwayOpened", pathway, DAY, basis="support_service"), carry=False)
        network.relays[:] = [each for each in network.relays if each.source != "notices"]
        network.drain()
        feed = network.services["pathway"].feed.log
        alone = Embedded(tmp_path / "data", "notifications", Withheld(apart), network.settings)
        log = alone.services["notifications"].log
        Relay("notices", feed, log.position_of, log.join).drain()
        put(alone, event("ChannelPreferenceSet", pathway, DAY, audience="her", channels=[], quiet=True))
        assert [each.type for each in log.events(UUID(pathway).bytes)] == ["ContactChanged", "ChannelPreferenceSet"]
        assert (alone.ready(), verify(log)) == ([], None)
        assert alone.rings.main is None
        alone.close()


def test_with_what_notifications_has_no_row_of_another_service_opens(apart, tmp_path):
    pathway = str(uuid4())
    with embedded(tmp_path / "data", apart) as network:
        put(network, event("PathwayOpened", pathway, DAY, basis="support_service"))
        put(network, event("StepStarted", pathway, DAY, step_id="s1", dimension="job_placement"))
        ring = KeyRing(network.databases.of(NOTICES_KEYS), network.rings.notices_wrapping, apart=True)
        opening, seen = SealingMapper(ring), 0
        for name, log in network.logs.items():
            for row in log.scan():
                seen += name not in ("notices", "notifications")
                if name in ("notices", "notifications"):
                    opening.open(row.state)
                    continue
                with pytest.raises((SealBroken, UnknownPathway)):
                    opening.open(row.state)
        assert seen >= 4
        ring.close()


@pytest.mark.parametrize("service", ["notifications", "pathway", "intake", None])
def test_over_postgresql_each_is_told_which_keys_it_lacks(service):
    url = "postgresql://one@db/{service}"
    whole = {
        "keys_url": "postgresql://one@keys/keys",
        "wrapping": Kek(bytes(32)),
        "notices_keys_url": "postgresql://one@keys/notices",
        "notices_wrapping": Kek(bytes(32)),
    }
    needed = {"notifications": {"notices_keys_url", "notices_wrapping"}, "intake": {"keys_url", "wrapping"}}
    for left_out in whole:
        told = {name: value for name, value in whole.items() if name != left_out}
        settings = Settings(database_url=url, access_url="postgresql://one@db/access", **told)
        if left_out in needed.get(service, whole):
            with pytest.raises(WrongSetting):
                settings.check_for(service)
        else:
            settings.check_for(service)


def test_without_keys_nobody_can_be_let_in_unless_it_is_said_where_the_sessions_are():
    settings = Settings(
        database_url="postgresql://one@db/{service}",
        notices_keys_url="postgresql://one@keys/notices",
        notices_wrapping=Kek(bytes(32)),
    )
    with pytest.raises(WrongSetting):
        settings.check_for("notifications")


@pytest.mark.parametrize("same", ["ARIADNA_KEYS_URL", "ARIADNA_DATABASE_URL"])
def test_the_keys_of_the_feed_lie_with_nothing_else(same):
    urls = {
        "ARIADNA_DATABASE_URL": "postgresql://one@db/log",
        "ARIADNA_KEYS_URL": "postgresql://one@db/keys",
        "ARIADNA_KEK": "00" * 32,
    }
    with pytest.raises(WrongSetting):
        Settings.read(urls | {"ARIADNA_NOTICES_KEYS_URL": urls[same]})


def old_row(data, body):
    """Posts a preference as a program did that had one ring: sealed by the main one."""
    with embedded(data) as network:
        log = network.services["notifications"].log
        log.keys = log.mapper._keys = network.rings.main
        log.rules = type(log.rules)(network.rings.main)
        put(network, body)


def test_what_was_posted_before_is_put_under_the_keys_of_now_once_and_the_old_rows_hold(tmp_path):
    preference = event("ChannelPreferenceSet", None, DAY, audience="worker", channels=["app"], quiet=False)
    old_row(tmp_path / "data", preference)
    database = SqliteDatabase(tmp_path / "data" / "notifications.db")
    with database.writing() as cursor:
        cursor.execute("DELETE FROM tracking WHERE application_name = 'carried over'")
    database.close()
    for _ in range(2):
        with embedded(tmp_path / "data") as network:
            log = network.services["notifications"].log
            events = log.events(provider_stream(FAR))
            assert [each.event_id for each in events] == [preference["event_id"]] * 2
            assert events[0].fact == events[1].fact
            assert verify(log) is None
            assert [log.keys.that_sealed(key) is network.rings.main for key in keys_of(log)] == [True, False]


def test_old_rows_hold_by_their_chain_where_only_the_keys_of_now_are(tmp_path):
    preference = event("ChannelPreferenceSet", None, DAY, audience="worker", channels=["app"], quiet=False)
    old_row(tmp_path / "data", preference)
    alone = Embedded(tmp_path / "data", "notifications", Withheld(Files(tmp_path / "data")))
    log = alone.services["notifications"].log
    assert verify(log) is None
    with log.writing() as cursor:
        cursor.execute("UPDATE stored_events SET state = substr(state, 1, 100) || x'00' || substr(state, 102)")
    assert verify(log) is not None
    alone.close()


def keys_of(log):
    return [int.from_bytes(row.state[2:10], "big") for row in log.scan() if row.topic == "own"]
