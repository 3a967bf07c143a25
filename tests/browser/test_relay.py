"""Media through TURN alone, with credentials that the server makes for one person and a short time."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from footlights.media.turn import turn_config
from tests.browser.conftest import MEDIA_IP
from tests.browser.guests import come
from tests.browser.house import House, running_house, wait_until
from tests.browser.links import host_link

SECRET = "a secret that only coturn and the server know"
RELAY_ONLY = """
const Direct = window.RTCPeerConnection
window.RTCPeerConnection = class extends Direct {
  constructor(config) {
    super({...config, iceTransportPolicy: 'relay'})
    window.peers = [...(window.peers ?? []), this]
  }
}
"""
# The kinds of the page's own ends of the paths that carry its media.
READ_PATHS = """async () => {
  const kinds = new Set()
  for (const peer of window.peers.filter((one) => one.connectionState === 'connected')) {
    const report = await peer.getStats()
    for (const one of report.values()) {
      if (one.type === 'candidate-pair' && one.nominated) kinds.add(report.get(one.localCandidateId).candidateType)
    }
  }
  return [...kinds]
}"""


@pytest.fixture
def turn_port(tmp_path: Path) -> Iterator[int]:
    """A private coturn, as the operating guide configures it."""
    port = 3478
    config = tmp_path / "turnserver.conf"
    config.write_text(
        turn_config(secret=SECRET, realm="footlights.test", listening_ip=MEDIA_IP, media_ip=MEDIA_IP, data_dir=tmp_path)
    )
    process = subprocess.Popen(["turnserver", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: _listens(port), what="coturn listening")
    yield port
    process.terminate()
    process.wait(10)


def _listens(port: int) -> bool:
    sockets = subprocess.run(["ss", "-lun"], capture_output=True, text=True, check=True).stdout
    return f"{MEDIA_IP}:{port}" in sockets


@pytest.fixture
def relayed_house(tmp_path_factory: pytest.TempPathFactory, turn_port: int) -> Iterator[House]:
    data = tmp_path_factory.mktemp("data")
    data.chmod(0o755)
    settings = {"MEDIA_IP": MEDIA_IP, "TURN_URL": f"turn:{MEDIA_IP}:{turn_port}", "TURN_SECRET": SECRET}
    with running_house(data, **settings) as house:
        yield house


def test_host_and_attendee_through_the_relay_alone(browser: Browser, relayed_house: House) -> None:
    show = relayed_house.make_session()
    link = show.register("Noor")
    host = come(browser, host_link(show), init_script=RELAY_ONLY)
    host.enter_green_room()
    host.start()

    noor = come(browser, link, init_script=RELAY_ONLY)

    noor.watches()
    picture = noor.sees_picture_of(relayed_house.owner["user_id"])
    noor.hears()
    tracks = noor.stats()["tracks"]

    assert (picture["width"] > 0, picture["height"] > 0) == (True, True)
    assert sorted(track["kind"] for track in tracks) == ["audio", "video"]
    assert [guest.page.evaluate(READ_PATHS) for guest in (host, noor)] == [["relay"], ["relay"]]
    host.leave()
    noor.leave()
