"""The reference for reading: a handler of a few lines, one hand-written statement, the same bytes by msgspec.

Called by bench_api: bare_api_server.py PORT FOLDER DATABASE DOCUMENTS. It answers `/people` and `/events` with
documents of the same size and shape as the API's: what the statement does not give is taken from the recorded ones, so
that the encoder has the same work. No access check, no filters, no counting.
"""

import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import uvloop

from room_server import serve

PEOPLE = """
    SELECT p.id, p.role, p.created_at, p.updated_at, p.time_zone, p.first_name, p.last_name, p.email, p.avatar_url,
           r.id, r.event_id, r.session_id, r.created_at, r.updated_at, r.answers, r.referrer, r.utm_source,
           r.utm_medium, r.utm_term, r.utm_content, r.utm_campaign, r.registration_type, r.room_role,
           a.duration_s, a.rate, (SELECT count(*) FROM chat_messages c WHERE c.session_id = r.session_id
                                  AND c.person_id = r.person_id)
    FROM registrations r JOIN people p ON p.id = r.person_id
    LEFT JOIN attendances a ON a.session_id = r.session_id AND a.person_id = r.person_id
    WHERE r.session_id = ? ORDER BY r.created_at DESC, r.id DESC LIMIT ?
"""
EVENTS = """
    SELECT e.id, e.title, e.slug, e.description, e.status, e.created_at, e.updated_at, e.published_at, p.email,
           s.id, s.starts_at, s.time_zone, s.state, s.created_at, s.updated_at,
           (SELECT count(*) FROM registrations r WHERE r.session_id = s.id)
    FROM (SELECT * FROM events WHERE workspace_id = (SELECT id FROM workspaces) ORDER BY created_at DESC, id DESC
          LIMIT ?) e
    JOIN people p ON p.id = e.owner_id JOIN sessions s ON s.event_id = e.id
"""


async def main(port: int, database: str, documents: dict[str, Any]) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA query_only = 1")
    session = UUID(documents["session_id"]).hex
    answers: dict[str, Callable[[], dict[str, Any]]] = {
        "/people": lambda: people(connection, session, documents["people"]),
        "/events": lambda: events(connection, documents["events"]),
    }

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            body = msgspec.json.encode(answers[scope["path"]]())
            headers = [(b"content-type", b"application/vnd.api+json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    await serve(app, port, {})


def people(connection: sqlite3.Connection, session: str, like: dict[str, Any]) -> dict[str, Any]:
    rows = connection.execute(PEOPLE, (session, len(like["data"]))).fetchall()
    data = []
    for row, recorded in zip(rows, like["data"], strict=True):
        attributes = recorded["attributes"]
        detail = {**attributes["registrant_detail"], "registration_type": row[21], "utm_source": row[16]}
        data.append(
            {
                **recorded,
                "id": str(UUID(row[0])),
                "attributes": {
                    **attributes,
                    "role": row[1],
                    "first_name": row[5],
                    "last_name": row[6],
                    "email": row[7],
                    "registrant_detail": detail,
                    "messages_count": row[25],
                },
            }
        )
    return {"data": data, "meta": like["meta"]}


def events(connection: sqlite3.Connection, like: dict[str, Any]) -> dict[str, Any]:
    rows = connection.execute(EVENTS, (len(like["data"]),)).fetchall()
    titles, sessions = {row[0]: row[1] for row in rows}, {row[9]: row[15] for row in rows}
    data = [
        {**recorded, "attributes": {**recorded["attributes"], "title": title}}
        for recorded, title in zip(like["data"], titles.values(), strict=True)
    ]
    included = [
        {**recorded, "attributes": {**recorded["attributes"], "registrants_count": count}}
        for recorded, count in zip(like["included"], sessions.values(), strict=True)
    ]
    return {"data": data, "meta": like["meta"], "included": included}


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[3], json.loads(Path(sys.argv[4]).read_text())))
