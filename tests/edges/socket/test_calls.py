import asyncio

import msgspec
import pytest
from sqlalchemy import select

from footlights.engagement.models import ChatMessage
from footlights.kit.database import Database
from footlights.kit.errors import Unavailable
from footlights.media.types import LayerChoice
from footlights.room.frames.state import ChatLine
from footlights.room.live import LiveRooms
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Page
from tests.room.media import StageFake
from tests.room.rooms import Cast, cast_session


async def test_everyone_in_the_lobby_hears_the_start(cast: Cast, visit: Visitor) -> None:
    host, attendee, other = await visit(cast.host), await visit(cast.attendee), await visit(cast.other)

    answer = await host.call("session.start")
    for page in (host, attendee, other):
        await page.until_seq(answer["seq"])

    assert [page.snapshot.session.status for page in (host, attendee, other) if page.snapshot] == ["live"] * 3


async def test_two_hosts_pressing_start_get_the_same_number(cast: Cast, visit: Visitor) -> None:
    one, two = await visit(cast.host), await visit(cast.host)

    answers = await asyncio.gather(one.call("session.start"), two.call("session.start"))

    assert list(answers) == [{"seq": 1}, {"seq": 1}]


@pytest.mark.parametrize("do", ["session.start", "session.end"])
async def test_an_attendee_cannot_start_or_end(cast: Cast, visit: Visitor, do: str) -> None:
    page = await visit(cast.attendee)

    error = await page.call(do)

    assert (error["kind"], error["code"]) == ("forbidden", "not_a_host")


async def test_a_chat_line_reaches_everyone_as_it_was_written(cast: Cast, visit: Visitor) -> None:
    host, attendee = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")

    posted = await attendee.call("chat.post", text="<script>alert(1)</script>\x00 & ‮ yes", client_id="c1")
    for page in (host, attendee):
        await page.until_seq(posted["seq"])

    assert host.transcript == attendee.transcript == ["<script>alert(1)</script> &  yes"]


async def test_a_flood_of_chat_is_refused_politely_then_ended_and_the_room_goes_on(
    database: Database, cast: Cast, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.edges.socket.handler.THROTTLE_S", 0.001)
    host, flood = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")
    for number in range(10_000):
        with_ = {"text": f"line {number}", "client_id": f"c{number}"}
        flood.line.send({"t": "call", "id": 1000 + number, "do": "chat.post", "with": with_})

    refused = await flood.until("answer", lambda frame: "error" in frame)
    answer = await host.call("chat.post", text="calm", client_id="calm")
    await host.until_seq(answer["seq"])
    ended = await flood.until("bye")

    assert refused["error"]["kind"] == "limited"
    assert "calm" in host.transcript
    assert ended["code"] == "bad_frames"
    async with database.read() as db:
        assert len((await db.scalars(select(ChatMessage))).all()) <= 8


async def test_the_limit_is_the_person_s_over_all_tabs(cast: Cast, visit: Visitor) -> None:
    host = await visit(cast.host)
    await host.call("session.start")
    tabs = [await visit(cast.attendee) for _ in range(3)]

    answers = [await tab.call("chat.post", text="x", client_id=f"{n}-{m}") for n, tab in enumerate(tabs) for m in "abc"]

    assert sum("seq" in answer for answer in answers) in (5, 6)


async def test_more_than_fifty_calls_a_second_wait(cast: Cast, visit: Visitor) -> None:
    page = await visit(cast.attendee)

    for number in range(150):
        page.line.send({"t": "call", "id": 1000 + number, "do": "ping"})
    refused = await page.until("answer", lambda frame: "error" in frame)

    assert refused["error"]["code"] == "too_fast"
    assert 1100 <= refused["id"] < 1150


async def test_calls_that_make_no_sense_are_answered(cast: Cast, visit: Visitor) -> None:
    page = await visit(cast.host)

    codes = [
        (await page.call("nothing"))["code"],
        (await page.call("chat.post", text=1))["code"],
        (await page.call("chat.post", text="x"))["code"],
        (await page.call("chat.history", before_seq=2**40))["code"],
        (await page.call("reaction.send", kind="💥"))["code"],
        (await page.call("media.layers", layers=[{"mid": "0", "substream": 7}]))["code"],
    ]

    assert codes == ["unknown_call", *["invalid_call"] * 5]


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr-CA", "Les réactions ouvrent au début de la session."), ("xx", "Reactions open when the session starts.")],
)
async def test_refusals_are_in_the_language_of_the_page(cast: Cast, rooms: LiveRooms, language: str, told: str) -> None:
    page = Page(rooms, cast.attendee, language=language)
    await page.connect()

    refused = await page.call("reaction.send", kind="heart")

    assert (refused["code"], refused["detail"]) == ("not_live", told)
    await page.line.close()


