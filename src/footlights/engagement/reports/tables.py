"""What reports say: rows of texts and numbers, the first one with the names of the columns."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.engagement.polls.queries import list_polls, tally_polls
from footlights.engagement.queries import Talk, count_messages, count_questions, count_talk, select_messages
from footlights.engagement.quizzes.actions import list_quizzes_of_events, list_results
from footlights.events.models import Event, Session
from footlights.events.queries import list_sessions_of
from footlights.kit.database import Db
from footlights.registration.models import Registration
from footlights.room.report import report_session

Row = Sequence[str | int]


async def table_of(db: Db, event: Event, kind: str, *, now: datetime) -> list[Row]:
    """All rows of a report over the sessions of the event that have begun, in their order."""
    sessions = [session for session in await list_sessions_of(db, event) if session.started_at is not None]
    return await KINDS[kind](db, event, sessions, now)


async def _event(db: Db, event: Event, sessions: list[Session], now: datetime) -> list[Row]:
    ids = [session.id for session in sessions]
    messages, questions = await count_messages(db, ids), await count_questions(db, ids)
    columns = ("name", "start_date", "end_date", "duration", "registrants", "visitors", "max_visitors")
    rows: list[Row] = [(*columns, "average_time", "messages", "questions")]
    for session in sessions:
        report = await report_session(db, session, now=now)
        length = round((report.until - (session.started_at or report.until)).total_seconds())
        rows.append(
            (
                session.name or event.title,
                _time(session.started_at),
                _time(session.ended_at),
                length,
                report.registrants_count,
                report.attendees_count,
                report.peak,
                report.average_duration_s,
                messages[session.id],
                questions[session.id],
            )
        )
    return rows


async def _participants(db: Db, event: Event, sessions: list[Session], now: datetime) -> list[Row]:
    rows: list[Row] = [
        ("session", "name", "email", "role", "joined_at", "left_at", "duration", "messages", "questions")
    ]
    talk = await count_talk(db, [session.id for session in sessions])
    for session in sessions:
        report = await report_session(db, session, now=now)
        for row in report.people:
            if row.figures is None:
                continue
            person = row.registration.person
            said = talk.get((session.id, person.id), Talk())
            rows.append(
                (
                    _time(session.started_at),
                    person.name,
                    person.email,
                    row.registration.room_role,
                    _time(row.figures.attended_at),
                    _time(row.figures.left_at),
                    row.figures.duration_s,
                    said.messages,
                    said.questions,
                )
            )
    return rows


async def _registrants(db: Db, event: Event, sessions: list[Session], now: datetime) -> list[Row]:
    query = select(Registration).options(joinedload(Registration.person))
    own = query.where(Registration.event_id == event.id).order_by(Registration.created_at, Registration.id)
    places = list(await db.scalars(own))
    slugs = sorted({slug for place in places for slug in place.answers})
    rows: list[Row] = [("name", "email", "role", "registered_at", "came_by", *slugs)]
    for place in places:
        answers = [_text(place.answers.get(slug, "")) for slug in slugs]
        known = (place.person.name, place.person.email, place.room_role, _time(place.created_at))
        rows.append((*known, place.registration_type, *answers))
    return rows


async def _chat(db: Db, event: Event, sessions: list[Session], now: datetime) -> list[Row]:
    rows: list[Row] = [("time", "name", "role", "message")]
    for session in sessions:
        messages = await db.scalars(select_messages(session.id))
        rows += [(_time(line.created_at), line.name, line.role, line.text) for line in messages]
    return rows


async def _polls(db: Db, event: Event, sessions: list[Session], now: datetime) -> list[Row]:
    rows: list[Row] = [("session", "question", "type", "answered", "option", "votes")]
    for session in sessions:
        tallies = {tally.id: tally for tally in await tally_polls(db, session.id)}
        for poll in await list_polls(db, session.id):
            tally = tallies.get(poll.id)
            head = (_time(session.started_at), poll.question, poll.kind, tally.count if tally else 0)
            rows += [(*head, option.text, tally.options.get(option.id, 0) if tally else 0) for option in poll.options]
            rows += [(*head, answer, 1) for answer in (tally.answers if tally else [])]
    return rows


async def _tests(db: Db, event: Event, sessions: list[Session], now: datetime) -> list[Row]:
    quizzes = (await list_quizzes_of_events(db, [event.id]))[event.id]
    rows: list[Row] = [("test", "session", "name", "email", "score", "passed", "finished_at")]
    started = {session.id: _time(session.started_at) for session in sessions}
    results = await list_results(db, [quiz.id for quiz in quizzes])
    for quiz in quizzes:
        for take, person in results[quiz.id]:
            if take.session_id in started:
                head = (quiz.name, started[take.session_id], person.name, person.email)
                rows.append((*head, str(take.score), "yes" if take.passed else "no", _time(take.finished_at)))
    return rows


KINDS: dict[str, Callable[[Db, Event, list[Session], datetime], Awaitable[list[Row]]]] = {
    "event": _event,
    "participants": _participants,
    "registrants": _registrants,
    "chat": _chat,
    "polls": _polls,
    "tests": _tests,
}


def _time(at: datetime | None) -> str:
    """UTC, as spreadsheets read it."""
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _text(answer: object) -> str:
    return ", ".join(str(part) for part in answer) if isinstance(answer, list) else str(answer)
