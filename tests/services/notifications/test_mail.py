"""Mail goes through a real server: what it answers is what becomes of it, and it is the same mail each time."""

from datetime import timedelta
from email import message_from_string
from email.policy import SMTP
from email.utils import parsedate_to_datetime

import pytest

from services.notifications.channels.mail import Mail
from services.notifications.channels.settings import SmtpSettings, fit
from services.notifications.dispatching import Dispatcher
from shared.errors import WrongSetting
from tests.receivers import LOOPBACK, MAILER, PASSWORD, mail_server, secured_mail_server
from tests.services.notifications.carried import HOUR, MINUTE, NOW, carried, outgoing, texts

PREFERENCES = "https://ariadna.example/notifications/"


@pytest.fixture
def store(tmp_path):
    with carried(tmp_path / "data") as found:
        yield found


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setattr("services.notifications.channels.mail.WITHIN", 2.0)
    monkeypatch.setattr("services.notifications.channels.mail.TAKEN_WITHIN", 2.0)
    with mail_server(tmp_path) as running:
        yield running


def sending(store, server, said=texts, **secured):
    settings = SmtpSettings(LOOPBACK, server.port, sender="ariadna@network.example", **{"tls": "none", **secured})
    return Dispatcher(store.claims, {"mail": Mail(settings, said, PREFERENCES)}, clock=lambda: NOW)


def codes(store):
    return [line.code for line in store.all()[0].attempts]


def test_a_mail_is_plain_text_with_a_neutral_line_and_a_link(store, server):
    store.ask(outgoing(values={"count": "3"}))
    assert sending(store, server).run_due(NOW) == {"sent": 1}
    (one,) = server.received
    mail = message_from_string(one["raw"], policy=SMTP)
    assert one["to"] == ["st1@far.example"]
    assert {name: mail[name] for name in ("From", "To", "Subject", "Auto-Submitted", "List-Unsubscribe")} == {
        "From": "ariadna@network.example",
        "To": "st1@far.example",
        "Subject": "Ariadna",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{PREFERENCES}>",
    }
    assert mail["Message-ID"] == f"<{outgoing().delivery_id}@network.example>"
    assert parsedate_to_datetime(mail["Date"]) == NOW
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == f"There is a notice for you (3).\n\n{outgoing().link}\n"


def test_a_language_with_accents_arrives_as_it_was_written(store, server):
    store.ask(outgoing(lang="ca"))
    sending(store, server, lambda *given: ("Avís: així", "Hi ha un avís per a vostè: «així».")).run_due(NOW)
    (one,) = server.received
    mail = message_from_string(one["raw"], policy=SMTP)
    assert (mail["Subject"], mail.get_content().split("\n")[0].strip()) == (
        "Avís: així",
        "Hi ha un avís per a vostè: «així».",
    )
    assert one["raw"].isascii()


def test_many_go_over_one_connection_each_settled_as_it_went(store, server):
    store.ask(*(outgoing(str(number)) for number in range(45)))
    assert sending(store, server).run_due(NOW) == {"sent": 45}
    assert len({each["id"] for each in server.received}) == len(server.received) == 45


@pytest.mark.parametrize(
    ("how", "state", "code"),
    [("refuses", "failed", "bounced"), ("later", "waiting", "deferred"), ("away", "waiting", "server_away")],
)
def test_what_the_server_answers_is_what_becomes_of_it(store, server, how, state, code):
    server.behaves(how)
    store.ask(outgoing())
    sending(store, server).run_due(NOW)
    assert (store.states(), codes(store), server.received) == ([state], [code], [])


def test_one_whose_answer_was_lost_is_sent_again_as_the_same_mail(store, server):
    store.ask(outgoing(), outgoing("two"))
    server.behaves("cuts")
    assert sending(store, server).run_due(NOW) == {"later": 2}
    server.behaves("well")
    assert sending(store, server).run_due(NOW + 2 * MINUTE) == {"sent": 2}
    first, second, *again = server.received
    assert sorted(each["raw"] for each in again) == sorted(each["raw"] for each in (first, second))
    assert codes(store) == ["answer_lost", "sent"]


def test_a_server_that_hangs_is_left_and_nothing_is_lost(store, server):
    store.ask(outgoing())
    server.behaves("hangs")
    assert sending(store, server).run_due(NOW) == {"later": 1}
    server.behaves("well")
    assert sending(store, server).run_due(NOW + 2 * MINUTE) == {"sent": 1}


