"""A real server on a free port with a workspace of its own, and what tests do to it."""

import atexit
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

FOOTLIGHTS = str(Path(sys.executable).parent / "footlights")
START_S = 60
STOP_S = 15


def wait_until(
    check: Callable[[], object],
    *,
    what: str,
    seconds: float = 60,
    pause_s: float = 0.1,
    seen: Callable[[], object] = lambda: "",
) -> Any:
    """Call `check` until it answers something true; fails with `what` and what is `seen` when that takes too long."""
    until = time.monotonic() + seconds
    while True:
        answer = check()
        if answer:
            return answer
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s: {what} {seen()}".rstrip())
        time.sleep(pause_s)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """`footlights serve` as an operator runs it. `api` speaks REST with a token for everything."""

    data: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("FOOTLIGHTS_")}
        return clean | {f"FOOTLIGHTS_{key}": value for key, value in self.settings.items()}

    def run(self, *arguments: str) -> str:
        """Run a command of the product and return what it prints."""
        done = subprocess.run(
            [FOOTLIGHTS, *arguments], env=self.environment, capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout

    def init(self) -> None:
        """A workspace in an empty data directory: made by the product once in a process, then copied."""
        made, self.owner = _initialised()
        shutil.copytree(made, self.data, dirs_exist_ok=True)

    def start(self) -> None:
        log = (self.data / "server.log").open("ab")
        self.process = subprocess.Popen(
            [FOOTLIGHTS, "serve", "--data", str(self.data), "--port", str(self.port)],
            env=self.environment,
            stdout=log,
            stderr=log,
        )
        wait_until(self._is_ready, what=f"server ready (see {log.name})", seconds=START_S)

    def _is_ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError((self.data / "server.log").read_text()[-2000:])
        with contextlib.suppress(OSError, http.client.HTTPException, httpx.HTTPError):
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200
        return False

    def stop(self) -> None:
        """End as an operator does; a server that does not end in time is killed, and that is a failure."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(STOP_S)

    def janus_pid(self) -> int:
        """The process id of the media server below this server."""
        assert self.process is not None
        return wait_until(lambda: _find_below(self.process.pid, "janus"), what="a Janus below the server")

    # --- through the public API

    def call(self, method: str, path: str, attributes: dict[str, Any] | None = None, kind: str = "events") -> Any:
        body = {"data": {"type": kind, "attributes": attributes}} if attributes is not None else None
        answer = httpx.request(
            method, f"{self.url}/v1{path}", json=body, headers={"authorization": self.owner["token"]}, timeout=20
        )
        assert answer.status_code < 300, answer.text
        return answer.json()["data"] if answer.content else None

    def make_session(self, *, title: str = "Heat pumps in old houses", minutes: int = 5, **event: object) -> "Show":
        """A published event with a session that starts in `minutes`."""
        made = self.call("POST", "/events", {"title": title, "status": "published", **event})
        starts_at = datetime.now(UTC) + timedelta(minutes=minutes)
        session = self.call(
            "POST",
            f"/events/{made['id']}/sessions",
            {"estimated_started_at": starts_at.isoformat(), "timezone": "Europe/Amsterdam"},
            kind="sessions",
        )
        return Show(self, made["id"], session["id"])


@dataclass(frozen=True)
class Show:
    """One session, and the links into it."""

    house: House
    event_id: str
    session_id: str

    def register(self, first_name: str, last_name: str = "Guest") -> str:
        """Register someone through the API; returns the personal link."""
        fields = [
            {"id": "email", "value": f"{first_name.lower()}.{last_name.lower()}@example.com"},
            {"id": "first_name", "value": first_name},
            {"id": "last_name", "value": last_name},
        ]
        made = self.house.call("POST", f"/sessions/{self.session_id}/people", {"fields": fields}, kind="people")
        return str(made["attributes"]["registrant_detail"]["connection_link"])

    def people(self) -> dict[str, dict[str, Any]]:
        """The API's view of everyone, by first name (the owner has none and is under its address)."""
        rows = self.house.call("GET", f"/sessions/{self.session_id}/people?page[size]=100")
        return {row["attributes"]["first_name"] or row["attributes"]["email"]: row["attributes"] for row in rows}


def _find_below(parent: int, name: str) -> int | None:
    """A process with this name among the descendants of `parent`."""
    children: dict[int, list[tuple[int, str]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            text = stat.read_text()
            command, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
            if rest[0] != "Z":
                children.setdefault(int(rest[1]), []).append((int(stat.parent.name), command))
    waiting = [parent]
    while waiting:
        for pid, command in children.get(waiting.pop(), []):
            if command == name:
                return pid
            waiting.append(pid)
    return None


@cache
def _initialised() -> tuple[Path, dict[str, str]]:
    """A data directory after `footlights init`, and what that printed."""
    data = Path(tempfile.mkdtemp(prefix="footlights-house-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    made = House(data, 0).run(
        "init", "--data", str(data), "--workspace", "Hearth & Grid", "--email", "ines@example.org", "--json"
    )
    return data, json.loads(made)


@contextlib.contextmanager
def running_house(data: Path, **settings: str) -> Iterator[House]:
    house = House(data, free_port(), {"FORM_MIN_SECONDS": "0", **settings})
    house.init()
    house.start()
    try:
        yield house
    finally:
        house.stop()
