"""What examples that receive webhooks need: checked signatures, and each delivery once."""

import base64
import hashlib
import hmac
import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

Resource = dict[str, Any]  # Any: JSON
Handle = Callable[[str, Resource], None]
MOST_BYTES = 1024 * 1024
TOLERANCE_S = 300


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> bool:
    """Is this request signed with the webhook's secret, and not old? `headers` have lower-case names."""
    timestamp, message_id = headers.get("webhook-timestamp", ""), headers.get("webhook-id", "")
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > TOLERANCE_S:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, given) for given in headers.get("webhook-signature", "").split())


class Seen:
    """The ids of deliveries that were handled, in a file: a delivery may come twice, but counts once."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY)")
        self._lock = Lock()

    def once(self, message_id: str, handle: Callable[[], None]) -> None:
        """Call `handle` unless that was done for this id; if it fails, it was not done."""
        with self._lock, self._db:
            if self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (message_id,)).rowcount:
                handle()


def receive(secret: str, seen: Seen, handle: Handle, *, port: int) -> None:
    """Listen on the loopback interface and hand over each event once, with its name and resource."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(min(length, MOST_BYTES))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if not is_genuine(secret, headers, body, now=time.time()):
                self._answer(401)
                return
            data = json.loads(body)["data"]
            seen.once(headers["webhook-id"], lambda: handle(data["meta"]["webhook"]["event"], data))
            self._answer(204)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Personal data stays out of logs."""

    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        print(f"Listening on http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()
