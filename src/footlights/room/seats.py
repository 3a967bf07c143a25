"""Seats: short-lived proof that a page may enter a room as one registration, and looking them up many at a time."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from sqlalchemy import false, func, select

from footlights.events.models import Session
from footlights.kit.clock import to_unix
from footlights.kit.database import Database
from footlights.kit.secrets import sign, unsign
from footlights.registration.models import Registration
from footlights.room.frames.words import Role
from footlights.room.models import Room, RoomPerson
from footlights.workspace.models import Person

SEAT_LASTS = timedelta(hours=24)
_PURPOSE = "seat"


class HasSeat(Protocol):
    """A registration, as far as a seat is about it."""

    @property
    def id(self) -> str: ...

    @property
    def key_version(self) -> int: ...


class Seat(msgspec.Struct, frozen=True, array_like=True):
    """What a seat says: which registration, in which version of its key, until when (Unix seconds)."""

    registration_id: str
    key_version: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class SeatOf:
    """A registration's id and the version of its key."""

    id: str
    key_version: int


def issue_seat(secret_key: bytes, registration: HasSeat, *, now: datetime) -> str:
    """A token for the room page of someone who has just opened a valid join link."""
    expires_at = to_unix(now + SEAT_LASTS) or 0
    seat = Seat(registration.id, registration.key_version, expires_at)
    return sign(secret_key, _PURPOSE, msgspec.msgpack.encode(seat))


def read_seat(secret_key: bytes, token: str, *, now: datetime) -> Seat | None:
    """The seat in a token, or None when it is forged, damaged or expired."""
    payload = unsign(secret_key, _PURPOSE, token)
    if payload is None:
        return None
    try:
        seat = msgspec.msgpack.decode(payload, type=Seat)
    except msgspec.MsgspecError:
        return None
    return seat if seat.expires_at > (to_unix(now) or 0) else None


@dataclass(frozen=True, slots=True)
class Seated:
    """Whose seat it is, as the database says now."""

    registration_id: str
    workspace_id: str
    event_id: str
    session_id: str
    person_id: str
    name: str
    role: Role
    key_version: int
    door: str | None
    """What was decided at the door about this person: admitted, denied, removed, banned."""
    capacity: int | None
    waiting_room: bool
    locked: bool


class SeatDesk:
    """Looks registrations up in batches: when a thousand people come at once, each statement serves hundreds."""

    BATCH = 500

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: dict[str, asyncio.Future[Seated | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def find(self, seat: Seat) -> Seated | None:
        """The registration of a seat, or None when it is gone or its link was replaced since."""
        future = self._asked.get(seat.registration_id)
        if future is None:
            future = self._asked[seat.registration_id] = asyncio.get_running_loop().create_future()
        if self._task is None:
            self._task = asyncio.create_task(self._serve())
        seated = await asyncio.shield(future)
        return seated if seated is not None and seated.key_version == seat.key_version else None

    async def look_up(self, registration_id: str) -> Seated | None:
        """A registration whatever its key is."""
        return (await self._read([registration_id])).get(registration_id)

    async def _serve(self) -> None:
        while self._asked:
            ids = list(self._asked)[: self.BATCH]
            asked = {registration_id: self._asked.pop(registration_id) for registration_id in ids}
            try:
                found = await self._read(ids)
            except Exception as error:  # handed to everyone who waits, who report it as any failed request
                for future in asked.values():
                    future.set_exception(error)
                    future.exception()  # nobody may be waiting any more
            else:
                for registration_id, future in asked.items():
                    future.set_result(found.get(registration_id))
        self._task = None

    async def _read(self, registration_ids: list[str]) -> dict[str, Seated]:
        columns = (
            Registration.id,
            Registration.workspace_id,
            Registration.event_id,
            Registration.session_id,
            Registration.person_id,
            Registration.room_role,
            Registration.key_version,
            Person.first_name,
            Person.last_name,
            Person.email,
            RoomPerson.door,
            Session.capacity,
            Session.waiting_room,
            func.coalesce(Room.is_locked, false()).label("is_locked"),
        )
        own = (RoomPerson.session_id == Registration.session_id) & (RoomPerson.person_id == Registration.person_id)
        wanted = (
            select(*columns)
            .join(Person, Person.id == Registration.person_id)
            .join(Session, Session.id == Registration.session_id)
            .outerjoin(RoomPerson, own)
            .outerjoin(Room, Room.session_id == Registration.session_id)
        )
        async with self._database.read() as db:
            rows = (await db.execute(wanted.where(Registration.id.in_(registration_ids)))).all()
        return {row.id: _seated(row) for row in rows}


class _Row(Protocol):
    id: str
    workspace_id: str
    event_id: str
    session_id: str
    person_id: str
    room_role: Role
    key_version: int
    first_name: str | None
    last_name: str | None
    email: str
    door: str | None
    capacity: int | None
    waiting_room: bool
    is_locked: bool


def _seated(row: _Row) -> Seated:
    person = Person(first_name=row.first_name, last_name=row.last_name, email=row.email)  # for its rule about names
    return Seated(
        row.id,
        row.workspace_id,
        row.event_id,
        row.session_id,
        row.person_id,
        person.name,
        row.room_role,
        row.key_version,
        row.door,
        row.capacity,
        row.waiting_room,
        bool(row.is_locked),
    )
