"""A server that is killed after a delivery was sent and before that was written down."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser.house import House, free_port, wait_until
from tests.examples.conftest import DIST

pytestmark = pytest.mark.skipif(not DIST.exists(), reason="needs the built web part (make setup)")


@dataclass
class Deadly:
    """Kills the server before it answers the first delivery; answers all others."""

    house: House
    ids: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def take(self, id: str, body: bytes) -> None:
        self.ids.append(id)
        self.facts.append(json.loads(body)["data"]["id"])
        if len(self.ids) == 1:
            self.house.kill()


@contextmanager
def receiving(deadly: Deadly, port: int) -> Iterator[None]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            deadly.take(self.headers["webhook-id"], self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    server.server_close()


def test_delivery_comes_again_with_its_id_and_is_recorded_once(tmp_path: Path) -> None:
    house = House(
        tmp_path / "data", free_port(), {"MEDIA": "off", "WEBHOOK_ALLOW": "127.0.0.1", "WEBHOOK_HTTP": "true"}
    )
    house.init()
    house.start()
    port = free_port()
    deadly = Deadly(house)
    with receiving(deadly, port):
        attributes = {"url": f"http://127.0.0.1:{port}/", "event": "people.registered"}
        hook = house.call("POST", "/webhooks", attributes, kind="webhooks")
        show = house.make_session()
        show.register("Ada")
        wait_until(lambda: deadly.ids and house.process and house.process.poll() is not None, what="the end")
        house.start()
        wait_until(lambda: len(deadly.ids) == 2, what="the delivery again")
        show.register("Bo")
        wait_until(lambda: len(deadly.ids) == 3, what="the next delivery")
        path = f"/webhooks/{hook['id']}/deliveries"
        wait_until(
            lambda: {row["attributes"]["state"] for row in house.call("GET", path)} == {"delivered"}, what="the ledger"
        )
        ledger = house.call("GET", path)
    house.stop()

    assert deadly.ids[0] == deadly.ids[1] != deadly.ids[2]
    assert [row["attributes"]["message_id"] for row in ledger] == deadly.ids[1:]
    assert [row["attributes"]["attempts"] for row in ledger] == [1, 1]
