"""A host plays a film, and two attendees are where the host is: after play, pause, a jump, and for who comes late."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import violations
from tests.browser.guests import PHONE, Guest, come
from tests.browser.house import House, Show, wait_until
from tests.browser.links import host_link

Room = tuple[Show, Guest, Guest, Guest]
LENGTH_S = 30
APART_S = 1.0
READ = """() => {
  const film = document.querySelector('[data-testid=film-picture]')
  return film && {place: film.currentTime, at: Date.now() / 1000, paused: film.paused, width: film.videoWidth,
                  seeking: film.seeking, ready: film.readyState, muted: film.muted}
}"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "house tour.webm"
    picture = f"testsrc=size=320x180:rate=15:duration={LENGTH_S}"
    sound = f"sine=frequency=440:duration={LENGTH_S}"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    coding = ["-c:v", "libvpx", "-deadline", "realtime", "-b:v", "200k", "-g", "30", "-c:a", "libopus"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *inputs, *coding, str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def room(browser: Browser, house: House) -> Room:
    show = house.make_session(title="A house tour", minutes=3)
    noor_link, davide_link = show.register("Noor"), show.register("Davide")
    host = come(browser, host_link(show))
    host.enter_green_room()
    noor = come(browser, noor_link)
    davide = come(browser, davide_link, viewport=PHONE, has_touch=True, is_mobile=True)
    host.start()
    for guest in (noor, davide):
        guest.sees("stage")
    return show, host, noor, davide


def read(guest: Guest) -> dict[str, Any]:
    return dict(guest.page.evaluate(READ) or {})


def started(seen: dict[str, Any]) -> float:
    """When the film would have begun, had it always played: the same for everyone who is in step."""
    return float(seen["at"] - seen["place"])


def play_in_step(guests: list[Guest]) -> bool:
    seen = [read(guest) for guest in guests]
    if any(not one or one["paused"] or one["seeking"] or one["width"] != 320 for one in seen):
        return False
    begins = [started(one) for one in seen]
    return max(begins) - min(begins) < APART_S


def stand_at(guests: list[Guest], place: float, within: float) -> bool:
    seen = [read(guest) for guest in guests]
    return all(one and one["paused"] and abs(one["place"] - place) < within for one in seen)


def go_to(guest: Guest, seconds: float) -> None:
    guest.part("film-bar").evaluate(
        """(bar, value) => {
          bar.value = value
          bar.dispatchEvent(new Event('input', {bubbles: true}))
          bar.dispatchEvent(new Event('change', {bubbles: true}))
        }""",
        str(seconds * 1000),
    )


def test_everyone_is_at_the_same_place(room: Room, film: Path, browser: Browser) -> None:
    show, host, noor, davide = room
    everyone = [host, noor, davide]
    host.sees("tab-files").click()
    host.part("upload-films").set_input_files(film)
    host.sees("film-show").click()
    for guest in everyone:
        guest.sees("film-picture")
    wait_until(lambda: stand_at(everyone, 0, 0.1), what="the film stands at its beginning")

    host.sees("film-play").click()
    wait_until(lambda: play_in_step(everyone), what="all three play in step")
    host.page.wait_for_timeout(2_000)
    assert play_in_step(everyone)

    host.part("film-play").click()
    wait_until(lambda: all(read(guest)["paused"] for guest in everyone), what="all three stand")
    host.page.wait_for_timeout(1_000)
    assert stand_at(everyone, read(host)["place"], 0.1)

    go_to(host, 12)
    wait_until(lambda: stand_at(everyone, 12, 0.1), what="all three stand at 12 s")
    host.part("film-play").click()
    wait_until(lambda: play_in_step(everyone), what="all three play on in step")
    assert read(noor)["place"] >= 12

    go_to(host, 5)
    wait_until(lambda: read(davide)["place"] < 11 and play_in_step(everyone), what="a jump while it plays")

    late = come(browser, show.register("Late"))
    late.sees("film-picture")
    wait_until(lambda: play_in_step([host, late]), what="who comes late is in step")
    late.leave()


def test_only_the_team_has_the_keys_and_they_work_without_a_mouse(room: Room) -> None:
    _, host, noor, davide = room
    everyone = [host, noor, davide]
    assert noor.part("film-play").count() == noor.part("film-bar").count() == noor.part("film-off").count() == 0
    if not read(host)["paused"]:
        host.part("film-play").focus()
        host.page.keyboard.press("Enter")
    wait_until(lambda: all(read(guest)["paused"] for guest in everyone), what="a key holds the film")

    host.part("film-bar").focus()
    host.page.keyboard.press("Home")
    wait_until(lambda: stand_at(everyone, 0, 0.1), what="a key takes everyone to the beginning")
    found = {name: violations(guest.page) for name, guest in (("host", host), ("attendee", noor), ("phone", davide))}
    assert found == {"host": [], "attendee": [], "phone": []}


def test_sound_that_is_refused_comes_after_a_tap(room: Room, browser: Browser) -> None:
    show, host, _, _ = room
    refuse = """
      const play = HTMLMediaElement.prototype.play
      HTMLMediaElement.prototype.play = function () {
        const refused = this.dataset.testid === 'film-picture' && !this.muted && !window.tapped
        return refused ? Promise.reject(new DOMException('not yet', 'NotAllowedError')) : play.call(this)
      }
      addEventListener('click', () => { window.tapped = true }, true)
    """
    careful = come(browser, show.register("Careful"), init_script=refuse)
    careful.sees("film-picture")
    host.part("film-play").click()

    careful.sees("film-hear")
    wait_until(lambda: play_in_step([host, careful]) and read(careful)["muted"], what="it plays without sound")
    careful.part("film-hear").click()
    careful.misses("film-hear")
    wait_until(lambda: play_in_step([host, careful]) and not read(careful)["muted"], what="it sounds")
    seen = read(careful)

    assert (seen["muted"], seen["paused"]) == (False, False)
    assert careful.part("film-hear").count() == 0
    careful.leave()


def test_a_film_that_is_taken_off_is_gone(room: Room) -> None:
    _, host, noor, davide = room
    host.part("film-off").click()

    for guest in (host, noor, davide):
        guest.misses("film")
    assert [read(guest) for guest in (host, noor, davide)] == [{}, {}, {}]

    host.page.get_by_role("button", name="Remove “house tour.webm”").click()
    host.misses("film-row")
    assert host.part("film-row").count() == 0
