"""What does not last in a room: reactions, captions, and how well people are connected."""

from collections import Counter
from collections.abc import Callable, Mapping

from footlights.room.actors import RoomActor
from footlights.room.captions import Captions
from footlights.room.errors import NotAllowed, NotLive
from footlights.room.frames.quality_calls import CaptionSend
from footlights.room.frames.server import CaptionFrame, ReactionsFrame
from footlights.room.frames.state import Snapshot
from footlights.room.frames.wire import encode
from footlights.room.frames.words import Grade, Reaction
from footlights.room.grades import Grades
from footlights.room.pace import Interval
from footlights.room.visits import Attendees, Visit


class Moments:
    """`mark` asks for a round of sending (`send`) soon; `tell` reaches the other processes, with a kind and data."""

    def __init__(
        self,
        attendees: Attendees,
        snapshot: Callable[[], Snapshot],
        *,
        mark: Callable[[], None],
        tell: Callable[[str, object], None],
    ) -> None:
        self._attendees = attendees
        self._snapshot = snapshot
        self._mark = mark
        self._tell = tell
        self._reactions = Counter[str]()
        self._reactions_to_tell = Counter[str]()
        self._reactions_interval = Interval(mark)
        self._captions = Captions()
        self._grades = Grades(mark)

    # --- what people do here, and what they did in other processes

    def react(self, kind: Reaction) -> None:
        """Count a reaction; everyone sees the sum with the next round. Refuses with NotLive."""
        if not self._is_live:
            raise NotLive("Reactions open when the session starts.")
        self._reactions_to_tell[kind] += 1
        self.heard_reactions({kind: 1})

    def heard_reactions(self, counts: Mapping[str, int]) -> None:
        self._reactions.update(counts)
        self._mark()

    def caption(self, actor: RoomActor, sent: CaptionSend) -> None:
        """Take a line of captions; everyone sees it with the next round. Refuses with NotAllowed, NotLive."""
        captioner = self._snapshot().captioner
        if captioner is None or captioner.person_id != actor.person_id or not actor.is_team:
            raise NotAllowed("You do not write the captions.", code="not_captioner")
        if not self._is_live:
            raise NotLive("Captions open when the session starts.")
        self._tell("caption", self._captions.write(actor, sent))
        self._mark()

    def heard_caption(self, frame: CaptionFrame) -> None:
        self._captions.add(frame)
        self._mark()

    def grade(self, person_id: str, grade: Grade) -> None:
        """How well someone is connected; the team hears of it soon."""
        if self._grades.tell(person_id, grade):
            self._tell("grade", [person_id, grade])
            self._mark()

    def heard_grade(self, person_id: str, grade: Grade) -> None:
        if self._grades.tell(person_id, grade):
            self._mark()

    # --- sending

    def send(self, reactions_s: float) -> None:
        """Push what is new; sums of reactions at most once in `reactions_s` seconds."""
        if self._reactions and self._reactions_interval.begins(reactions_s):
            self._attendees.push_all(encode(ReactionsFrame(counts=dict(self._reactions))))
            self._reactions.clear()
        if self._reactions_to_tell:
            self._tell("reactions", dict(self._reactions_to_tell))
            self._reactions_to_tell.clear()
        for caption in self._captions.take_unsent():
            self._attendees.push_all(encode(caption))
        if (grades := self._grades.news()) is not None:
            self._attendees.push("team", encode(grades))

    def push_to(self, visit: Visit) -> None:
        """What is still of use to someone who comes now."""
        for caption in self._captions.recent() if self._is_live else []:
            visit.connection.push(encode(caption))
        self.push_grades(visit)

    def push_grades(self, visit: Visit) -> None:
        """The grades of everyone, for someone of the team."""
        grades = self._grades.all() if visit.actor.is_team else None
        if grades is not None:
            visit.connection.push(encode(grades))

    @property
    def _is_live(self) -> bool:
        return self._snapshot().session.status == "live"
