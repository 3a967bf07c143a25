"""Hands, invitations, who is on stage, and how the stage is arranged.

A person whose role does not let them publish comes on stage in three steps: the hand goes up, someone of the team
invites, the person accepts. Who is invited without a hand skips the first. Being on stage lasts until they leave, are
thanked off, or their role changes; it survives reconnects and restarts.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from footlights.events.models import Session
from footlights.events.room_options import takes_hands
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import filled
from footlights.room.actors import RoomActor, require_right
from footlights.room.acts import get_place, get_standing, open_act, require_right_now
from footlights.room.errors import NotAllowed, NotInvited, NotLive, SessionOver, StageFull
from footlights.room.frames.stage_entries import (
    HandLoweredData,
    HandRaisedData,
    StageArrangedData,
    StageDeclinedData,
    StageInvitedData,
    StageJoinedData,
    StageLeftData,
)
from footlights.room.frames.words import Layout
from footlights.room.lifecycle import get_room_session
from footlights.room.log import append_entry
from footlights.room.models import Room, RoomPerson
from footlights.room.people_actions import clear_stage
from footlights.room.rules import STAGE_FULL, STAGE_PLACES


async def raise_hand(db: Db, actor: RoomActor, *, client_id: str, now: datetime) -> int:
    """Join the end of the queue that the team sees; who is in it already keeps their place.

    Refuses with NotAllowed in a room where only presenters speak.
    """
    require_right(actor, "hand")
    room, done = await open_act(db, actor, client_id, now=now)
    if done is not None:
        return done
    session = await _check_live(db, actor)
    if not takes_hands(session.event):
        raise NotAllowed("Only presenters speak in this room.", code="no_hands")
    own = await get_standing(db, room.session_id, actor.person_id, actor.name)
    if own.hand_seq is not None or own.stage != "off":
        return own.hand_seq or own.stage_seq or room.last_seq
    own.hand_at = now
    raised = HandRaisedData(person_id=actor.person_id, name=actor.name, at=to_ms(now))
    own.hand_seq = append_entry(
        db, room, raised, audience="team", actor_id=actor.person_id, client_id=client_id, now=now
    )
    return own.hand_seq


async def lower_hand(db: Db, actor: RoomActor, person_id: str | None, *, client_id: str, now: datetime) -> int:
    """Take one's own hand down, or as one of the team somebody's."""
    if person_id not in (None, actor.person_id):
        await require_right_now(db, actor, "stage")
    room, done = await open_act(db, actor, client_id, now=now)
    standing = await db.get(RoomPerson, (room.session_id, person_id or actor.person_id), populate_existing=True)
    if done is not None or standing is None or standing.hand_seq is None:
        return done or room.last_seq
    standing.hand_seq = standing.hand_at = None
    lowered = HandLoweredData(person_id=standing.person_id)
    return append_entry(db, room, lowered, audience="team", actor_id=actor.person_id, client_id=client_id, now=now)


async def invite_on_stage(db: Db, actor: RoomActor, person_id: str, *, client_id: str, now: datetime) -> int:
    """Ask someone up; their hand comes down. Two of the team at once: the second gets the first one's number."""
    await require_right_now(db, actor, "stage")
    room, done = await open_act(db, actor, client_id, now=now)
    if done is not None:
        return done
    await _check_live(db, actor)
    registration, name = await get_place(db, room.session_id, person_id)
    if registration.room_role in {"host", "speaker"}:
        raise NotAllowed(filled("%(name)s can go on stage without an invitation.", name=name), code="on_stage_already")
    standing = await get_standing(db, room.session_id, person_id, name)
    if standing.door in {"denied", "banned"}:
        raise NotAllowed(filled("%(name)s was kept out of this room.", name=name), code="kept_out")
    if standing.stage != "off":
        return standing.stage_seq or room.last_seq
    if await _count_on(db, room) >= STAGE_PLACES:
        raise StageFull(STAGE_FULL)
    clear_stage(standing)
    standing.stage, standing.invited_by = "invited", actor.name
    invited = StageInvitedData(person_id=person_id, name=name, by=actor.name)
    standing.stage_seq = append_entry(
        db, room, invited, audience="team", actor_id=actor.person_id, client_id=client_id, now=now
    )
    return standing.stage_seq