async def test_ids_of_another_session_reach_nothing(database: Database, cast: Cast, visit: Visitor) -> None:
    async with database.write() as db:
        elsewhere = await cast_session(db, cast.house)
    here, there = await visit(cast.host), await visit(elsewhere.host)

    await here.call("session.start", session_id=elsewhere.session.id)
    secret = await there.call("chat.post", text="secret", client_id="c", session_id=cast.session.id)
    history = await here.call("chat.history", before_seq=1000, limit=50, session_id=elsewhere.session.id)

    assert there.snapshot is not None
    assert there.snapshot.session.status == "upcoming"
    assert (secret["seq"], history["messages"]) == (1, [])


async def test_history_goes_back_beyond_the_snapshot(
    cast: Cast, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("reducer", "snapshot"):
        monkeypatch.setattr(f"footlights.room.{module}.CHAT_KEPT", 2)
    host = await visit(cast.host)
    await host.call("session.start")
    for number in range(5):
        answer = await host.call("chat.post", text=f"line {number}", client_id=f"c{number}")
    await host.until_seq(answer["seq"])

    late = await visit(cast.attendee)
    assert late.snapshot is not None
    older = await late.call("chat.history", before_seq=late.snapshot.chat[0].seq, limit=2)

    assert (late.transcript, late.snapshot.chat_before) == (["line 3", "line 4"], True)
    assert ([line["text"] for line in older["messages"]], older["more"]) == (["line 1", "line 2"], True)
    assert msgspec.convert(older["messages"][0], ChatLine).to == "everyone"


async def test_the_note_reaches_the_lobby(cast: Cast, visit: Visitor) -> None:
    moderator, attendee = await visit(cast.moderator), await visit(cast.attendee)

    answer = await moderator.call("note.set", text="Ten minutes late")
    await attendee.until_seq(answer["seq"])

    assert attendee.snapshot is not None
    assert attendee.snapshot.note is not None
    assert (attendee.snapshot.note.text, attendee.snapshot.note.name) == ("Ten minutes late", "Moderator Example")


async def test_reactions_arrive_as_sums(cast: Cast, visit: Visitor) -> None:
    host, attendee = await visit(cast.host), await visit(cast.attendee)
    assert (await attendee.call("reaction.send", kind="heart"))["code"] == "not_live"
    await host.call("session.start")
    await attendee.until("log")

    for kind in ("heart", "applause", "heart"):
        assert await attendee.call("reaction.send", kind=kind) == {}
    total: dict[str, int] = {}
    while sum(total.values()) < 3:
        frame = await host.until("reactions")
        total = {kind: total.get(kind, 0) + frame["counts"].get(kind, 0) for kind in {*total, *frame["counts"]}}

    assert total == {"heart": 2, "applause": 1}


async def test_the_team_sees_who_is_here_and_attendees_do_not(cast: Cast, visit: Visitor) -> None:
    attendee, host = await visit(cast.attendee), await visit(cast.host)

    listed = await host.call("people.list")
    refused = await attendee.call("people.list")

    assert [(one["person_id"], one["role"]) for one in listed["people"]] == [
        (cast.attendee.person_id, "attendee"),
        (cast.host.person_id, "host"),
    ]
    assert refused["kind"] == "forbidden"


async def test_present_counts_people_and_who_waits(cast: Cast, visit: Visitor) -> None:
    host = await visit(cast.host)
    await visit(cast.attendee)
    await visit(cast.attendee)
    other = await visit(cast.other)

    waiting = await host.until("present", lambda frame: frame["count"] == 3)
    await other.line.close()
    left = await host.until("present", lambda frame: frame["count"] == 2)
    await host.call("session.start")
    live = await host.until("present", lambda frame: frame["waiting"] == 0)

    assert waiting["waiting"] == 2
    assert (left["waiting"], live["count"]) == (1, 2)
    assert [person["person_id"] for person in live["team"]] == [cast.host.person_id]


async def test_a_database_that_fails_is_a_sentence_and_the_room_goes_on(
    cast: Cast, rooms: LiveRooms, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = await visit(cast.host)
    await host.call("session.start")

    async def disk_is_full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("footlights.edges.socket.chat_calls.post_message", disk_is_full)
        error = await host.call("chat.post", text="hello", client_id="c1")
    answer = await host.call("chat.post", text="hello", client_id="c1")
    await host.until_seq(answer["seq"])

    assert (error["kind"], error["code"]) == ("unavailable", "failed")
    assert "disk" not in error["detail"]
    assert host.transcript == ["hello"]


# --- media


async def test_what_a_speaker_publishes_is_seen_by_the_team_before_the_start_and_by_all_after(
    cast: Cast, visit: Visitor
) -> None:
    host, speaker, attendee = await visit(cast.host), await visit(cast.speaker), await visit(cast.attendee)

    published = await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=False)
    seen = await host.until("feeds")
    await host.call("session.start")
    seen_later = await attendee.until("feeds")

    assert published == {"sdp": "answer to v=0", "feed": f"{cast.speaker.person_id}.{speaker.tab}.camera"}
    expected = {
        "feed": published["feed"],
        "person_id": cast.speaker.person_id,
        "name": "Speaker Example",
        "role": "speaker",
        "kind": "camera",
        "audio": True,
        "video": False,
    }
    assert (seen["feeds"], seen["epoch"]) == ([expected], 1)
    assert seen_later["feeds"] == [expected]


@pytest.mark.parametrize("who", ["attendee", "moderator"])
async def test_publishing_without_permission_is_refused(cast: Cast, visit: Visitor, media: StageFake, who: str) -> None:
    page = await visit(getattr(cast, who))

    error = await page.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)

    assert (error["kind"], error["code"]) == ("forbidden", "not_on_stage")
    assert media.rooms == {}


