"""Where mails go: an SMTP server, or the ledger itself when none is configured."""

import re
import time
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from footlights.email.wire import Written
from footlights.settings import SettingsError

TIMEOUT_S = 30
KEPT = 8
IDLE_S = 20.0
"""Servers close connections that rest for longer, some after 30 seconds."""


class MailRefused(Exception):
    """The mail server refuses this mail for good (5xx); its answer is the message.

    `is_address`: it is the address that is wrong, so that no other mail will arrive there either.
    """

    def __init__(self, answer: str, *, is_address: bool = False) -> None:
        super().__init__(answer)
        self.is_address = is_address


class MailDelayed(Exception):
    """The mail server cannot be reached or says later (4xx)."""


class Transport(Protocol):
    @property
    def captures(self) -> bool:
        """Is `send` only a word, with the message to be kept by the caller?"""
        ...

    async def send(self, message: Written) -> str:
        """Hand the message over and return the server's answer. Raises MailRefused or MailDelayed."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class SmtpTransport:
    """`smtp://` uses STARTTLS when the server offers it, `smtps://` TLS from the start.

    Connections are kept for the next mail, up to KEPT of them, until they have been idle for IDLE_S.
    """

    host: str
    port: int
    username: str | None
    password: str | None
    use_tls: bool
    captures: bool = False
    _idle: list[tuple[aiosmtplib.SMTP, float]] = field(default_factory=list, compare=False, repr=False)

    async def send(self, message: Written) -> str:
        try:
            client = await self._connected()
            try:
                answer = await _send(client, message)
            except BaseException:
                client.close()
                raise
        except aiosmtplib.SMTPAuthenticationError as error:  # the operator's mistake, not the mail's
            raise MailDelayed(f"{error.code} {error.message}") from error
        except aiosmtplib.SMTPRecipientRefused as error:
            raise _refusal(error.code, error.message, is_address=True) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refusal(error.code, error.message) from error
        except aiosmtplib.SMTPNotSupported as error:  # the address has letters that this server cannot write to
            raise MailRefused(str(error)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailDelayed(type(error).__name__) from error
        if len(self._idle) < KEPT:
            self._idle.append((client, time.monotonic()))
        else:
            client.close()
        return answer

    async def close(self) -> None:
        while self._idle:
            self._idle.pop()[0].close()

    async def _connected(self) -> aiosmtplib.SMTP:
        while self._idle:
            client, since = self._idle.pop()
            if client.is_connected and time.monotonic() - since < IDLE_S:
                return client
            client.close()
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.use_tls,
            timeout=TIMEOUT_S,
        )
        await client.connect()
        return client


async def _send(client: aiosmtplib.SMTP, message: Written) -> str:
    """One mail over a connection that nobody else uses; a refusal leaves it in the middle of the mail."""
    if client.last_ehlo_response is None:
        await client.ehlo()
    encoding, options = "ascii", []
    if client.supports_extension("size"):
        options.append(f"SIZE={len(message.content)}")
    if message.needs_utf8:
        if not client.supports_extension("smtputf8"):
            raise aiosmtplib.SMTPNotSupported("The mail server takes no addresses with letters beyond ASCII.")
        encoding, options = "utf-8", [*options, "SMTPUTF8", "BODY=8BITMIME"]
    await client.mail(message.from_address, options=options, encoding=encoding)
    await client.rcpt(message.to_address, encoding=encoding)
    return await _send_content(client, message.content)


async def _send_content(client: aiosmtplib.SMTP, content: bytes) -> str:
    """The DATA command (RFC 5321, 4.1.1.4).

    The library's own looks through the whole message for lines that end otherwise, twice; that costs more than all the
    rest of a mail with a picture. Here they are written with CRLF (`email.wire`), and only dots that begin one are
    doubled (4.5.2).
    """
    answer = await client.execute_command(b"DATA")
    if answer.code != aiosmtplib.SMTPStatus.start_input or client.protocol is None:
        raise aiosmtplib.SMTPDataError(answer.code, answer.message)
    client.protocol.write(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    answer = await client.protocol.read_response(timeout=TIMEOUT_S)
    if answer.code != aiosmtplib.SMTPStatus.completed:
        raise aiosmtplib.SMTPDataError(answer.code, answer.message)
    return answer.message


def _refusal(code: int, words: str, *, is_address: bool = False) -> MailRefused | MailDelayed:
    answer = f"{code} {words}"
    if code < 500:
        return MailDelayed(answer)
    # RFC 3463: 5.1.x is about the address, 5.2.1 a mailbox that is switched off.
    return MailRefused(answer, is_address=is_address or bool(re.search(r"\b5\.(1\.\d+|2\.1)\b", words)))


class CaptureTransport:
    """Keeps mails for reading at /dev/mail; the sender stores the message."""

    captures = True

    async def send(self, message: Written) -> str:
        return "kept at /dev/mail"

    async def close(self) -> None:
        pass


def make_transport(smtp_url: str) -> Transport:
    """The transport for the setting SMTP_URL; empty means capture. Raises SettingsError."""
    if not smtp_url:
        return CaptureTransport()
    url = urlsplit(smtp_url)
    use_tls = url.scheme == "smtps"
    try:
        port = url.port or (465 if use_tls else 587)
    except ValueError:
        port = 0
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or not port or _asked_sender(smtp_url) is None:
        raise SettingsError("SMTP_URL looks like smtp://user:password@host:587?from=Name%20<events@example.org>.")
    return SmtpTransport(
        host=url.hostname,
        port=port,
        username=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        use_tls=use_tls,
    )


def sender_of(smtp_url: str, *, host: str) -> tuple[str, str]:
    """Name and address that mails come from: the `from` of SMTP_URL, else events@ the public host."""
    name, address = _asked_sender(smtp_url) or ("", "")
    domain = f"[IPv6:{host}]" if ":" in host else host or "localhost"
    return name, address or f"events@{domain}"


def _asked_sender(smtp_url: str) -> tuple[str, str] | None:
    """The `from` of SMTP_URL, two blanks when it has none, None when it is no address."""
    asked = parse_qs(urlsplit(smtp_url).query).get("from", [""])[0]
    name, address = parseaddr(asked)
    if not asked:
        return "", ""
    local, _, domain = address.rpartition("@")
    return (name, address) if local and domain else None
