from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from footlights.email.wire import file_part, header, multipart, text_part

LONG_LINK = "<https://events.example.org/unsubscribe?" + "k" * 300 + ">"


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def test_long_links_and_ids_stay_readable_for_programs() -> None:
    assert header("List-Unsubscribe", LONG_LINK) == f"List-Unsubscribe: {LONG_LINK}\r\n".encode()


def test_long_subject_is_folded_into_lines_of_mail() -> None:
    title = "Wärmepumpen im Altbau: " + "was sie können, und was nicht " * 5

    lines = header("Subject", title.strip()).split(b"\r\n")

    assert max(len(line) for line in lines) <= 78
    assert read(b"\r\n".join(lines))["subject"] == title.strip()


@pytest.mark.parametrize("name", ["Noor Haddad", "Zoë Ünal", "N" * 90, "Dr. Noor, PhD"])
def test_names_come_back(name: str) -> None:
    line = header("To", Address(name, "noor", "example.com"))

    (mailbox,) = read(line + b"\r\n")["to"].addresses
    assert (mailbox.display_name, mailbox.addr_spec) == (name, "noor@example.com")


@pytest.mark.parametrize("value", ["One\r\nBcc: all@example.org", "Ä\nBcc: all@example.org", "a\rb"])
def test_value_of_several_lines_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"linefeed|carriage"):
        header("Subject", value)


def test_address_beyond_ascii_is_written_in_utf8() -> None:
    line = header("To", Address("Zoë", "zoë", "example.com"), utf8=True)

    assert line.decode() == "To: Zoë <zoë@example.com>\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain\n",
        "Größe = 5\n.\n..dots\n",
        "trailing \t\nspace ",
        "x" * 2000,
        "--=_footlights_mixed--\n",
        "a\rb\r\n",
    ],
)
def test_text_and_files_come_back_from_nested_parts(text: str) -> None:
    picture = bytes(range(256)) * 5
    inner = multipart("related", [text_part(text, "html"), file_part(picture, "image/png", {"Content-ID": "<band>"})])
    outer = multipart("mixed", [multipart("alternative", [text_part(text, "plain"), inner]), text_part("end", "plain")])

    message = read(b"MIME-Version: 1.0\r\n" + outer)

    leaves = [part for part in message.walk() if not part.is_multipart()]
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    texts = [part.get_content().replace("\r\n", "\n") for part in leaves if part.get_content_maintype() == "text"]
    assert texts == [unified, unified, "end"]
    assert [part.get_content() for part in leaves if part["content-id"] == "<band>"] == [picture]
    assert [part.defects for part in message.walk()] == [[]] * 7
    assert b"\n" not in outer.replace(b"\r\n", b"")
    assert all(len(line) <= 78 for line in outer.split(b"\r\n"))