async def test_in_a_meeting_everyone_publishes_once_it_is_live(database: Database, cast: Cast, visit: Visitor) -> None:
    async with database.write() as db:
        meeting = await cast_session(db, cast.house, kind="meeting")
    host, attendee = await visit(meeting.host), await visit(meeting.attendee)
    camera = {"sdp": "v=0", "kind": "camera", "audio": True, "video": True}

    early = await attendee.call("media.publish", **camera)
    await host.call("session.start")
    await attendee.until("log")
    later = await attendee.call("media.publish", **camera)

    assert (early["code"], later["sdp"]) == ("not_live", "answer to v=0")


async def test_muting_shows_to_everyone(cast: Cast, visit: Visitor) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    await host.until("feeds")

    await speaker.call("media.state", kind="camera", audio=False, video=True)
    muted = await host.until("feeds")
    nothing = await speaker.call("media.state", kind="screen", audio=False, video=True)
    await speaker.call("media.unpublish", kind="camera")
    gone = await host.until("feeds")

    assert [(feed["audio"], feed["video"]) for feed in muted["feeds"]] == [(False, True)]
    assert (nothing["code"], gone["feeds"]) == ("not_published", [])


async def test_offers_go_to_the_tab_that_watches_and_answers_come_back(
    cast: Cast, visit: Visitor, media: StageFake
) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    feed = (await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True))["feed"]

    assert await host.call("media.watch") == {}
    (offer,) = [frame for frame in host.frames if frame["t"] == "media"]
    await host.call("media.answer", n=offer["n"], sdp="v=0 mine")
    await host.call("media.candidate", pc="watch", candidate={"candidate": "candidate:1 1 UDP", "sdpMid": "0"})
    await host.call("media.candidate", pc="watch", candidate=None)
    await host.call("media.layers", layers=[{"mid": "0", "substream": 2}])
    await host.call("media.layers", layers=[{"mid": "0", "substream": 0, "send": False}])
    await speaker.call("media.watch")

    watcher = f"{cast.host.person_id}.{host.tab}.watch"
    assert (offer["do"], offer["streams"]) == ("offer", [{"mid": "0", "feed": feed, "type": "video"}])
    assert media.answers == [(watcher, offer["n"], "v=0 mine")]
    assert media.candidates == [(watcher, {"candidate": "candidate:1 1 UDP", "sdpMid": "0"}), (watcher, None)]
    assert media.chosen == [(watcher, [LayerChoice("0", 2)]), (watcher, [LayerChoice("0", 0, send=False)])]
    assert [frame for frame in speaker.frames if frame["t"] == "media"] == []


