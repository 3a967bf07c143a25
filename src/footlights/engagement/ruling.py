"""What hosts and moderators set for chat and questions of a room, also while it is live."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from footlights.engagement.judging import check_client_id, clean_words
from footlights.kit.database import Db
from footlights.room.actors import RoomActor, require_right
from footlights.room.frames.state import TalkRules
from footlights.room.frames.talk_entries import TalkRuledData, TalkWordsData
from footlights.room.frames.wire import EntryData
from footlights.room.log import Audience, append_entry, find_done, lock_room
from footlights.room.talk_reading import Standing, keep_standing, read_standing

Change = Callable[[Standing], tuple[Standing, EntryData]]


async def set_rules(db: Db, actor: RoomActor, rules: TalkRules, *, client_id: str, now: datetime) -> int:
    """Change how chat and questions go from here on; what waits for a moderator goes on waiting."""

    def change(standing: Standing) -> tuple[Standing, EntryData]:
        return replace(standing, rules=rules), TalkRuledData(rules=rules)

    return await _change(db, actor, change, "all", client_id=client_id, now=now)


async def set_words(db: Db, actor: RoomActor, words: Sequence[str], *, client_id: str, now: datetime) -> int:
    """Change the list of words that are held or masked; the team alone sees it."""
    cleaned = clean_words(words)

    def change(standing: Standing) -> tuple[Standing, EntryData]:
        return replace(standing, words=cleaned), TalkWordsData(words=cleaned)

    return await _change(db, actor, change, "team", client_id=client_id, now=now)


async def _change(
    db: Db, actor: RoomActor, change: Change, audience: Audience, *, client_id: str, now: datetime
) -> int:
    require_right(actor, "moderate")
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    if (done := await find_done(db, actor.session_id, actor.person_id, client_id)) is not None:
        return done
    standing, data = change(read_standing(room))
    keep_standing(room, standing)
    return append_entry(db, room, data, audience=audience, actor_id=actor.person_id, client_id=client_id, now=now)
