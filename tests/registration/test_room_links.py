import re

from footlights.kit.database import Database
from footlights.registration import room_links
from tests.factories import SECRET_KEY, make_house, make_registrant, make_session

BASE = "https://events.example"


async def test_role_and_personal_links_prove_what_they_say_and_can_be_replaced(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        event, registration = session.event, (await make_registrant(db, house, session)).registration

    assert re.fullmatch(r"[1-9]\d{2}-\d{3}-\d{3}", event.room_number)
    tokens = {role: room_links.role_token(SECRET_KEY, event, role) for role in room_links.ROLES}
    assert len(set(tokens.values())) == 4
    assert all(re.fullmatch(r"[0-9A-Za-z]{8}", token) for token in tokens.values())
    assert {role: room_links.find_role(SECRET_KEY, event, token) for role, token in tokens.items()} == {
        role: role for role in room_links.ROLES
    }
    assert room_links.find_role(SECRET_KEY, event, "hT7wQ2zK") is None
    hashes = {role: room_links.role_hash(SECRET_KEY, event, role) for role in room_links.ROLES}
    assert all(re.fullmatch(r"[0-9a-f]{32}", token) for token in hashes.values())
    assert {room_links.find_role(SECRET_KEY, event, token): role for role, token in hashes.items()} == {
        role: role for role in room_links.ROLES
    }
    assert room_links.find_role(SECRET_KEY, event, "0" * 32) is None
    assert room_links.role_url(BASE, SECRET_KEY, event, "attendee") == f"{BASE}/{event.room_number}"
    assert room_links.role_url(BASE, SECRET_KEY, event, "host") == f"{BASE}/{event.room_number}/x/{tokens['host']}"

    token = room_links.personal_token(SECRET_KEY, registration, "personal")
    assert re.fullmatch(r"[0-9A-Za-z]{60}", token)
    assert room_links.registration_id_of(token) == registration.id
    assert room_links.is_personal_token(SECRET_KEY, registration, token, "personal")
    assert not room_links.is_personal_token(SECRET_KEY, registration, token, "registrant")
    assert room_links.personal_url(BASE, SECRET_KEY, event, registration, "registrant").startswith(
        f"{BASE}/{event.room_number}/r/"
    )
    for wrong in ("", token[:-1], "z" * 60, token[:-1] + "-"):
        assert room_links.registration_id_of(wrong) is None

    registration.key_version += 1
    event.role_key_version += 1
    assert not room_links.is_personal_token(SECRET_KEY, registration, token, "personal")
    assert room_links.find_role(SECRET_KEY, event, tokens["host"]) is None
    assert room_links.find_role(SECRET_KEY, event, hashes["host"]) is None