async def answer_invitation(
    db: Db, actor: RoomActor, *, accept: bool, others_on_stage: Collection[str] = (), client_id: str, now: datetime
) -> int:
    """Go on stage, or decline. `others_on_stage` are ids of people who send sound or picture now: with those who were
    invited up they fill the places. Refuses with NotInvited, and with StageFull, which keeps the invitation."""
    room, done = await open_act(db, actor, client_id, now=now)
    if done is not None:
        return done
    own = await db.get(RoomPerson, (room.session_id, actor.person_id), populate_existing=True)
    if own is not None and own.stage == "on" and accept:
        return own.stage_seq or room.last_seq
    if own is None or own.stage != "invited":
        raise NotInvited("The invitation was taken back.")
    if not accept:
        own.stage, own.stage_seq, own.invited_by = "off", None, None
        declined = StageDeclinedData(person_id=actor.person_id)
        return append_entry(db, room, declined, audience="team", actor_id=actor.person_id, client_id=client_id, now=now)
    await _check_live(db, actor)
    taken = {*await _ids_on(db, room), *others_on_stage} - {actor.person_id}
    if len(taken) >= STAGE_PLACES:
        raise StageFull(STAGE_FULL)
    own.stage, own.invited_by, own.name = "on", None, actor.name
    joined = StageJoinedData(person_id=actor.person_id, name=actor.name)
    own.stage_seq = append_entry(db, room, joined, actor_id=actor.person_id, client_id=client_id, now=now)
    return own.stage_seq


async def leave_stage(db: Db, actor: RoomActor, person_id: str | None, *, client_id: str, now: datetime) -> int:
    """Leave the stage, or as one of the team thank somebody off; an open invitation is taken back."""
    is_own = person_id in (None, actor.person_id)
    if not is_own:
        await require_right_now(db, actor, "stage")
    room, done = await open_act(db, actor, client_id, now=now)
    standing = await db.get(RoomPerson, (room.session_id, person_id or actor.person_id), populate_existing=True)
    if done is not None or standing is None or standing.stage == "off":
        return done or room.last_seq
    was_on = standing.stage == "on"
    clear_stage(standing)
    if not was_on:
        back = StageDeclinedData(person_id=standing.person_id)
        return append_entry(db, room, back, audience="team", actor_id=actor.person_id, client_id=client_id, now=now)
    left = StageLeftData(person_id=standing.person_id, name=standing.name, by=None if is_own else actor.name)
    return append_entry(db, room, left, actor_id=actor.person_id, client_id=client_id, now=now)


async def arrange_stage(
    db: Db, actor: RoomActor, *, layout: Layout | None, spotlight: str | None, client_id: str, now: datetime
) -> int:
    """Say how everyone sees the stage: a layout for all (None: as each likes), and who is large in `spotlight`."""
    await require_right_now(db, actor, "stage")
    room, done = await open_act(db, actor, client_id, now=now)
    if done is not None:
        return done
    if spotlight is not None:
        await get_place(db, room.session_id, spotlight)
    room.layout, room.spotlight_id = layout, spotlight
    arranged = StageArrangedData(layout=layout, spotlight=spotlight)
    return append_entry(db, room, arranged, actor_id=actor.person_id, client_id=client_id, now=now)


async def _check_live(db: Db, actor: RoomActor) -> Session:
    """The session, with its event."""
    session = await get_room_session(db, actor)
    if session.is_over:
        raise SessionOver("This session is over.")
    if not session.is_live:
        raise NotLive("The stage opens when the session starts.")
    return session


async def _ids_on(db: Db, room: Room) -> set[str]:
    on = (RoomPerson.session_id == room.session_id) & (RoomPerson.stage == "on")
    return set(await db.scalars(select(RoomPerson.person_id).where(on)))


async def _count_on(db: Db, room: Room) -> int:
    on = (RoomPerson.session_id == room.session_id) & (RoomPerson.stage == "on")
    return await db.scalar(select(func.count()).select_from(RoomPerson).where(on)) or 0
