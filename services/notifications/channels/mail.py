"""Mail by SMTP: a neutral subject, a line and a link, in plain text, with one Message-ID however often it is sent."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from time import monotonic
from typing import Final

from services.notifications.channels import Holds, Results, Texts
from services.notifications.channels.settings import SmtpSettings, fit
from services.notifications.deliveries import DONE, NOT_TRIED, Claimed, Outcome
from shared.clocks import CIVIL

WITHIN: Final = 15.0
TAKEN_WITHIN: Final = 60.0
AT_MOST: Final = 60.0
UNAVAILABLE: Final = 421
LOST = (smtplib.SMTPServerDisconnected, OSError)
AWAY = Outcome("away", "server_away")
NOT_LET_IN = Outcome("away", "not_let_in")
UNFIT = Outcome("refused", "address_unfit")
UNFIT_TEXT = Outcome("refused", "text_unfit")
ANSWER_LOST = Outcome("later", "answer_lost")
BOUNCED, DEFERRED = Outcome("refused", "bounced"), Outcome("later", "deferred")


class Mail:
    """Sends by one server; `preferences` is the address where they are turned off."""

    def __init__(self, settings: SmtpSettings, texts: Texts, preferences: str) -> None:
        self._settings = settings
        self._texts = texts
        self._preferences = preferences

    def send(self, batch: Sequence[Claimed], holds: Holds) -> Iterator[Results]:
        """One after the other on one connection; once the server is away the rest is left for another time."""
        server: smtplib.SMTP | None = None
        until = monotonic() + AT_MOST
        for number, claimed in enumerate(batch):
            if monotonic() > until or not holds(claimed):
                yield [(claimed, NOT_TRIED)]
                continue
            outcome, server = self._one(server, claimed)
            yield [(claimed, outcome)]
            if outcome.what == "away":
                yield [(each, NOT_TRIED) for each in batch[number + 1 :]]
                return
        _leave(server)

    def _one(self, server: smtplib.SMTP | None, claimed: Claimed) -> tuple[Outcome, smtplib.SMTP | None]:
        """What became of one, and the connection if it is good for another."""
        address = claimed.letter.address
        if address is None or not fit(address):
            return UNFIT, server
        try:
            message = self.message(claimed, address)
        except (ValueError, LookupError):  # no text, or a header that would be two: it stops nobody else's
            return UNFIT_TEXT, server
        try:
            server = server or self._connected()
            outcome = _handed_over(server, self._settings.sender, address, message.as_bytes())
        except smtplib.SMTPAuthenticationError:
            return NOT_LET_IN, None
        except (smtplib.SMTPException, *LOST):
            return AWAY, None
        if outcome is ANSWER_LOST:
            return outcome, None
        with suppress(smtplib.SMTPException, *LOST):
            _patient(server, WITHIN)
            server.rset()
            return outcome, server
        return outcome, None

    def message(self, claimed: Claimed, address: str) -> EmailMessage:
        """The mail of a delivery, the same each time; its headers take no line break (`email.policy.SMTP`)."""
        said = claimed.letter
        subject, line = self._texts(said.template, said.lang, said.values)
        message = EmailMessage(policy=SMTP)
        message["From"] = self._settings.sender
        message["To"] = address
        message["Subject"] = subject
        message["Date"] = format_datetime(claimed.asked.astimezone(CIVIL))
        message["Message-ID"] = f"<{claimed.delivery_id}@{self._settings.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["List-Unsubscribe"] = f"<{self._preferences}>"
        message.set_content(f"{line}\n\n{said.link}\n", cte="quoted-printable")
        return message

    def _connected(self) -> smtplib.SMTP:
        """A connection as the settings want it; the server's certificate must be that of its name."""
        settings = self._settings
        context = ssl.create_default_context()
        if settings.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=WITHIN, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=WITHIN)
            if settings.tls == "starttls":
                server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
        return server


def _handed_over(server: smtplib.SMTP, sender: str, address: str, message: bytes) -> Outcome:
    """What the server answered; an error before the mail was handed over is raised."""
    server.ehlo_or_helo_if_needed()
    for said, refused in ((server.mail(sender), Outcome("away", "sender_refused")), (None, BOUNCED)):
        code, _ = said or server.rcpt(address)
        if outcome := _read(code, refused):
            return outcome
    _patient(server, TAKEN_WITHIN)  # a server that looks through a mail before it answers may take its time
    try:
        code, _ = server.data(message)
    except smtplib.SMTPDataError as error:
        code = error.smtp_code
    except LOST:  # it may have been taken: nobody knows, and SMTP has no way to ask
        return ANSWER_LOST
    return _read(code, BOUNCED) or DONE


def _read(code: int, refused: Outcome) -> Outcome | None:
    """None where the server goes on."""
    if code == UNAVAILABLE:
        return AWAY
    if code >= 500:
        return refused
    return DEFERRED if code >= 400 else None


def _patient(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock:
        server.sock.settimeout(seconds)


def _leave(server: smtplib.SMTP | None) -> None:
    if server:
        with suppress(smtplib.SMTPException, *LOST):
            server.quit()
