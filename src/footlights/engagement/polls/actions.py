"""What can be done with polls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import selectinload

from footlights.engagement.cues.actions import add_cue, drop_cues
from footlights.engagement.inserting import upsert
from footlights.engagement.polls.models import PollChoiceRow, PollOptionRow, PollRow, PollVoteRow
from footlights.engagement.polls.rules import MOST_POLLS, PollDraft, check_choices, clean_answer, clean_draft
from footlights.events.models import Session
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.room.actors import RoomActor, require_right
from footlights.room.errors import NotLive
from footlights.room.frames.state import Poll, PollOption
from footlights.room.frames.words import PollKind, PollStatus
from footlights.room.items import find_earlier, find_item_seq, put_item, remove_item
from footlights.room.lifecycle import get_room_session
from footlights.room.log import Audience, lock_room
from footlights.room.models import Room
from footlights.room.tallies import counts_changed


class NoSuchPoll(NotFound):
    code = "no_such_poll"


class PollNotOpen(Conflict):
    """The poll is closed, or was not opened yet."""

    code = "poll_closed"


class PollStarted(Conflict):
    """Only a poll that nobody could answer yet may be changed."""

    code = "poll_started"


@dataclass(frozen=True, slots=True)
class Added:
    seq: int
    id: str


async def add_poll(
    db: Db, actor: RoomActor, draft: PollDraft, *, client_id: str, is_opened: bool = False, now: datetime
) -> Added:
    """Prepare a poll at the end of the run of show, or make it on the spot with `is_opened`.

    The same `client_id` of the same person again answers the first poll. Refuses with NotAllowed, NotLive (to open),
    Invalid, and Conflict beyond MOST_POLLS.
    """
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await find_earlier(db, actor, client_id)
    if earlier is not None:
        return Added(earlier.seq, str(earlier.data.get("poll", {}).get("id", "")))
    session = await get_room_session(db, actor)
    if is_opened:
        _check_live(session)
    await _check_count(db, actor.session_id)
    poll = _new_poll(actor, clean_draft(draft), now=now)
    if is_opened:
        poll.status, poll.opened_at = "open", now
    db.add(poll)
    await db.flush()
    seq = await _tell(db, room, actor, poll, client_id=client_id, now=now)
    await add_cue(db, room, actor, "poll", ref=poll.id, is_done=is_opened, now=now)
    return Added(seq, poll.id)


async def change_poll(db: Db, actor: RoomActor, poll_id: str, draft: PollDraft, *, now: datetime) -> int:
    """Write a prepared poll anew. Refuses with NotAllowed, NoSuchPoll, PollStarted, Invalid."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    poll = await _get_poll(db, actor, poll_id)
    if poll.status != "prepared":
        raise PollStarted("This poll was opened already. Its question stays as it is.")
    cleaned = clean_draft(draft)
    poll.kind, poll.question, poll.is_shared = cleaned.kind, cleaned.question, cleaned.is_shared
    poll.options = _options(cleaned.options)
    await db.flush()
    return await _tell(db, room, actor, poll, now=now)


async def open_poll(db: Db, actor: RoomActor, poll_id: str, *, now: datetime) -> int:
    """Let everyone answer, for the first time or again; a second press answers the first one's number.

    Refuses with NotAllowed, NoSuchPoll, NotLive.
    """
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    _check_live(await get_room_session(db, actor))
    poll = await _get_poll(db, actor, poll_id)
    if poll.status == "open":
        return await find_item_seq(db, actor.session_id, Poll, poll.id)
    poll.status, poll.opened_at, poll.closed_at = "open", now, None
    return await _tell(db, room, actor, poll, now=now)


async def close_poll(db: Db, actor: RoomActor, poll_id: str, *, now: datetime) -> int:
    """Take no more answers; a second press answers the first one's number. Refuses with NotAllowed, NoSuchPoll."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    poll = await _get_poll(db, actor, poll_id)
    if poll.status == "prepared":
        raise PollNotOpen("This poll was not opened yet.")
    if poll.status == "closed":
        return await find_item_seq(db, actor.session_id, Poll, poll.id)
    poll.status, poll.closed_at = "closed", now
    return await _tell(db, room, actor, poll, now=now)


async def share_results(db: Db, actor: RoomActor, poll_id: str, *, is_shared: bool, now: datetime) -> int:
    """Show everyone the results, live while the poll is open, or only the team. Refuses NotAllowed, NoSuchPoll."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    poll = await _get_poll(db, actor, poll_id)
    if poll.is_shared == is_shared:
        return await find_item_seq(db, actor.session_id, Poll, poll.id)
    poll.is_shared = is_shared
    return await _tell(db, room, actor, poll, now=now)


