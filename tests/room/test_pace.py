import asyncio

import pytest

from footlights.kit.database import Database
from footlights.room.live import LiveRooms
from footlights.room.pace import Pace, pace_of
from footlights.settings import Settings
from tests.edges.socket.pages import Page
from tests.factories import SECRET_KEY
from tests.room.media import StageFake
from tests.room.rooms import make_cast


@pytest.mark.parametrize(
    ("connections", "round_s", "reactions_s"), [(1, 0.0, 0.0), (500, 0.0, 0.0), (501, 0.2, 0.5), (3000, 0.3, 1.0)]
)
def test_crowds_hear_more_at_once(connections: int, round_s: float, reactions_s: float) -> None:
    pace = pace_of(connections)

    assert (pace.round_s, pace.reactions_s) == (round_s, reactions_s)


async def test_lines_do_not_wait_for_the_slower_sum_of_reactions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.room.live_room.pace_of", lambda _: Pace(0.05, 2.0, 2.0))
    cast = await make_cast(database)
    rooms = LiveRooms(database, StageFake(), Settings(), SECRET_KEY)
    await rooms.start()
    host = Page(rooms, cast.host)
    await host.connect()
    await host.until_seq((await host.call("session.start"))["seq"])
    await host.call("reaction.send", kind="heart")
    await host.until("reactions")
    began = asyncio.get_running_loop().time()

    await host.call("reaction.send", kind="heart")
    await host.call("reaction.send", kind="laugh")
    seq = (await host.call("chat.post", text="now", client_id="1"))["seq"]
    await host.until_seq(seq)
    line_s = asyncio.get_running_loop().time() - began
    sums = await host.until("reactions")
    sums_s = asyncio.get_running_loop().time() - began
    await host.line.close()
    await rooms.stop()

    assert sums["counts"] == {"heart": 1, "laugh": 1}
    assert line_s < 1.0 < sums_s
