"""Reading polls and counting votes. What the room counts, it counts here, in SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import selectinload

from footlights.engagement.polls.models import PollChoiceRow, PollRow, PollVoteRow
from footlights.kit.database import Db, Reads, fetch_only, narrowable
from footlights.kit.ids import find_id
from footlights.room.frames.server import Tally
from footlights.workspace.models import Person

NEWEST_ANSWERS = 12
"""Written answers that a tally carries; the team reads the others with `read_answers`."""
ANSWERS_PAGE = 50


async def list_polls(db: Db, session_id: str) -> list[PollRow]:
    """All polls of a session with their options, in the order in which they were made."""
    query = select(PollRow).where(PollRow.session_id == session_id).options(selectinload(PollRow.options))
    return list(await db.scalars(query.order_by(PollRow.created_at, PollRow.id)))


async def tally_polls(db: Db, session_id: str, ids: Collection[str] | None = None) -> list[Tally]:
    """Voters, votes by option and the newest written answers of the polls named, or of all that were opened."""
    opened = (PollRow.session_id == session_id) & (PollRow.status != "prepared")
    if ids is not None:
        opened &= PollRow.id.in_(ids)
    kinds = {row.id: row.kind for row in await db.execute(select(PollRow.id, PollRow.kind).where(opened))}
    if not kinds:
        return []
    voters = await _count_voters(db, kinds)
    options = await _count_choices(db, kinds)
    written = {poll_id: await _newest_answers(db, poll_id) for poll_id, kind in kinds.items() if kind == "text"}
    return [
        Tally(
            id=poll_id,
            count=voters.get(poll_id, 0),
            options=options.get(poll_id, {}),
            answers=written.get(poll_id, []),
        )
        for poll_id in sorted(kinds)
    ]


@dataclass(frozen=True)
class Vote:
    """A person's own answer."""

    poll_id: str
    option_ids: list[str]
    text: str | None


async def list_votes_of(db: Db, session_id: str, person_id: str) -> list[Vote]:
    votes = select(PollVoteRow.poll_id, PollVoteRow.text).join(PollRow, PollRow.id == PollVoteRow.poll_id)
    own = await db.execute(votes.where(PollRow.session_id == session_id, PollVoteRow.person_id == person_id))
    texts = {row.poll_id: row.text for row in own}
    chosen: dict[str, list[str]] = {poll_id: [] for poll_id in texts}
    choices = select(PollChoiceRow.poll_id, PollChoiceRow.option_id).where(
        PollChoiceRow.person_id == person_id, PollChoiceRow.poll_id.in_(texts)
    )
    for poll_id, option_id in await db.execute(choices.order_by(PollChoiceRow.option_id)):
        chosen[poll_id].append(option_id)
    return [Vote(poll_id, chosen[poll_id], text) for poll_id, text in texts.items()]


@dataclass(frozen=True)
class Written:
    person_id: str
    name: str
    text: str
    voted_at: datetime


async def read_answers(db: Db, session_id: str, poll_id: str, *, offset: int) -> tuple[list[Written], bool]:
    """A page of written answers, newest first, and whether there are older ones."""
    query = (
        select(PollVoteRow, Person)
        .join(PollRow, PollRow.id == PollVoteRow.poll_id)
        .join(Person, Person.id == PollVoteRow.person_id)
        .where(PollRow.session_id == session_id, PollRow.id == find_id(poll_id), PollVoteRow.text.is_not(None))
        .order_by(PollVoteRow.voted_at.desc(), PollVoteRow.person_id)
        .offset(offset)
        .limit(ANSWERS_PAGE + 1)
    )
    rows = (await db.execute(query)).all()
    answers = [Written(person.id, person.name, vote.text or "", vote.voted_at) for vote, person in rows]
    return answers[:ANSWERS_PAGE], len(answers) > ANSWERS_PAGE


async def count_votes_by_person(
    db: Reads, session_ids: Collection[str], *, person_ids: Collection[str] | None = None
) -> dict[tuple[str, str], int]:
    """How many polls each person answered, by session and person; who answered none is not in it. One statement."""
    rows = await fetch_only(db, _VOTES, {"session_ids": list(session_ids)}, person_ids)
    return {(session_id, person_id): int(number) for session_id, person_id, number in rows}


async def count_votes(db: Db, session_ids: Collection[str]) -> dict[str, int]:
    """How many answers each session's polls got; 0 for the others. One statement."""
    rows = await db.execute(
        select(PollRow.session_id, func.count())
        .join(PollVoteRow, PollVoteRow.poll_id == PollRow.id)
        .where(PollRow.session_id.in_(session_ids))
        .group_by(PollRow.session_id)
    )
    return dict.fromkeys(session_ids, 0) | {session_id: int(number) for session_id, number in rows}


_VOTES = narrowable(
    select(PollRow.session_id, PollVoteRow.person_id, func.count())
    .join(PollRow, PollRow.id == PollVoteRow.poll_id)
    .where(PollRow.session_id.in_(bindparam("session_ids", expanding=True)))
    .group_by(PollRow.session_id, PollVoteRow.person_id),
    PollVoteRow.person_id,
)


async def _count_voters(db: Db, poll_ids: Collection[str]) -> dict[str, int]:
    counted = select(PollVoteRow.poll_id, func.count()).where(PollVoteRow.poll_id.in_(poll_ids))
    return {poll_id: int(number) for poll_id, number in await db.execute(counted.group_by(PollVoteRow.poll_id))}


async def _count_choices(db: Db, poll_ids: Collection[str]) -> dict[str, dict[str, int]]:
    columns = (PollChoiceRow.poll_id, PollChoiceRow.option_id)
    counted = select(*columns, func.count()).where(PollChoiceRow.poll_id.in_(poll_ids)).group_by(*columns)
    found: dict[str, dict[str, int]] = {}
    for poll_id, option_id, number in await db.execute(counted):
        found.setdefault(poll_id, {})[option_id] = int(number)
    return found


async def _newest_answers(db: Db, poll_id: str) -> list[str]:
    written = select(PollVoteRow.text).where(PollVoteRow.poll_id == poll_id, PollVoteRow.text.is_not(None))
    newest = written.order_by(PollVoteRow.voted_at.desc(), PollVoteRow.person_id).limit(NEWEST_ANSWERS)
    return [text for text in await db.scalars(newest) if text is not None]
