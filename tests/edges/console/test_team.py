import re

from sqlalchemy import select

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.workspace.actions import invite_team_member
from footlights.workspace.models import ApiToken, Invitation, TeamMember, Workspace
from footlights.workspace.queries import find_caller
from tests.edges.console.browser import Browser
from tests.edges.console.conftest import OpenBrowser
from tests.edges.console.team import join_team
from tests.factories import PASSWORD, House


async def test_invited_member_is_pending_until_they_join(ines: Browser, database: Database) -> None:
    await ines.open("/console/team")

    page = await ines.submit("/console/team", email="priya@example.org", role="admin", room_role="host")

    assert "The invitation to priya@example.org is on its way." in page.text
    assert "Invited" in page.text
    async with database.read() as db:
        member = (await db.scalars(select(TeamMember).where(TeamMember.role == "admin"))).one()
    assert (member.room_role, member.joined_at) == ("host", None)


async def test_inviting_twice_is_refused_in_the_form(ines: Browser) -> None:
    await ines.open("/console/team")
    await ines.submit("/console/team", email="priya@example.org", role="member", room_role="host")

    page = await ines.send("/console/team", email="priya@example.org", role="member", room_role="host")

    assert page.status == 422
    assert "This person is already on the team." in page.text


async def test_invitation_sent_again_voids_the_first(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        member = await invite_team_member(db, house.actor, email="priya@example.org", now=utcnow())
    await ines.open("/console/team")

    await ines.submit(f"/console/team/{member.id}/invitation")

    async with database.read() as db:
        used = (await db.scalars(select(Invitation.used_at).order_by(Invitation.created_at))).all()
    assert [at is None for at in used] == [False, True]


async def test_removed_member_is_signed_out(
    ines: Browser, open_browser: OpenBrowser, house: House, database: Database
) -> None:
    member = await join_team(database, house, "priya@example.org", role="member", room_role="host")
    priya = await open_browser("priya@example.org")
    await ines.open(f"/console/team/{member.id}/remove")

    page = await ines.submit(f"/console/team/{member.id}/remove")

    assert "Priya Nair is no longer on the team." in page.text
    assert (await priya.open("/console")).status == 303


async def test_disabled_member_keeps_out_until_enabled(
    ines: Browser, open_browser: OpenBrowser, house: House, database: Database
) -> None:
    member = await join_team(database, house, "priya@example.org", role="member", room_role="host")
    priya = await open_browser("priya@example.org")
    await ines.open("/console/team")

    disabled = await ines.submit(f"/console/team/{member.id}/disable")
    outside = [(await priya.open("/console")).status, await _sign_in(priya)]
    enabled = await ines.submit(f"/console/team/{member.id}/enable")

    assert "Priya Nair is signed out and keeps out" in disabled.text
    assert [disabled.has_form_to(f"/console/team/{member.id}/{act}") for act in ("disable", "enable")] == [False, True]
    assert outside == [303, 422]
    assert "Priya Nair can sign in again." in enabled.text
    assert enabled.has_form_to(f"/console/team/{member.id}/disable") is True
    assert await _sign_in(priya) == 303


async def _sign_in(browser: Browser) -> int:
    return (await browser.send("/console/sign-in", email="priya@example.org", password=PASSWORD)).status


async def test_member_who_has_not_joined_cannot_be_disabled_by_button(
    ines: Browser, house: House, database: Database
) -> None:
    async with database.write() as db:
        member = await invite_team_member(db, house.actor, email="priya@example.org", now=utcnow())

    team = await ines.open("/console/team")

    assert team.has_form_to(f"/console/team/{member.id}/disable") is False
    assert team.has_form_to(f"/console/team/{house.owner.id}/disable") is False


async def test_owner_is_disabled_and_removed_by_owners_alone(
    ines: Browser, open_browser: OpenBrowser, house: House, database: Database
) -> None:
    await join_team(database, house, "priya@example.org", role="admin", room_role="host")
    priya = await open_browser("priya@example.org")

    team = await priya.open("/console/team")
    refused = [await priya.send(f"/console/team/{house.owner.id}/{act}") for act in ("disable", "remove")]
    own = await ines.send(f"/console/team/{house.owner.id}/disable")

    assert team.has_form_to(f"/console/team/{house.owner.id}/disable") is False
    assert [page.status for page in [*refused, own]] == [403, 403, 403]


async def test_last_owner_stays(ines: Browser, house: House) -> None:
    await ines.open("/console/team")

    page = await ines.submit(f"/console/team/{house.owner.id}/remove")

    assert "A workspace keeps at least one owner." in page.text


async def test_member_sees_the_team_and_changes_nothing(
    ines: Browser, open_browser: OpenBrowser, house: House, database: Database
) -> None:
    await join_team(database, house, "priya@example.org", role="member", room_role="host")
    priya = await open_browser("priya@example.org")

    team, tokens = await priya.open("/console/team"), await priya.open("/console/developers")
    refused = [
        await priya.send("/console/team", email="x@example.org"),
        await priya.send(f"/console/team/{house.owner.id}/remove"),
        await priya.send("/console/settings", name="Mine", time_zone="UTC", language="en"),
        await priya.send("/console/developers/tokens", name="Mine", scopes=["events:read"], page_base="1"),
    ]

    assert ("Ines Marchetti" in team.text, team.has_form_to("/console/team")) == (True, False)
    assert tokens.has_form_to("/console/developers/tokens") is False
    assert [page.status for page in refused] == [403, 403, 403, 403]


async def test_token_is_shown_once_and_works_until_revoked(ines: Browser, house: House, database: Database) -> None:
    await ines.open("/console/developers")

    made = await ines.send(
        "/console/developers/tokens", name="CRM sync", scopes=["events:read", "identity:read"], page_base="0"
    )
    token = made.value("new-token")

    assert re.fullmatch(r"fl_[\w-]{43}", token)
    assert made.headers["cache-control"] == "no-store"
    async with database.read() as db:
        found = await find_caller(db, token)
    assert found is not None
    assert (found.actor.scopes, found.actor.page_base) == (frozenset({"events:read", "identity:read"}), 0)
    again = await ines.open("/console/developers")
    assert ("CRM sync" in again.text, token in again.html) == (True, False)

    await ines.submit(f"/console/developers/tokens/{found.token_id}/revoke")

    async with database.read() as db:
        assert await find_caller(db, token) is None


async def test_token_needs_a_name_and_a_scope(ines: Browser, database: Database) -> None:
    await ines.open("/console/developers")

    page = await ines.send("/console/developers/tokens", name="", page_base="1")

    assert page.status == 422
    assert "Give the token a name." in page.text
    assert "Choose what the token may do." in page.text
    async with database.read() as db:
        assert (await db.scalars(select(ApiToken))).all() == []


async def test_workspace_settings_are_saved(ines: Browser, database: Database) -> None:
    await ines.open("/console/settings")

    wrong = await ines.send("/console/settings", name="Hearth", time_zone="Mars/Olympus", language="en")
    page = await ines.submit("/console/settings", name="Hearth", time_zone="Europe/Warsaw", language="pl")

    assert (wrong.status, "is no time zone" in wrong.text) == (422, True)
    assert "Saved." in page.text
    async with database.read() as db:
        saved = (await db.scalars(select(Workspace))).one()
    assert (saved.name, saved.time_zone, saved.language) == ("Hearth", "Europe/Warsaw", "pl")
