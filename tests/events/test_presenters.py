import pytest

from footlights.events.presenters import (
    NoSuchPresenter,
    create_presenter,
    delete_presenter,
    get_presenter_for,
    list_presenters,
    list_presenters_of_events,
    set_presenters,
    update_presenter,
)
from footlights.kit.database import Database
from footlights.kit.errors import Invalid
from footlights.privacy.erase import erase_person
from footlights.privacy.merge import merge_people
from footlights.workspace.people import find_person
from tests.factories import NOW, make_event, make_house


async def test_presenters_of_an_event_keep_their_order(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event, other = await make_event(db, house), await make_event(db, house, title="Other")
        cy = await create_presenter(db, house.actor, first_name="Cy", last_name="Oak", email="cy@example.org", now=NOW)
        di = await create_presenter(db, house.actor, first_name="Di", now=NOW)

        await set_presenters(db, house.actor, event, [di.id, cy.id, di.id])

        assert [row.name for row in await list_presenters(db, event.id)] == ["Di", "Cy Oak"]
        found = await list_presenters_of_events(db, [event.id, other.id])
        assert {key: len(rows) for key, rows in found.items()} == {event.id: 2, other.id: 0}
        assert found[event.id][1].person is not None
        assert found[event.id][1].person.email == "cy@example.org"
        await set_presenters(db, house.actor, event, [cy.id])
        assert [row.name for row in await list_presenters(db, event.id)] == ["Cy Oak"]
        await delete_presenter(db, house.actor, cy)
        assert await list_presenters(db, event.id) == []


async def test_update_presenter_changes_what_is_given(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        made = await create_presenter(
            db, house.actor, first_name="Cy", email="cy@example.org", bio="Builds\nthings", now=NOW
        )

        await update_presenter(
            db, house.actor, made, last_name=" Oak ", email="", photo_url="https://example.org/c.png", now=NOW
        )

        assert (made.name, made.bio, made.photo_url, made.person) == (
            "Cy Oak",
            "Builds\nthings",
            "https://example.org/c.png",
            None,
        )
        for wrong in ({"first_name": " "}, {"photo_url": "javascript:alert(1)"}, {"email": "nobody"}):
            with pytest.raises(Invalid):
                await update_presenter(db, house.actor, made, **wrong, now=NOW)


async def test_presenters_of_another_workspace_do_not_exist(database: Database) -> None:
    async with database.write() as db:
        house, stranger = await make_house(db), await make_house(db, name="Other", email="o@example.net")
        event = await make_event(db, house)
        theirs = await create_presenter(db, stranger.actor, first_name="Mo", now=NOW)

        with pytest.raises(NoSuchPresenter):
            await get_presenter_for(db, house.actor, theirs.id)
        with pytest.raises(Invalid):
            await set_presenters(db, house.actor, event, [theirs.id])


async def test_erasing_the_person_takes_the_presenter_away(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event = await make_event(db, house)
        cy = await create_presenter(db, house.actor, first_name="Cy", last_name="Oak", email="cy@example.org", now=NOW)
        await set_presenters(db, house.actor, event, [cy.id])
        person = await find_person(db, house.workspace.id, "cy@example.org")
        assert person is not None

        await erase_person(db, house.actor, person, now=NOW)

        assert await list_presenters(db, event.id) == []


async def test_merging_people_keeps_the_presenter(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        cy = await create_presenter(db, house.actor, first_name="Cy", email="cy@example.org", now=NOW)
        keep = await create_presenter(db, house.actor, first_name="C.", email="cy2@example.org", now=NOW)
        assert cy.person is not None
        assert keep.person is not None

        await merge_people(db, house.actor, keep.person, cy.person, now=NOW)
        presenter_id = cy.id
        db.expunge(cy)

        found = await get_presenter_for(db, house.actor, presenter_id)
        assert found.person is not None
        assert found.person.email == "cy2@example.org"
