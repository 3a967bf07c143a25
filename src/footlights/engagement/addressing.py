"""Who reads a chat line, and whether its writer may send it there now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from footlights.engagement.models import ChatMessage
from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.kit.errors import Invalid, NotFound, filled
from footlights.kit.ids import find_id
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor
from footlights.room.errors import NotAllowed, NotLive, SessionIsCanceled, SessionOver, TooFast
from footlights.room.frames.state import Reply, TalkRules
from footlights.room.frames.words import Channel
from footlights.room.log import Audience, find_done

HELD_MOST = 300
"""Lines of one room that wait for a moderator: all of them are in the team's snapshot."""
HELD_BY_ONE = 5


@dataclass(frozen=True, slots=True)
class Address:
    """Where a line goes: to an audience, and to `thread`, an attendee, too."""

    channel: Channel
    audience: Audience
    thread: str | None = None


async def address_line(
    db: Db, actor: RoomActor, session: Session, rules: TalkRules, *, to: Channel, thread: str | None
) -> Address:
    """Where a line goes that is meant for `to`. Refuses with NotAllowed, NotLive, NotFound for no such attendee."""
    check_not_over(session)
    if not session.is_live and not actor.is_team:
        raise NotLive("The chat opens when the session starts.")
    if to == "team":
        if not actor.is_team:
            raise NotAllowed("Only the team writes here.")
        return Address(to, "team")
    if to == "direct":
        return Address(to, "team", await _find_thread(db, actor, rules, thread))
    if not rules.chat_open and not actor.is_team:
        raise NotAllowed("The chat is closed.", code="chat_closed")
    return Address(to, "all" if session.is_live else "team")


def check_not_over(session: Session) -> None:
    if session.state == "canceled":
        raise SessionIsCanceled("This session was canceled.")
    if session.state == "ended":
        raise SessionOver("This session has ended. The chat is closed.")
    if not session.event.chat_enabled:
        raise NotAllowed("The chat is closed.", code="chat_closed")


async def check_unused(db: Db, actor: RoomActor, client_id: str) -> None:
    """That no other act of this person has this `client_id`. Refuses with Invalid."""
    if await find_done(db, actor.session_id, actor.person_id, client_id) is not None:
        raise Invalid("This message has no usable id.", code="invalid_client_id", pointer="client_id")


async def check_pace(db: Db, actor: RoomActor, rules: TalkRules, *, now: datetime) -> None:
    """Slow mode: an attendee waits between two lines. Refuses with TooFast."""
    if actor.is_team or not rules.slow_s:
        return
    own = (ChatMessage.session_id == actor.session_id) & (ChatMessage.person_id == actor.person_id)
    latest = await db.scalar(select(func.max(ChatMessage.created_at)).where(own))
    if latest is None:
        return
    wait = latest + timedelta(seconds=rules.slow_s) - now
    if wait > timedelta():
        left = -(-wait // timedelta(seconds=1))
        raise TooFast(
            filled("Slow mode is on: one message in %(pause)s s. Wait %(left)s s.", pause=rules.slow_s, left=left),
            code="slow_mode",
        )


async def check_queue(db: Db, actor: RoomActor) -> None:
    """Before one more line waits for a moderator. Refuses with TooFast."""
    waiting = (ChatMessage.session_id == actor.session_id) & (ChatMessage.state == "held")
    own_too = func.count().filter(ChatMessage.person_id == actor.person_id)
    everyone, own = (await db.execute(select(func.count(), own_too).where(waiting))).one()
    if own >= HELD_BY_ONE:
        raise TooFast("A moderator reads your earlier messages first.", code="held_already")
    if everyone >= HELD_MOST:
        raise TooFast("The moderators have much to read. Try again in a moment.", code="queue_full")


async def find_reply(db: Db, actor: RoomActor, address: Address, reply_to: str | None) -> Reply | None:
    """The line that is answered; it stands in the same place. Refuses with NotFound."""
    if reply_to is None:
        return None
    line = await get_line_for(db, actor, reply_to)
    if (line.channel, line.thread_id) != (address.channel, address.thread) or line.state != "posted":
        raise no_such_line()
    return Reply(id=line.id, seq=line.seq, name=line.name)


async def get_line_for(db: Db, actor: RoomActor, line_id: str) -> ChatMessage:
    """A line that the actor may see. Refuses with NotFound."""
    found = find_id(line_id)
    line = await db.get(ChatMessage, found) if found else None
    if line is None or line.session_id != actor.session_id or not _sees(actor, line):
        raise no_such_line()
    return line


def no_such_line() -> NotFound:
    return NotFound("This message is not there any more.", code="no_such_line")


def _sees(actor: RoomActor, line: ChatMessage) -> bool:
    if actor.is_team:
        return True
    if line.state == "held":
        return line.person_id == actor.person_id
    return line.audience == "all" or line.thread_id == actor.person_id


async def _find_thread(db: Db, actor: RoomActor, rules: TalkRules, thread: str | None) -> str:
    """The attendee of a direct line: the writer, or whom the team writes to."""
    if not actor.is_team:
        if thread not in (None, actor.person_id):
            raise NotAllowed("You can write to the team here, and to nobody else.")
        if not rules.direct_open:
            raise NotAllowed("Messages to the team are off.", code="direct_closed")
        return actor.person_id
    wanted = find_id(thread or "")
    if wanted is None:
        raise Invalid("Say who should get this message.", code="no_thread", pointer="thread")
    placed = (Registration.session_id == actor.session_id) & (Registration.person_id == wanted)
    role = await db.scalar(select(Registration.room_role).where(placed))
    if role != "attendee":
        raise NotFound("This person is not in the audience.", code="no_such_person")
    return wanted
