"""The owner hears of a webhook that does not get through."""

from datetime import timedelta

from footlights.email.models import Mail
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.outbox import record
from footlights.webhooks.actions import create_endpoint, resume_endpoint
from footlights.webhooks.addresses import AddressPolicy
from footlights.webhooks.facts import WebhookStopped
from footlights.webhooks.models import Endpoint
from tests.email.conftest import MakeSender, ledger, tell
from tests.factories import House, make_house


async def park(database: Database) -> tuple[House, Endpoint]:
    now = utcnow()
    async with database.write() as db:
        house = await make_house(db)
        endpoint = await create_endpoint(
            db,
            house.actor,
            url="https://crm.example.org/",
            name="CRM sync",
            events=["people.registered"],
            addresses=AddressPolicy(),
            now=now,
        )
        endpoint.parked_at, endpoint.probe_at = now, now + timedelta(minutes=30)
        record(db, house.actor, WebhookStopped(how="parked", why="No answer."), about=endpoint.id, now=now)
    return house, endpoint


async def test_owner_gets_one_mail_with_the_way_to_the_ledger(database: Database, make_sender: MakeSender) -> None:
    house, endpoint = await park(database)

    (mail,) = await tell(database)
    await make_sender("").send({"mail_id": mail.id})

    sent = await ledger(database)
    text = (sent.message or b"").decode()
    assert (sent.kind, sent.person_id, sent.state) == ("webhook", house.owner.id, "captured")
    assert f"/console/webhooks/{endpoint.id}" in text
    assert "CRM" in text


async def test_mail_whose_reason_is_gone_is_dropped(database: Database, make_sender: MakeSender) -> None:
    house, endpoint = await park(database)
    mails: list[Mail] = await tell(database)
    async with database.write() as db:
        await resume_endpoint(db, house.actor, await db.get_one(Endpoint, endpoint.id), now=utcnow())

    await make_sender("").send({"mail_id": mails[0].id})

    assert (await ledger(database)).state == "dropped"
