"""After a session everybody with a place is told of once: there, or not there."""

from sqlalchemy import select

from footlights.kit.database import Database
from footlights.outbox import Fact
from footlights.outbox.relay import Relay
from footlights.room.lifecycle import end_session, start_session
from footlights.room.presence import Mark, record_presence
from footlights.subscribers import fact_subscribers
from tests.factories import make_event, make_house, make_registrant, make_session
from tests.room.rooms import START, at, make_actor


async def test_each_registrant_is_told_of_exactly_once(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, await make_event(db, house), starts_at=START)
        host = await make_actor(db, house, session, "hal", role="host")
        ada = await make_actor(db, house, session, "ada")
        await make_registrant(db, house, session, 7)
        await start_session(db, host, now=at(0))
        place = (session.id, ada.person_id, "00000000-0000-4000-8000-000000000001")
        await record_presence(db, [Mark(*place, "join", at(1)), Mark(*place, "leave", at(30))])
        await end_session(db, host, now=at(60))
        await end_session(db, host, now=at(61))
    relay = Relay(database, {"session.ended": fact_subscribers()["session.ended"]})
    await relay.tell_all()
    await relay.tell_all()

    async with database.read() as db:
        told = await db.scalars(select(Fact).where(Fact.kind.in_(["person.attended", "person.not_attended"])))
        by_person = [(fact.data["person_id"], fact.kind) for fact in told]
    assert len(by_person) == len({person for person, _ in by_person}) == 4  # the owner too, who has a place
    assert [person for person, kind in by_person if kind == "person.attended"] == [ada.person_id]