async def remove_poll(db: Db, actor: RoomActor, poll_id: str, *, now: datetime) -> int:
    """Remove a prepared poll. Refuses with NotAllowed, NoSuchPoll, PollStarted: answers are never thrown away."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    poll = await _get_poll(db, actor, poll_id)
    if poll.status != "prepared":
        raise PollStarted("People have answered this poll. Close it instead.")
    await drop_cues(db, room, actor, poll.id, now=now)
    await db.delete(poll)
    await db.flush()
    return await remove_item(db, room, actor, Poll, poll.id, audience="team", now=now)


async def cast_vote(
    db: Db, actor: RoomActor, poll_id: str, *, option_ids: Sequence[str] = (), text: str | None = None, now: datetime
) -> None:
    """Answer an open poll, in place of an earlier answer of the same person, from whichever tab.

    The poll's row is held until the end of the transaction, so no answer comes in after a poll was closed. Refuses with
    NoSuchPoll, PollNotOpen, and Invalid for choices the poll does not offer.
    """
    poll = await _hold_poll(db, actor, poll_id)
    kind = _kind(poll)
    answer = clean_answer(text) if kind == "text" else None
    offered = frozenset(option.id for option in poll.options)
    choices = check_choices(kind, offered, option_ids) if kind != "text" else frozenset()
    key = {"poll_id": poll.id, "person_id": actor.person_id}
    await upsert(db, PollVoteRow, key, {"text": answer, "voted_at": now})
    own = (PollChoiceRow.poll_id == poll.id) & (PollChoiceRow.person_id == actor.person_id)
    await db.execute(delete(PollChoiceRow).where(own))
    db.add_all(PollChoiceRow(**key, option_id=option_id) for option_id in choices)
    counts_changed(db, actor.session_id, poll.id)


def poll_wire(poll: PollRow) -> Poll:
    """The poll as the room sees it; its options are loaded."""
    statuses: dict[str, PollStatus] = {"prepared": "prepared", "open": "open", "closed": "closed"}
    return Poll(
        id=poll.id,
        at=to_ms(poll.created_at),
        kind=_kind(poll),
        question=poll.question,
        options=[PollOption(id=option.id, text=option.text) for option in poll.options],
        status=statuses[poll.status],
        is_shared=poll.is_shared,
        opened_at=to_ms(poll.opened_at) if poll.opened_at else None,
        closed_at=to_ms(poll.closed_at) if poll.closed_at else None,
    )


def _kind(poll: PollRow) -> PollKind:
    kinds: dict[str, PollKind] = {"single": "single", "multiple": "multiple", "text": "text", "rating": "rating"}
    return kinds[poll.kind]


async def _hold_poll(db: Db, actor: RoomActor, poll_id: str) -> PollRow:
    """An open poll of the actor's live session, shared with other voters and kept from whoever wants to close it."""
    wanted = find_id(poll_id)
    own = (PollRow.id == wanted) & (PollRow.session_id == actor.session_id) & (PollRow.status != "prepared")
    query = select(PollRow, Session.state).join(Session, Session.id == PollRow.session_id).where(own)
    held = query.options(selectinload(PollRow.options)).with_for_update(read=True, of=PollRow)
    row = (await db.execute(held)).one_or_none()
    if row is None:
        raise NoSuchPoll("There is no such poll.")
    poll, state = row
    if poll.status != "open" or state != "live":
        raise PollNotOpen("This poll is closed. Your answer was not counted.")
    return poll


async def _get_poll(db: Db, actor: RoomActor, poll_id: str) -> PollRow:
    """A poll of the actor's session, held against answers that come in."""
    wanted = find_id(poll_id)
    query = select(PollRow).where(PollRow.id == wanted, PollRow.session_id == actor.session_id)
    held = query.options(selectinload(PollRow.options)).with_for_update(of=PollRow)
    poll = (await db.scalars(held)).one_or_none() if wanted else None
    if poll is None:
        raise NoSuchPoll("There is no such poll.")
    return poll


async def _check_count(db: Db, session_id: str) -> None:
    polls = await db.scalar(select(func.count()).where(PollRow.session_id == session_id)) or 0
    if polls >= MOST_POLLS:
        raise Conflict(filled("A session has at most %(most)s polls.", most=MOST_POLLS), code="too_many_polls")


def _check_live(session: Session) -> None:
    if not session.is_live:
        raise NotLive("Polls open when the session is live.")


def _new_poll(actor: RoomActor, draft: PollDraft, *, now: datetime) -> PollRow:
    return PollRow(
        id=new_id(),
        session_id=actor.session_id,
        kind=draft.kind,
        question=draft.question,
        status="prepared",
        is_shared=draft.is_shared,
        created_by=actor.person_id,
        created_at=now,
        options=_options(draft.options),
    )


def _options(texts: Sequence[str]) -> list[PollOptionRow]:
    return [PollOptionRow(id=new_id(), position=position, text=text) for position, text in enumerate(texts)]


async def _tell(
    db: Db, room: Room, actor: RoomActor, poll: PollRow, *, client_id: str | None = None, now: datetime
) -> int:
    audience: Audience = "team" if poll.status == "prepared" else "all"
    return await put_item(db, room, actor, poll_wire(poll), audience=audience, client_id=client_id, now=now)
