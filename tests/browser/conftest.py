"""Browser tests run in the private network namespace of scripts/netns: Janus never uses loopback for media."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.house import House, running_house

MEDIA_IP = "10.77.0.1"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
FAKE_DEVICES = ("--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream")


def has_namespace() -> bool:
    addresses = subprocess.run(["ip", "-4", "-brief", "address"], capture_output=True, text=True, check=False).stdout
    return MEDIA_IP in addresses


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.namespace)
            item.add_marker(pytest.mark.timeout(240))
            if not has_namespace():
                item.add_marker(pytest.mark.skip(reason="runs inside scripts/netns"))


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of speech-like sound: Chromium's own beeps do not count as speaking."""
    file = tmp_path_factory.mktemp("sound") / "speech.wav"
    noise = "anoisesrc=color=pink:amplitude=0.6:duration=60:sample_rate=48000"
    command = ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", noise, "-ac", "1", str(file)]
    subprocess.run(command, check=True, timeout=60)
    return file


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright, speech: Path) -> Iterator[Browser]:
    """Chromium with a fake camera and a microphone that hears speech."""
    launched = playwright.chromium.launch(
        executable_path="/usr/bin/chromium",
        args=[
            *QUIET,
            *FAKE_DEVICES,
            f"--use-file-for-fake-audio-capture={speech}",
            "--autoplay-policy=no-user-gesture-required",
        ],
    )
    yield launched
    launched.close()


@pytest.fixture(autouse=True, scope="module")
def _close_pages_of_the_file(browser: Browser) -> Iterator[None]:
    yield
    for context in list(browser.contexts):
        context.close()


@pytest.fixture(autouse=True)
def _close_pages_of_the_test(browser: Browser) -> Iterator[None]:
    """Pages that nobody closes go on drawing pictures and take the time of the tests that follow."""
    kept = list(browser.contexts)
    yield
    for context in list(browser.contexts):
        if context not in kept:
            context.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server for the tests of one file."""
    data = tmp_path_factory.mktemp("data")
    data.chmod(0o755)  # Janus runs as nobody below it
    with running_house(data, MEDIA_IP=MEDIA_IP) as house:
        yield house
