"""What each audience is told of the stage: whose sound and picture can be had, and who speaks."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import UNSET, Raw

from footlights.room.frames.passing import IceServer, MediaState
from footlights.room.frames.server import SpeakingFrame
from footlights.room.frames.wire import encode
from footlights.room.frames.words import Status
from footlights.room.log import AUDIENCES, Audience
from footlights.room.media_link import MediaServer
from footlights.room.stage import Stage
from footlights.room.visits import Attendees, Visit


class Feeds:
    """The stage of one room, as it was last told. `mark` asks for a round of sending."""

    def __init__(
        self,
        media: MediaServer,
        stage: Stage,
        attendees: Attendees,
        *,
        status: Callable[[], Status],
        is_classroom: Callable[[], bool] = lambda: False,
        mark: Callable[[], None],
    ) -> None:
        self._media = media
        self._stage = stage
        self._attendees = attendees
        self._status = status
        self._is_classroom = is_classroom
        self._mark = mark
        self._is_dirty = False
        self._sent_feeds = dict.fromkeys(AUDIENCES, Raw(b"[]"))
        self._sent_speakers: dict[Audience, list[str]] = {audience: [] for audience in AUDIENCES}

    def changed(self) -> None:
        self._is_dirty = True
        self._mark()

    def send(self) -> None:
        """Push what is new to each audience."""
        if not self._is_dirty:
            return
        self._is_dirty = False
        for audience in AUDIENCES:
            feeds = self.seen_by(audience)
            if feeds != self._sent_feeds[audience]:
                self._sent_feeds[audience] = feeds
                self._attendees.push(audience, self._frame(feeds))
            of_team = self._sees_team_alone(audience)
            speakers = self._stage.speakers(of_team=of_team) if self._is_open_to(audience) else []
            if speakers != self._sent_speakers[audience]:
                self._sent_speakers[audience] = speakers
                self._attendees.push(audience, encode(SpeakingFrame(people=speakers)))

    def push_to(self, visit: Visit) -> None:
        visit.connection.push(self._frame(self.seen_by(visit.audience)))

    def seen_by(self, audience: Audience) -> Raw:
        """The team sees the stage at any time, everyone else while the session is live, and in a classroom the team."""
        of_team = self._sees_team_alone(audience)
        feeds = self._stage.feeds(of_team=of_team) if self._is_open_to(audience) else []
        return Raw(msgspec.json.encode(feeds))

    def media_state(self, person_id: str, *, now: datetime) -> MediaState:
        """Whether there is sound and picture, with what this person's browser needs to get to it."""
        media = self._media
        servers = [
            IceServer(urls=server.urls, username=server.username or UNSET, credential=server.credential or UNSET)
            for server in media.ice_servers(person_id, now=now)
        ]
        return MediaState(available=media.available, detail=media.detail, epoch=media.epoch, ice_servers=servers)

    def _is_open_to(self, audience: Audience) -> bool:
        return audience == "team" or self._status() == "live"

    def _sees_team_alone(self, audience: Audience) -> bool:
        return audience == "all" and self._is_classroom()

    def _frame(self, feeds: Raw) -> str:
        return f'{{"t":"feeds","feeds":{bytes(feeds).decode()},"epoch":{self._media.epoch}}}'
