"""Where a visitor is, from their address and a MaxMind file."""

from pathlib import Path

import httpx

from footlights.kit.database import Database
from footlights.registration.geography import Geography
from footlights.services import Services
from tests.edges.pages.test_events import FORM, find_place, open_session
from tests.factories import House
from tests.services.mmdb import city, write_mmdb


async def test_form_keeps_country_and_city_of_the_visitors_address(
    visitor: httpx.AsyncClient, services: Services, database: Database, house: House, tmp_path: Path
) -> None:
    networks = {"127.0.0.0/8": city("Lyon", "FR", "France")}
    services.geography = Geography(write_mmdb(tmp_path / "geo.mmdb", "GeoLite2-City", networks))
    session = await open_session(database, house)

    sent = await visitor.post(f"/p/{session.event_id}", data=FORM)

    assert sent.status_code == 303
    _, place = await find_place(database)
    assert (place.ip_city, place.ip_country_code, place.ip_country_name) == ("Lyon", "FR", "France")