async def test_whoever_waits_gets_the_stage_when_it_starts(cast: Cast, visit: Visitor) -> None:
    host, attendee = await visit(cast.host), await visit(cast.attendee)
    await host.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)

    assert await attendee.call("media.watch") == {}
    assert [frame for frame in attendee.frames if frame["t"] == "media"] == []
    await host.call("session.start")

    assert (await attendee.until("media"))["do"] == "offer"


async def test_a_candidate_of_someone_else_s_feed_goes_nowhere(cast: Cast, visit: Visitor, media: StageFake) -> None:
    speaker, attendee = await visit(cast.speaker), await visit(cast.attendee)
    await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)

    await attendee.call("media.candidate", pc="camera", candidate={"candidate": "x"})

    assert media.candidates == []


async def test_a_restarted_media_server_resets_everyone(cast: Cast, visit: Visitor, media: StageFake) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    await host.until("feeds")

    media.restart()
    reset = await host.until("media")
    while host.feeds:
        await host.take()
    await speaker.call("media.publish", sdp="v=0 again", kind="camera", audio=True, video=True)
    again = await host.until("feeds", lambda frame: bool(frame["feeds"]))

    assert reset == {"t": "media", "do": "reset", "epoch": 2, "available": True, "detail": None}
    assert (len(again["feeds"]), again["epoch"]) == (1, 2)


async def test_without_media_the_room_works_and_says_so(cast: Cast, visit: Visitor, media: StageFake) -> None:
    media.available, media.detail = False, "Video is switched off on this server."
    host = await visit(cast.host)

    error = await host.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    started = await host.call("session.start")

    assert host.frames[0]["media"]["available"] is False
    assert (error["kind"], error["detail"]) == ("unavailable", "Video is switched off on this server.")
    assert started == {"seq": 1}


async def test_a_refused_publication_is_not_on_stage(cast: Cast, visit: Visitor, media: StageFake) -> None:
    speaker = await visit(cast.speaker)
    media.failure = Unavailable("The stage is full.", code="media_full")

    error = await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    media.failure = RuntimeError("secret words")
    broken = await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)

    assert (error["code"], broken["code"], speaker.feeds) == ("media_full", "failed", [])
    assert "secret" not in broken["detail"]


async def test_a_page_that_closes_takes_its_peers_along(cast: Cast, visit: Visitor, media: StageFake) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    await host.until("feeds")

    await speaker.line.close(1001)
    gone = await host.until("feeds")

    assert gone["feeds"] == []
    assert media.dropped == [f"{cast.speaker.person_id}.{speaker.tab}.camera"]


async def test_a_broken_connection_keeps_its_peers_for_a_while(cast: Cast, visit: Visitor, media: StageFake) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await host.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    await speaker.call("media.watch")

    await speaker.line.close(1006)
    media.offer(f"{cast.speaker.person_id}.{speaker.tab}.watch", ["while away"])
    welcome = await speaker.connect()
    missed = await speaker.until("media")

    assert len(welcome["feeds"]) == 2
    assert missed["streams"] == [{"mid": "0", "feed": "while away", "type": "video"}]
    assert media.dropped == []


async def test_peers_of_a_tab_that_does_not_come_back_are_dropped(
    cast: Cast, visit: Visitor, media: StageFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.room.media_link.PEERS_KEPT_S", 0.05)
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await speaker.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    await host.until("feeds")

    await speaker.line.close(1006)
    gone = await host.until("feeds")

    assert (gone["feeds"], len(media.dropped)) == ([], 1)


async def test_the_end_clears_the_stage(cast: Cast, visit: Visitor, media: StageFake) -> None:
    host, attendee = await visit(cast.host), await visit(cast.attendee)
    await host.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)
    await host.call("session.start")
    await attendee.until("feeds", lambda frame: bool(frame["feeds"]))

    await host.call("session.end")
    gone = await attendee.until("feeds")
    refused = await host.call("media.publish", sdp="v=0", kind="camera", audio=True, video=True)

    assert (gone["feeds"], media.rooms, refused["code"]) == ([], {}, "session_over")
