"""Live captions: who writes them, which lasts, and the lines, which do not."""

from collections import deque
from datetime import datetime

from sqlalchemy import select

from footlights.kit.database import Db
from footlights.kit.errors import NotFound
from footlights.kit.ids import find_id
from footlights.kit.text import clean_line
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor
from footlights.room.errors import NotAllowed
from footlights.room.frames.quality_calls import CaptionSend
from footlights.room.frames.server import CaptionFrame
from footlights.room.frames.stage_entries import CaptionerSetData
from footlights.room.log import append_entry, lock_room
from footlights.room.rules import TEAM_ROLES
from footlights.workspace.models import Person

CAPTION_LENGTH = 240
KEPT = 3
"""Lines that a newcomer still gets."""


async def set_captioner(db: Db, actor: RoomActor, person_id: str | None, *, now: datetime) -> int:
    """Let someone of the team write the captions, or nobody; answers the number of the entry.

    Refuses with NotAllowed for anyone but a host, and with NotFound for a person outside the team.
    """
    if actor.role != "host":
        raise NotAllowed("Only a host chooses who writes captions.", code="not_a_host")
    room = await lock_room(db, actor.session_id, now=now)
    person = None if person_id is None else await _get_team_person(db, actor, person_id)
    room.captioner_id, room.captioner_name = (person.id, person.name) if person else (None, None)
    data = CaptionerSetData(person_id=room.captioner_id, name=room.captioner_name)
    return append_entry(db, room, data, actor_id=actor.person_id, now=now)


async def _get_team_person(db: Db, actor: RoomActor, person_id: str) -> Person:
    on_team = (Registration.session_id == actor.session_id) & Registration.room_role.in_(TEAM_ROLES)
    query = select(Person).join(Registration, Registration.person_id == Person.id)
    wanted = find_id(person_id)
    person = (await db.scalars(query.where(on_team, Person.id == wanted))).one_or_none() if wanted else None
    if person is None:
        raise NotFound("This person is not in the team.", code="not_in_team")
    return person


class Captions:
    """The lines of one room: the newest ones, and what is still to be sent of them."""

    def __init__(self) -> None:
        self._recent: deque[CaptionFrame] = deque(maxlen=KEPT)
        self._unsent: dict[int, CaptionFrame] = {}

    def write(self, actor: RoomActor, sent: CaptionSend) -> CaptionFrame:
        """Take a line, or its next state; several states between two rounds become one."""
        text = clean_line(sent.text, limit=CAPTION_LENGTH)
        frame = CaptionFrame(
            person_id=actor.person_id, name=actor.name, line=sent.line, text=text, is_final=sent.is_final
        )
        self.add(frame)
        return frame

    def add(self, frame: CaptionFrame) -> None:
        self._unsent[frame.line] = frame
        if self._recent and self._recent[-1].line == frame.line:
            self._recent.pop()
        self._recent.append(frame)

    def take_unsent(self) -> list[CaptionFrame]:
        unsent = list(self._unsent.values())
        self._unsent.clear()
        return unsent

    def recent(self) -> list[CaptionFrame]:
        return list(self._recent)
