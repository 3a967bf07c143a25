"""Mails kept by a server that has no mail server: for trying things out, and only then."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from litestar import MediaType, Response, get

from footlights.edges.given import PathText, Running
from footlights.edges.pages.rendering import Html, render
from footlights.email.models import Mail
from footlights.email.queries import find_captured_mail, list_captured_mails
from footlights.kit.errors import NotFound
from footlights.kit.ids import find_id
from footlights.services import Services

# The mail's own page: no scripts, nothing loaded but the logo, styles as mails carry them. Its links open pages of
# their own, which are as free as if they had been opened from a mail program.
PREVIEW = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
OUTSIDE = '<base target="_blank">'


@get("/dev/mail", include_in_schema=False)
async def list_mails(services: Running) -> Html:
    _require_capture(services)
    async with services.database.read() as db:
        mails = [(mail, _read(mail)) for mail in await list_captured_mails(db)]
    return render(services, "mails.html", mails=mails)


@get("/dev/mail/{mail_id:str}", include_in_schema=False)
async def show_mail(services: Running, mail_id: PathText) -> Html:
    mail, message = await _get(services, mail_id)
    return render(services, "mail.html", mail=mail, message=message, plain=_part(message, "plain"))


@get("/dev/mail/{mail_id:str}/html", include_in_schema=False)
async def show_mail_html(services: Running, mail_id: PathText) -> Response[str]:
    """The HTML part as a mail program would show it, with its pictures in place."""
    _, message = await _get(services, mail_id)
    html = _part(message, "html")
    for part in message.walk():
        name = str(part.get("content-id", "")).strip("<>")
        if name and part.get_content_maintype() == "image":
            data = "".join(str(part.get_payload()).split())
            html = html.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{data}")
    html = html.replace("<head>", f"<head>{OUTSIDE}", 1)
    headers = {"content-security-policy": PREVIEW, "x-frame-options": "SAMEORIGIN", "cache-control": "no-store"}
    return Response(html, media_type=MediaType.HTML, headers=headers)


async def _get(services: Services, mail_id: str) -> tuple[Mail, EmailMessage]:
    _require_capture(services)
    wanted = find_id(mail_id)
    async with services.database.read() as db:
        mail = await find_captured_mail(db, wanted) if wanted else None
    if mail is None:
        raise NotFound("There is no such mail.")
    return mail, _read(mail)


def _require_capture(services: Services) -> None:
    if not services.settings.shows_mails:
        raise NotFound("Mails cannot be read here.")


def _read(mail: Mail) -> EmailMessage:
    return message_from_bytes(mail.message or b"", policy=policy.default)


def _part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    return str(body.get_content()) if body else ""
