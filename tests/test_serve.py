"""The server as an operator meets it: starting, refusing to start, ending."""

import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from tests.browser.house import FOOTLIGHTS, House, free_port, wait_until

DIST = Path(__file__).parents[1] / "web" / "dist" / "manifest.json"
pytestmark = pytest.mark.skipif(not DIST.exists(), reason="needs the built web part (make setup)")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    data = tmp_path / "data"
    house = House(data, free_port(), {"MEDIA": "off"})
    house.init()
    yield house
    house.stop()


def refusal(house: House, **variables: str) -> tuple[int, str]:
    """Exit code and words of a server that does not start."""
    done = subprocess.run(
        [FOOTLIGHTS, "serve", "--data", str(house.data), "--port", str(house.port)],
        env=house.environment | variables,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stderr.strip()


def test_server_is_up_ready_and_measured(house: House) -> None:
    house.start()

    healthy = httpx.get(f"{house.url}/healthz")
    ready = httpx.get(f"{house.url}/readyz")
    metrics = httpx.get(f"{house.url}/metrics").text

    assert (healthy.status_code, ready.status_code) == (200, 200)
    assert ready.json()["parts"]["database"] == "ok"
    assert 'footlights_http_requests_total{method="GET",route="/healthz",status="200"} 1.0' in metrics
    assert "footlights_room_connections 0.0" in metrics


def test_server_ends_within_ten_seconds_and_tells_its_rooms(house: House) -> None:
    house.start()
    show = house.make_session()
    link = show.register("Noor")
    page = httpx.get(link, follow_redirects=True).text
    seat = page.split("&#34;seat&#34;:&#34;")[1].split("&#34;")[0]
    with connect(f"ws://127.0.0.1:{house.port}/live/{show.session_id}") as room:
        room.send(f'{{"t": "hello", "seat": "{seat}", "tab": "8b0e0000-0000-4000-8000-000000000001"}}')
        assert '"t":"welcome"' in room.recv(timeout=5)
        assert house.process is not None

        began = time.monotonic()
        house.process.send_signal(signal.SIGTERM)
        frames = [room.recv(timeout=10)]
        while '"bye"' not in frames[-1]:
            frames.append(room.recv(timeout=10))
        code = house.process.wait(10)

    assert '"code":"restarting"' in frames[-1]
    assert code == 0
    assert time.monotonic() - began < 10


def test_logs_hold_no_personal_data_but_an_id_for_each_request(house: House) -> None:
    house.start()
    link = house.make_session().register("Noor")
    answer = httpx.get(link)
    house.stop()

    log = (house.data / "server.log").read_text()
    assert answer.headers["x-request-id"] in log
    assert not any(word in log.lower() for word in ("noor", "example.com", link.partition("key=")[2][:22]))


def test_second_server_on_the_same_data_is_refused(house: House) -> None:
    house.start()
    second = House(house.data, free_port(), house.settings)

    code, words = refusal(second)

    assert code == 1
    assert words.startswith("footlights: Another server (process ")
    assert httpx.get(f"{house.url}/readyz").status_code == 200


def test_taken_port_is_one_clear_line(house: House) -> None:
    with socket.create_server(("127.0.0.1", house.port)):
        code, words = refusal(house)

    assert (code, words.count("\n")) == (1, 0)
    assert f"127.0.0.1:{house.port} cannot be used" in words


def test_missing_janus_is_one_clear_line(house: House, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    shutil.copy(shutil.which("setpriv") or "", tmp_path / "bin")

    code, words = refusal(house, FOOTLIGHTS_MEDIA="janus", PATH=str(tmp_path / "bin"))

    assert code == 1
    assert "Janus is not installed" in words.splitlines()[-1]


def test_database_of_a_newer_version_is_one_clear_line(house: House) -> None:
    with sqlite3.connect(house.data / "footlights.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '2999_01_01_0000'")

    code, words = refusal(house)

    assert code == 1
    assert "newer version" in words


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"COLOUR": "red"}, "unknown field `colour`"),
        ({"PAGE_BASE": "3"}, "PAGE_BASE is 0 or 1"),
        ({"MEDIA_PORT_RANGE": "all"}, "MEDIA_PORT_RANGE"),
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL looks like"),
        ({"SECRET_KEY": "short"}, "32 characters"),
    ],
)
def test_setting_that_cannot_be_used_is_one_clear_line(house: House, settings: dict[str, str], words: str) -> None:
    code, said = refusal(house, **{f"FOOTLIGHTS_{name}": value for name, value in settings.items()})

    assert code == 1
    assert words in said.splitlines()[-1]


def test_data_directory_that_cannot_be_written_is_one_clear_line(house: House) -> None:
    file = house.data / "a-file"
    file.write_text("")

    code, words = refusal(House(file, house.port, house.settings))

    assert code == 1
    assert "cannot be used" in words


def test_killed_server_starts_again_at_once(house: House) -> None:
    house.start()
    house.kill()

    house.start()

    wait_until(lambda: httpx.get(f"{house.url}/readyz").status_code == 200, what="ready again")
    assert (house.data / "secret.key").exists()
