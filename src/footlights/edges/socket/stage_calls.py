"""Calls about hands, the stage, roles and the door. The server decides; pages only ask."""

from footlights.edges.socket.commands import Call, command
from footlights.kit.clock import utcnow
from footlights.kit.errors import NotFound
from footlights.kit.ids import find_id
from footlights.room.acts import require_right_now
from footlights.room.door_actions import admit, deny, set_door
from footlights.room.errors import NoSuchPerson
from footlights.room.frames.session_calls import Empty, SeqAnswer
from footlights.room.frames.stage_calls import (
    ClientAct,
    DoorAnswer,
    DoorSet,
    InvitationAnswer,
    OwnOrPersonAct,
    PersonAct,
    PersonRemove,
    RoleSet,
    StageArrange,
    StageMute,
)
from footlights.room.people_actions import remove_person, set_role
from footlights.room.stage_actions import answer_invitation, arrange_stage, invite_on_stage, leave_stage
from footlights.room.stage_actions import lower_hand as lower
from footlights.room.stage_actions import raise_hand as put_up

TOO_OFTEN = "That was often. Wait a moment."


@command("hand.raise")
async def raise_hand(call: Call[ClientAct]) -> SeqAnswer:
    call.room.limit(call.visit, "hand", TOO_OFTEN)
    return await call.act(lambda db, actor: put_up(db, actor, client_id=call.given.client_id, now=utcnow()))


@command("hand.lower")
async def lower_hand(call: Call[OwnOrPersonAct]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: lower(db, actor, _own_or(given.person_id), client_id=given.client_id, now=utcnow())
    )


@command("stage.invite")
async def invite(call: Call[PersonAct]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: invite_on_stage(db, actor, _known(given.person_id), client_id=given.client_id, now=utcnow())
    )


@command("stage.answer")
async def answer(call: Call[InvitationAnswer]) -> SeqAnswer:
    given, others = call.given, call.room.media.stage.people()
    return await call.act(
        lambda db, actor: answer_invitation(
            db, actor, accept=given.accept, others_on_stage=others, client_id=given.client_id, now=utcnow()
        )
    )


@command("stage.leave")
async def leave(call: Call[OwnOrPersonAct]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: leave_stage(db, actor, _own_or(given.person_id), client_id=given.client_id, now=utcnow())
    )


@command("stage.mute", is_slow=True)
async def mute(call: Call[StageMute]) -> Empty:
    given, actor = call.given, call.visit.actor
    async with call.rooms.database.read() as db:
        await require_right_now(db, actor, "stage")
    media = call.room.media
    if given.what == "screen":
        is_done = await media.step_down(given.person_id, kinds=("screen",))
    else:
        is_done = await media.mute(given.person_id, given.what)
    if not is_done:
        raise NotFound("This person sends nothing of the kind.", code="not_published")
    call.room.tell_muted(given.person_id, actor.name, given.what)
    return Empty()


@command("stage.arrange")
async def arrange(call: Call[StageArrange]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: arrange_stage(
            db, actor, layout=given.layout, spotlight=_own_or(given.spotlight), client_id=given.client_id, now=utcnow()
        )
    )


@command("role.set")
async def change_role(call: Call[RoleSet]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: set_role(
            db, actor, _known(given.person_id), given.role, client_id=given.client_id, now=utcnow()
        )
    )


@command("person.remove")
async def remove(call: Call[PersonRemove]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: remove_person(
            db, actor, _known(given.person_id), ban=given.ban, client_id=given.client_id, now=utcnow()
        )
    )


@command("door.set")
async def change_door(call: Call[DoorSet]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: set_door(
            db, actor, locked=given.locked, waiting_room=given.waiting_room, client_id=given.client_id, now=utcnow()
        )
    )


@command("door.admit")
async def let_in(call: Call[DoorAnswer]) -> SeqAnswer:
    people = _those_meant(call)
    return await call.act(lambda db, actor: admit(db, actor, people, client_id=call.given.client_id, now=utcnow()))


@command("door.deny")
async def send_away(call: Call[DoorAnswer]) -> SeqAnswer:
    people = _those_meant(call)
    return await call.act(lambda db, actor: deny(db, actor, people, client_id=call.given.client_id, now=utcnow()))


def _those_meant(call: Call[DoorAnswer]) -> list[str]:
    """The people named, or everyone who waits now."""
    if call.given.people is not None:
        return [found for person_id in call.given.people if (found := find_id(person_id))]
    return [person.person_id for person in call.room.door.people()]


def _known(person_id: str) -> str:
    """An id in the form the database knows. Refuses with NoSuchPerson what is none."""
    found = find_id(person_id)
    if found is None:
        raise NoSuchPerson("This person has no place in the session.")
    return found


def _own_or(person_id: str | None) -> str | None:
    return None if person_id is None else _known(person_id)
