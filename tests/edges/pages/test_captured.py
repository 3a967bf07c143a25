import httpx
import msgspec
import pytest

from footlights.email.models import Mail
from footlights.kit.database import Database
from footlights.services import Services
from tests.factories import NOW, House

RAW = (
    b"Subject: Hello\r\nTo: noor@example.com\r\nFrom: events@example.org\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nplain words\r\n'
    b"--x\r\nContent-Type: text/html\r\n\r\n<html><head></head><p>rich words</p><script>alert(1)</script>\r\n--x--\r\n"
)


@pytest.fixture
async def mail(database: Database, house: House) -> Mail:
    async with database.write() as db:
        row = Mail(
            workspace_id=house.workspace.id,
            person_id=house.owner.id,
            kind="confirmation",
            subject_id=house.owner.id,
            state="captured",
            message=RAW,
            created_at=NOW,
        )
        db.add(row)
        await db.flush()
        return row


async def test_kept_mails_can_be_read(visitor: httpx.AsyncClient, mail: Mail) -> None:
    listing = await visitor.get("/dev/mail")
    page = await visitor.get(f"/dev/mail/{mail.id}")

    assert f"/dev/mail/{mail.id}" in listing.text
    assert "Hello" in listing.text
    assert "plain words" in page.text


async def test_html_part_is_shown_where_it_can_do_nothing(visitor: httpx.AsyncClient, mail: Mail) -> None:
    answer = await visitor.get(f"/dev/mail/{mail.id}/html")

    assert "rich words" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "allow-scripts" not in answer.headers["content-security-policy"]
    assert "allow-same-origin" not in answer.headers["content-security-policy"]


async def test_links_of_a_kept_mail_open_outside_its_frame(visitor: httpx.AsyncClient, mail: Mail) -> None:
    page = await visitor.get(f"/dev/mail/{mail.id}")
    answer = await visitor.get(f"/dev/mail/{mail.id}/html")

    assert '<head><base target="_blank">' in answer.text
    for policy in (answer.headers["content-security-policy"], page.text):
        assert "allow-popups allow-popups-to-escape-sandbox" in policy


async def test_page_does_not_exist_when_mails_are_sent(
    visitor: httpx.AsyncClient, services: Services, mail: Mail
) -> None:
    services.settings = msgspec.structs.replace(services.settings, smtp_url="smtp://mail.example.org")

    for path in ("/dev/mail", f"/dev/mail/{mail.id}", f"/dev/mail/{mail.id}/html"):
        assert (await visitor.get(path)).status_code == 404


async def test_empty_list_says_what_comes(visitor: httpx.AsyncClient, house: House) -> None:
    assert "No mail yet" in (await visitor.get("/dev/mail")).text
