"""Mails that are rendered once for many readers."""

import html
from email import message_from_bytes, policy

import pytest
from markupsafe import Markup

from footlights.email.frames import Frames, Own, mark
from footlights.email.kinds import KINDS
from footlights.email.letters import Draft
from footlights.email.sending import Sender
from footlights.email.subjects import sample
from footlights.email.texts import Words, usual_words
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.models import Registration
from footlights.registration.queries import find_registration
from tests.email.conftest import MakeSender
from tests.factories import make_house, make_registrant, make_session

NAMES = ("Noor", "Aoife O’Shea-d'Arc", '<b>"Bold" & Sons</b>', f"{mark('email')} own_html")


def own(name: str) -> Own:
    return Own("key", {"name": mark("name")}, {"name": name}, {})


def test_frame_is_rendered_once_and_filled_for_each() -> None:
    frames, rendered = Frames(), []

    def render(values: object) -> str:
        rendered.append(values)
        return f"<p>{values['name']}, {values['name']}</p>"  # type: ignore[index]

    filled = [frames.fill("html", own(name), render) for name in ("A & B", mark("name"))]

    assert filled == ["<p>A &amp; B, A &amp; B</p>", f"<p>{mark('name')}, {mark('name')}</p>"]
    assert frames.fill("txt", own("A & B"), render) == "<p>A & B, A & B</p>"
    assert len(rendered) == 2


def test_html_of_a_text_takes_its_place() -> None:
    told = Own("key", {"name": mark("name")}, {"name": "**A**"}, {"name": Markup("<b>A</b>")})

    assert Frames().fill("html", told, lambda values: str(values["name"])) == "<b>A</b>"


@pytest.mark.parametrize("kind", [kind for kind, shape in KINDS.items() if shape.about != "invitation"])
async def test_framed_mail_says_what_the_mail_alone_says(
    database: Database, make_sender: MakeSender, kind: str
) -> None:
    sender, frames = make_sender(""), Frames()
    usual = usual_words(kind)
    words = Words(usual.subject, usual.body + "\n\n**{{ name }}** & {{ email }}{% if last_name %}\n\nAgain{% endif %}")
    drafts = [
        sender.letter(kind, sample(registration, kind), words, now=utcnow())
        for registration in await _registrations(database)
    ]

    for draft in drafts:
        assert _parts(sender, draft, frames) == _parts(sender, draft, None)


async def _registrations(database: Database) -> list[Registration]:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        made = []
        for n, name in enumerate(NAMES):
            done = await make_registrant(db, house, session, n, first_name=name, last_name="Haddad" if n else None)
            made.append(done.registration.id)
    async with database.read() as db:
        found = [await find_registration(db, registration_id) for registration_id in made]
    return [registration for registration in found if registration is not None]


def _parts(sender: Sender, draft: Draft, frames: Frames | None) -> tuple[str, str]:
    """Plain text, and HTML without regard to how its letters are escaped."""

    message = message_from_bytes(sender.write(draft, frames).content, policy=policy.default)
    plain, shown = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert shown is not None
    return plain.get_content(), html.unescape(shown.get_content())