def test_a_server_away_for_an_hour_loses_nothing_and_is_sent_nothing_twice(store, server):
    server.kill()
    store.ask(*(outgoing(str(number)) for number in range(30)))
    mail, now = sending(store, server), NOW
    looked = 0
    while now < NOW + HOUR:
        looked += mail.run_due(now)["away"]
        now += timedelta(seconds=30)
    assert store.states() == ["waiting"] * 30
    assert 0 < looked < 40, "one attempt finds out for all that waits"
    server.start()
    while mail.run_due(now)["sent"] < 30 and now < NOW + 2 * HOUR:
        now += MINUTE
    assert store.states() == ["sent"] * 30
    assert len({each["id"] for each in server.received}) == len(server.received) == 30


@pytest.mark.parametrize(
    "address",
    [
        "st1@far.example\r\nBcc: other@far.example",
        "st1@far.example\nDATA",
        "st1@far.example\n",
        "st1",
        "@far.example",
        "st1@",
        "st 1@far.example",
        "<st1@far.example>",
        "st1@far.example,other@far.example",
        "ştefania@far.example",
        "st1@far..example",
        "a" * 65 + "@far.example",
        "st1@" + "a." * 120 + "example.example",
        None,
    ],
)
def test_an_address_with_line_breaks_or_none_at_all_gets_no_mail(store, server, address):
    assert not fit(address or "")
    store.ask(outgoing(address=address))
    sending(store, server).run_due(NOW)
    assert (store.states(), codes(store), server.received) == (["failed"], ["address_unfit"], [])


def test_a_subject_with_line_breaks_can_not_be_sent(store, server):
    store.ask(outgoing())
    sending(store, server, lambda *given: ("Ariadna\r\nBcc: other@far.example", "a")).run_due(NOW)
    assert (store.states(), codes(store), server.received) == (["failed"], ["text_unfit"], [])


@pytest.mark.parametrize(
    ("password", "vouched_for", "state", "code"),
    [
        (PASSWORD, True, "sent", "sent"),
        ("another", True, "waiting", "not_let_in"),
        (PASSWORD, False, "waiting", "server_away"),
    ],
)
def test_over_tls_it_goes_to_a_server_that_is_vouched_for_and_lets_us_in(
    store, tmp_path, monkeypatch, password, vouched_for, state, code
):
    store.ask(outgoing())
    with secured_mail_server(tmp_path) as server:
        if vouched_for:
            monkeypatch.setenv("SSL_CERT_FILE", str(server.folder / "ca.pem"))
        sending(store, server, tls="starttls", user=MAILER, password=password).run_due(NOW)
        assert (store.states(), codes(store)) == ([state], [code])
        assert len(server.received) == (state == "sent")


SET = {
    "ARIADNA_SMTP_HOST": "mail.example",
    "ARIADNA_SMTP_FROM": "ariadna@network.example",
    "ARIADNA_PUBLIC_URL": "https://ariadna.network.example",
}


def test_a_server_is_told_by_settings_and_without_one_there_is_no_mail():
    assert SmtpSettings.read({}) is None
    assert SmtpSettings.read(SET) == SmtpSettings("mail.example", 587, "starttls", SET["ARIADNA_SMTP_FROM"])


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ARIADNA_SMTP_FROM", ""),
        ("ARIADNA_SMTP_FROM", "a@b\r\nBcc: c@d"),
        ("ARIADNA_PUBLIC_URL", ""),
        ("ARIADNA_SMTP_TLS", "maybe"),
        ("ARIADNA_SMTP_PORT", "65536"),
        ("ARIADNA_SMTP_PORT", "smtp"),
    ],
)
def test_what_is_wrong_in_them_is_named_by_its_variable(variable, value):
    with pytest.raises(WrongSetting, match=variable) as refused:
        SmtpSettings.read({**SET, variable: value})
    assert value == "" or value not in refused.value.title


def test_a_user_needs_a_file_with_a_password(tmp_path):
    with pytest.raises(WrongSetting, match="ARIADNA_SMTP_PASSWORD_FILE"):
        SmtpSettings.read({**SET, "ARIADNA_SMTP_USER": "ariadna", "ARIADNA_SMTP_PASSWORD_FILE": str(tmp_path / "no")})
