import pytest

from footlights.email.transport import SmtpTransport, make_transport, sender_of
from footlights.email.wire import Written
from footlights.settings import SettingsError
from tests.services.smtp import Mailbox


@pytest.mark.parametrize(
    ("url", "transport"),
    [
        ("smtp://mail.example.org", SmtpTransport("mail.example.org", 587, None, None, use_tls=False)),
        ("smtps://u%40x:p%3Aw@mail.example.org", SmtpTransport("mail.example.org", 465, "u@x", "p:w", use_tls=True)),
        ("smtp://mail.example.org:25", SmtpTransport("mail.example.org", 25, None, None, use_tls=False)),
    ],
)
def test_url_names_the_server(url: str, transport: SmtpTransport) -> None:
    assert make_transport(url) == transport


def test_no_url_keeps_mails() -> None:
    assert make_transport("").captures


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="SMTP_URL"):
        make_transport(url)


def test_sender_is_named_in_the_url_or_made_from_the_host() -> None:
    assert sender_of("smtp://m?from=Events%20%3Ce@example.org%3E", host="h") == ("Events", "e@example.org")
    assert sender_of("smtp://m", host="events.example.org") == ("", "events@events.example.org")


async def test_lines_that_begin_with_a_dot_arrive_as_they_are(mailbox: Mailbox) -> None:
    transport = make_transport(f"smtp://127.0.0.1:{mailbox.port}")
    content = b"Subject: dots\r\n\r\n.\r\n..two\r\nno dot\r\n.end\r\n"

    for _ in range(2):  # the second over the same connection
        await transport.send(Written("events@example.org", "noor@example.com", content))
    await transport.close()

    assert [mail.get_content() for mail in mailbox.mails] == [".\r\n..two\r\nno dot\r\n.end\r\n"] * 2
