"""In a classroom the team sees everyone on stage, and attendees the team alone (LiveWebinar contract, section 4.3)."""

from typing import Any

import pytest

from footlights.events.actions import EventChange, update_event
from footlights.events.models import Event
from footlights.events.room_options import Mode, RoomOptions, set_options
from footlights.kit.database import Database
from footlights.outbox.relay import Relay
from footlights.room.subscribers import refresh_rooms
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Page, poll
from tests.edges.socket.test_stage import CAMERA, bring_up
from tests.factories import NOW
from tests.room.media import StageFake
from tests.room.rooms import Cast


async def set_mode(database: Database, cast: Cast, mode: Mode, **change: Any) -> None:
    """As the API does, while the room may be open."""
    async with database.write() as db:
        set_options(await db.get_one(Event, cast.session.event_id), RoomOptions(mode=mode))
        await update_event(db, cast.house.actor, cast.session.event_id, EventChange(**change), now=NOW)
    await Relay(database, {"event.updated": [refresh_rooms]}).tell_all()


def on_stage(page: Page) -> set[str]:
    return {feed["person_id"] for feed in page.feeds}


async def hears(page: Page, *people: str) -> None:
    await page.until("feeds", lambda _: on_stage(page) == set(people))


@pytest.fixture
async def pupils(database: Database, cast: Cast, visit: Visitor, media: StageFake) -> tuple[Page, Page, Page]:
    """The host, an attendee on stage and another one, in a live classroom in which a speaker is on stage as well."""
    await set_mode(database, cast, "classroom")
    host, pupil, other = await visit(cast.host), await visit(cast.attendee), await visit(cast.other)
    speaker = await visit(cast.speaker)
    await host.call("session.start")
    await speaker.call("media.publish", **CAMERA)
    await bring_up(host, pupil)
    for page in (host, pupil, other):
        await page.call("media.watch")
    await pupil.call("media.publish", **CAMERA)
    await hears(host, cast.speaker.person_id, cast.attendee.person_id)
    return host, pupil, other


def watched_by(media: StageFake, page: Page) -> set[str]:
    """Whose streams the media server sends to a page."""
    return {feed.partition(".")[0] for feed in media.received(f"{page.actor.person_id}.{page.tab}.watch")}


async def test_attendees_see_and_receive_the_team_alone(
    cast: Cast, pupils: tuple[Page, Page, Page], media: StageFake
) -> None:
    host, pupil, other = pupils
    await other.call("ping")

    assert on_stage(other) == {cast.speaker.person_id}
    assert watched_by(media, other) == {cast.speaker.person_id}
    assert watched_by(media, pupil) == {cast.speaker.person_id}
    assert watched_by(media, host) == {cast.speaker.person_id, cast.attendee.person_id}
    assert pupil.snapshot
    assert pupil.snapshot.event.classroom


async def test_speaking_attendee_is_told_to_the_team_alone(
    cast: Cast, pupils: tuple[Page, Page, Page], media: StageFake
) -> None:
    host, _, other = pupils
    feeds = frozenset(media.rooms[cast.session.id])

    media.listener.speaking_changed(cast.session.id, feeds)

    everyone = sorted([cast.speaker.person_id, cast.attendee.person_id])
    await host.until("speaking", lambda frame: frame["people"] == everyone)
    assert (await other.until("speaking"))["people"] == [cast.speaker.person_id]


async def test_another_mode_shows_everyone_at_once(
    database: Database, cast: Cast, pupils: tuple[Page, Page, Page], media: StageFake
) -> None:
    _, _, other = pupils
    before = media.looked_again

    await set_mode(database, cast, "qa")

    await hears(other, cast.speaker.person_id, cast.attendee.person_id)
    assert watched_by(media, other) == {cast.speaker.person_id, cast.attendee.person_id}
    assert media.looked_again > before


async def test_who_joins_the_team_sees_and_is_seen_by_everyone(
    cast: Cast, pupils: tuple[Page, Page, Page], media: StageFake
) -> None:
    host, pupil, other = pupils

    await host.call("role.set", person_id=cast.attendee.person_id, role="speaker", client_id="r")
    await hears(other, cast.speaker.person_id, cast.attendee.person_id)
    await pupil.until_you(role="speaker")

    assert watched_by(media, other) == {cast.speaker.person_id, cast.attendee.person_id}
    assert {feed["role"] for feed in other.feeds} == {"speaker"}


async def test_who_leaves_the_stage_is_received_by_nobody(
    cast: Cast, pupils: tuple[Page, Page, Page], media: StageFake
) -> None:
    host, pupil, other = pupils

    await pupil.call("stage.leave", person_id=None, client_id="bye")

    await poll(lambda: watched_by(media, host) == {cast.speaker.person_id})
    assert watched_by(media, other) == {cast.speaker.person_id}


async def test_team_member_whose_connection_is_broken_goes_on_receiving_everyone(
    database: Database, cast: Cast, visit: Visitor, media: StageFake
) -> None:
    await set_mode(database, cast, "classroom")
    host, pupil = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")
    await bring_up(host, pupil)
    await host.call("media.watch")

    await host.line.close(1006)
    await pupil.call("media.publish", **CAMERA)

    assert watched_by(media, host) == {cast.attendee.person_id}


async def test_role_that_changed_meanwhile_is_looked_at_on_return(
    cast: Cast, pupils: tuple[Page, Page, Page], media: StageFake
) -> None:
    host, _, other = pupils
    await other.line.close(1006)
    await host.call("role.set", person_id=cast.other.person_id, role="moderator", client_id="r")
    assert watched_by(media, other) == {cast.speaker.person_id}
    before = media.looked_again

    await other.connect()

    assert watched_by(media, other) == {cast.speaker.person_id, cast.attendee.person_id}
    assert media.looked_again == before + 1


async def test_discussion_of_the_event_counts_more(database: Database, cast: Cast, visit: Visitor) -> None:
    await set_mode(database, cast, "classroom", everyone_can_speak=True)

    page = await visit(cast.attendee)

    assert page.snapshot
    assert not page.snapshot.event.classroom
