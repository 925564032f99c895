"""For each alert, series under which it fires and under which it does not, in promtool's notation.

`a+bx9` starts at a and grows by b nine times; time begins at 0.
"""

from typing import NamedTuple

Series = dict[str, str]

POSTS = 'http_request_seconds_{0}{{route="/intake/v1/events",method="POST",status="{1}"{2}}}'
WITHDRAWN = "consent_withdrawal_propagation_seconds"


class Case(NamedTuple):
    """What is scraped when it is bad and when it is good, after how long one looks, and how often is scraped."""

    fires: Series
    quiet: Series
    after: str = "30m"
    every: str = "1m"


def posts(status: str, values: str, le: str | None = None) -> Series:
    what = POSTS.format("bucket" if le else "count", status, f',le="{le}"' if le else "")
    return {f"ariadna_{what}": values}


def events(outcome: str, values: str) -> Series:
    return {f'ariadna_events_total{{door="intake",type="StepStarted",outcome="{outcome}"}}': values}


def gauge(name: str, values: str, **labels: str) -> Series:
    said = ",".join(f'{label}="{value}"' for label, value in labels.items())
    return {f"ariadna_{name}{{{said}}}": values}


def both(name: str, fires: str, quiet: str, after: str = "30m", **labels: str) -> Case:
    return Case(gauge(name, fires, **labels), gauge(name, quiet, **labels), after)


def verified(held: str, failed: str, what: str = "verify") -> Series:
    return gauge(f"{what}_last_success_timestamp_seconds", held) | gauge(
        f"{what}_last_failure_timestamp_seconds", failed
    )


def withdrawn(within: str, all_of_them: str, lag: str = "0x60") -> Series:
    return (
        gauge(f"{WITHDRAWN}_bucket", within, service="intake", le="60.0")
        | gauge(f"{WITHDRAWN}_count", all_of_them, service="intake")
        | gauge("relay_lag_seconds", lag, service="intake", source="pathway")
    )


HEARS = {"service": "pathway", "source": "intake"}
CASES: dict[str, Case] = {
    "DoorRefuses": Case(
        events("accepted", "0+30x60") | events("refused", "0+10x60"),
        events("accepted", "0+30x60") | events("refused", "0+5x60"),
    ),
    "DoorSlow": Case(
        posts("2xx", "0+50x60", "1.0") | posts("2xx", "0+60x60", "2.5") | posts("2xx", "0+60x60", "+Inf"),
        posts("2xx", "0+60x60", "1.0") | posts("2xx", "0+60x60", "2.5") | posts("2xx", "0+60x60", "+Inf"),
    ),
    "WritesWait": both("commit_waiting_events", "10001x60", "10000x60", service="intake"),
    "AnswersFail": Case(
        posts("2xx", "0+90x60") | posts("5xx", "0+10x60"),
        posts("2xx", "0+100x60")
        | posts("5xx", "0x60")
        | {'ariadna_http_request_seconds_count{route="/health/ready",method="GET",status="5xx"}': "0+9x60"},
    ),
    "NothingPosted": Case(events("accepted", "7x60"), events("accepted", "0x20 1+1x40"), "26h", "30m"),
    "NotReady": both("ready", "0x60", "1x60", part="kafka"),
    "Unreachable": Case(
        {'up{job="ariadna",instance="intake:8000"}': "0x60"}, {'up{job="ariadna",instance="intake:8000"}': "1x60"}
    ),
    "DiskNearlyFull": Case(
        gauge("disk_free_bytes", "9x60") | gauge("disk_size_bytes", "100x60"),
        gauge("disk_free_bytes", "11x60") | gauge("disk_size_bytes", "100x60"),
    ),
    "OutboxOld": both("outbox_age_seconds", "0+60x60", "0 60 119 0 60 119x55", service="intake"),
    "ConsumerBehind": both("consumer_lag_messages", "10001x60", "10000x60", **HEARS, partition="0"),
    "DeadLetters": both("dead_letters_total", "_x25 1x60", "3x60", **HEARS, reason="seal_broken"),
    "WithdrawalLate": Case(withdrawn("0x60", "0x25 1x60"), withdrawn("0x25 1x60", "0x25 1x60", "59x60")),
    "OverviewStale": both("overview_stale_seconds", "121x60", "119x60"),
    "NoticesFail": both("deliveries_total", "0x20 1x40", "1x60", channel="mail", result="dead"),
    "NoticesWait": both("deliveries_waiting_seconds", "901x60", "899x60", channel="mail"),
    "VerifyFailed": Case(verified("100x60", "101x60"), verified("102x60", "101x60")),
    "VerifyOld": Case(verified("0x99", "0x99"), verified("86400x99", "0x99"), "40h", "30m"),
    "BackupOld": Case(verified("0x99", "0x99", "backup"), verified("86400x99", "0x99", "backup"), "40h", "30m"),
    "CheckpointOld": both("checkpoint_last_success_timestamp_seconds", "100x60", "0+60x60", service="intake"),
    "CodesGuessed": both("continuity_codes_wrong_total", "0+1x60", "0+0.1x60", "1h"),
    "ReadingTooMuch": both("reading_alarms_total", "0x20 1x40", "1x60"),
    "RebuildDiffered": Case(verified("100x60", "101x60", "rebuild"), verified("102x60", "101x60", "rebuild")),
}
MORE: list[tuple[str, Series]] = [
    ("WithdrawalLate", withdrawn("0x60", "0x60", "61x60")),
    (
        "WithdrawalLate",
        gauge("consumer_lag_messages", "1x60", service="intake", source="pathway", partition="0")
        | gauge("consumed_messages_total", "5x60", service="intake", source="pathway"),
    ),
    ("DeadLetters", gauge("dead_letters_total", "1x25 2x60", **HEARS, reason="seal_broken")),
    ("NoticesFail", gauge("deliveries_total", "_x25 1x60", channel="webhook", result="refused")),
    ("ConsumerBehind", gauge("relay_lag_events", "10001x60", **HEARS)),
    ("NothingPosted", {}),
    ("CodesGuessed", gauge("continuity_codes_limited_total", "0x20 1x40")),
    ("ReadingTooMuch", gauge("reads_total", "0x20 1x40", read="stopped")),
]
"""Further ways in which some of them fire."""
