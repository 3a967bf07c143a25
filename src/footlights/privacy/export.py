"""Everything that is known of one person, as a ZIP with one JSON file, and their picture and kept mails beside it."""

import io
import zipfile
from typing import Any

import msgspec
from sqlalchemy import LargeBinary, Table, select

from footlights.email.models import Mail
from footlights.events.forms import list_wordings
from footlights.kit.database import Base, Db
from footlights.registration.models import Registration
from footlights.workspace.models import Account, Person, Picture
from footlights.workspace.pictures import SUFFIX

SECRET = {"password_hash", "token_hash", "key_version"}
"""Columns that prove something and tell the person nothing."""


async def export_person(db: Db, person: Person) -> bytes:
    """A ZIP: `person.json` with every row that refers to them, by table, and the consent wordings they answered."""
    data: dict[str, Any] = {"people": [_row(Person.__table__, person.__dict__)]}  # type: ignore[arg-type]
    for table in Base.metadata.sorted_tables:
        rows = await _rows_about(db, table, person)
        if rows:
            data[table.name] = rows
    account = await db.get(Account, person.id)
    if account is not None:
        data["accounts"] = [_row(Account.__table__, account.__dict__)]  # type: ignore[arg-type]
    data["consent_wordings"] = await _wordings(db, person)
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", msgspec.json.format(msgspec.json.encode(data), indent=2))
        for picture in await db.scalars(select(Picture).where(Picture.person_id == person.id)):
            archive.writestr(f"picture.{SUFFIX[picture.media_type]}", picture.content)
        for mail in await db.scalars(select(Mail).where(Mail.person_id == person.id, Mail.message.is_not(None))):
            archive.writestr(f"mails/{mail.id}.eml", mail.message or b"")
    return body.getvalue()


async def _rows_about(db: Db, table: Table, person: Person) -> list[dict[str, Any]]:
    """Rows of a table that refer to the person by `person_id` (what others did to them is not theirs)."""
    column = table.columns.get("person_id")
    if column is None or not any(key.column.table.name == "people" for key in column.foreign_keys):
        return []
    rows = await db.execute(select(table).where(column == person.id))
    return [_row(table, dict(row)) for row in rows.mappings()]


def _row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {
        column.name: values.get(column.name)
        for column in table.columns
        if column.name not in SECRET and not isinstance(column.type, LargeBinary)
    }


async def _wordings(db: Db, person: Person) -> list[dict[str, Any]]:
    found = []
    rows = await db.execute(
        select(Registration.event_id, Registration.consents).where(Registration.person_id == person.id)
    )
    for event_id, consents in rows.all():
        texts = await list_wordings(db, event_id)
        for slug, consent in consents.items():
            text = texts.get((slug, consent.get("version", 1)))
            found.append({"event_id": event_id, "field": slug, **consent, "text": text})
    return found
