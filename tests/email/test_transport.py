import pytest

from footlights.email.transport import SmtpTransport, make_transport, sender_of
from footlights.settings import SettingsError


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
