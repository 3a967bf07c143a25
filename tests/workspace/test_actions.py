from datetime import timedelta

import pytest
from sqlalchemy import select

from footlights.kit.database import Database
from footlights.kit.errors import Forbidden, Invalid
from footlights.outbox import Fact
from footlights.workspace.actions import (
    accept_invitation,
    change_password,
    create_api_token,
    invite_team_member,
    remove_team_member,
    renew_invitation_token,
    resend_invitation,
    revoke_api_token,
    sign_in,
    sign_out,
)
from footlights.workspace.actors import Actor
from footlights.workspace.errors import AlreadyOnTeam, InvitationGone, LastOwner, WrongCredentials
from footlights.workspace.models import ApiToken, Invitation, SignIn
from footlights.workspace.queries import find_caller, find_sign_in, list_team_members
from tests.factories import NOW, PASSWORD, make_house

LATER = NOW + timedelta(days=1)


async def test_sign_in_opens_a_session_that_sign_out_ends(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        issued = await sign_in(db, email=" INES@example.org", password=PASSWORD, user_agent="Firefox", now=NOW)

    async with database.write() as db:
        found = await find_sign_in(db, issued.token, now=LATER)
        await sign_out(db, issued.token, now=LATER)
        after = await find_sign_in(db, issued.token, now=LATER)

    assert found is not None
    assert found[1].id == house.owner.id
    assert after is None


async def test_sign_in_stores_only_a_hash(database: Database) -> None:
    async with database.write() as db:
        await make_house(db)
        issued = await sign_in(db, email="ines@example.org", password=PASSWORD, now=NOW)

    async with database.read() as db:
        row = (await db.scalars(select(SignIn))).one()

    assert issued.token not in (row.token_hash, row.id)
    assert len(row.token_hash) == 64


@pytest.mark.parametrize(
    ("email", "password"), [("ines@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("no address", PASSWORD)]
)
async def test_sign_in_refuses_without_saying_why(database: Database, email: str, password: str) -> None:
    async with database.write() as db:
        await make_house(db)

        with pytest.raises(WrongCredentials, match="do not match"):
            await sign_in(db, email=email, password=password, now=NOW)


async def test_sign_in_expires_after_thirty_days(database: Database) -> None:
    async with database.write() as db:
        await make_house(db)
        issued = await sign_in(db, email="ines@example.org", password=PASSWORD, now=NOW)

        assert await find_sign_in(db, issued.token, now=NOW + timedelta(days=30)) is None


async def test_invited_person_joins_once(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        member = await invite_team_member(db, house.actor, email="tomasz@example.org", now=NOW)
        await db.flush()
        token = renew_invitation_token((await db.scalars(select(Invitation))).one())
    async with database.write() as db:
        await accept_invitation(db, token, first_name="Tomasz", last_name="Wilk", password=PASSWORD, now=LATER)

    async with database.write() as db:
        team = await list_team_members(db, house.actor)
        kinds = list(await db.scalars(select(Fact.kind).where(Fact.subject_id == member.id).order_by(Fact.id)))
        with pytest.raises(InvitationGone):
            await accept_invitation(db, token, first_name="T", last_name="W", password=PASSWORD, now=LATER)

    assert [(m.person.name, m.joined_at is not None) for m in team] == [("Ines Marchetti", True), ("Tomasz Wilk", True)]
    assert kinds == ["team_member.invited", "team_member.joined"]


async def test_invitation_expires_and_is_replaced_by_a_new_one(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        member = await invite_team_member(db, house.actor, email="tomasz@example.org", now=NOW)
        await db.flush()
        invitation = (await db.scalars(select(Invitation))).one()
        old = renew_invitation_token(invitation)
        await db.flush()

        with pytest.raises(InvitationGone):
            await accept_invitation(
                db, old, first_name="T", last_name="", password=PASSWORD, now=NOW + timedelta(days=14)
            )
        await resend_invitation(db, house.actor, member.id, now=NOW)
        with pytest.raises(InvitationGone):
            await accept_invitation(db, old, first_name="T", last_name="", password=PASSWORD, now=NOW)


async def test_invite_refuses_whom_the_team_has(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)

        with pytest.raises(AlreadyOnTeam):
            await invite_team_member(db, house.actor, email="Ines@Example.org", now=NOW)


async def test_member_cannot_invite(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        member = Actor(house.workspace.id, house.owner.id, "member", "console")

        with pytest.raises(Forbidden):
            await invite_team_member(db, member, email="x@example.org", now=NOW)


async def test_removed_member_loses_sign_ins_and_tokens(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        await invite_team_member(db, house.actor, email="tomasz@example.org", role="owner", now=NOW)
        await db.flush()
        way_in = renew_invitation_token((await db.scalars(select(Invitation))).one())
        await db.flush()
        member = await accept_invitation(db, way_in, first_name="T", last_name="W", password=PASSWORD, now=NOW)
        await db.flush()
        issued = await sign_in(db, email="tomasz@example.org", password=PASSWORD, now=NOW)
        theirs = Actor(house.workspace.id, member.id, "owner", "console")
        token = await create_api_token(db, theirs, name="n", scopes=["events:read"], page_base=1, now=NOW)
    async with database.write() as db:
        await remove_team_member(db, house.actor, member.id, now=LATER)

    async with database.write() as db:
        assert await find_sign_in(db, issued.token, now=LATER) is None
        assert await find_caller(db, token.token) is None
        with pytest.raises(LastOwner):
            await remove_team_member(db, house.actor, house.owner.id, now=LATER)


async def test_removed_member_can_be_invited_again(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        member = await invite_team_member(db, house.actor, email="tomasz@example.org", now=NOW)
        await db.flush()
        await remove_team_member(db, house.actor, member.id, now=NOW)
        await db.flush()
        again = await invite_team_member(db, house.actor, email="tomasz@example.org", now=LATER)
        await db.flush()
        team = await list_team_members(db, house.actor)

    assert again.id == member.id
    assert [m.id for m in team] == [house.owner.id, member.id]


async def test_api_token_acts_for_its_maker_within_its_scopes(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        made = await create_api_token(
            db, house.actor, name=" CRM ", scopes=["events:write", "identity:read"], page_base=0, now=NOW
        )
    async with database.write() as db:
        found = await find_caller(db, made.token)
        stored = (await db.scalars(select(ApiToken))).one()
        await revoke_api_token(db, house.actor, made.row.id, now=LATER)
        revoked = await find_caller(db, made.token)

    assert found is not None
    assert (found.actor.person_id, found.actor.page_base) == (house.owner.id, 0)
    assert found.actor.scopes == {"events:write", "identity:read"}
    assert made.token != stored.token_hash
    assert stored.name == "CRM"
    assert revoked is None


async def test_api_token_with_unknown_scope_is_refused(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)

        with pytest.raises(Invalid, match="no scope"):
            await create_api_token(db, house.actor, name="n", scopes=["events:all"], page_base=1, now=NOW)


async def test_change_password_ends_every_sign_in(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        issued = await sign_in(db, email="ines@example.org", password=PASSWORD, now=NOW)
    async with database.write() as db:
        await change_password(db, house.actor, current=PASSWORD, new="another long one", now=LATER)

    async with database.write() as db:
        assert await find_sign_in(db, issued.token, now=LATER) is None
        with pytest.raises(WrongCredentials):
            await sign_in(db, email="ines@example.org", password=PASSWORD, now=LATER)
