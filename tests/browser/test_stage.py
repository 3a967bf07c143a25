"""The stage and the door with real cameras: a host and two of the audience."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import violations
from tests.browser.guests import Guest, come
from tests.browser.house import House, Show, wait_until
from tests.browser.links import host_link

# A screen to share that no window server is needed for: a drawing that changes, and a tone.
SCREEN = """navigator.mediaDevices.getDisplayMedia = async () => {
  const canvas = document.createElement('canvas')
  canvas.width = 1280; canvas.height = 720
  const context = canvas.getContext('2d')
  let step = 0
  setInterval(() => {
    step += 1
    context.fillStyle = '#fff'; context.fillRect(0, 0, 1280, 720)
    context.fillStyle = '#135'; context.fillRect((step * 16) % 1280, 100, 400, 500)
  }, 66)
  const audio = new AudioContext()
  const tone = audio.createOscillator()
  const out = audio.createMediaStreamDestination()
  tone.connect(out); tone.start()
  return new MediaStream([...canvas.captureStream(15).getTracks(), ...out.stream.getTracks()])
}"""
READ_LARGE = "(kind) => document.querySelector(`.stage-large [data-feed$='.${kind}'] video`)?.videoWidth ?? 0"

# What a window of the large picture alone shows, once it shows something.
READ_SMALL = """() => {
  const small = window.documentPictureInPicture?.window?.document
  const video = small?.querySelector('video')
  if (!video?.videoWidth) return null
  return {name: small.querySelector('p').textContent, track: video.srcObject.getVideoTracks()[0].id}
}"""


@dataclass
class Evening:
    """A live session with its host and two of the audience."""

    show: Show
    host: Guest
    noor: Guest
    davide: Guest
    noor_link: str


@pytest.fixture
def evening(browser: Browser, house: House) -> Iterator[Evening]:
    show = house.make_session(title="Heat pumps in old houses")
    noor_link = show.register("Noor")
    host = come(browser, host_link(show), init_script=SCREEN)
    noor, davide = come(browser, noor_link), come(browser, show.register("Davide"))
    host.enter_green_room()
    noor.sees("lobby")
    davide.sees("lobby")
    host.start()
    for guest in (noor, davide):
        guest.sees("live-room")
    yield Evening(show, host, noor, davide, noor_link)
    for guest in (host, noor, davide):
        guest.leave()


def bring_up(evening: Evening) -> str:
    """Noor raises a hand, is invited, checks her devices and goes up; answers her id."""
    host, noor = evening.host, evening.noor
    noor.sees("hand-key").click()
    host.sees("hands-key").click()
    person = str(host.sees("hand").get_attribute("data-person"))
    host.sees("hand-invite").click()
    noor.sees("invitation")
    noor.sees("invitation-accept").click()
    noor.misses("invitation")
    return person


def pick(guest: Guest, person: str, act: str) -> None:
    """Choose an act in somebody's menu on the list of people."""
    row = guest.page.locator(f"[data-testid=person][data-person='{person}']")
    row.get_by_test_id("person-menu").click()
    row.get_by_test_id(act).click()


def large(guest: Guest) -> list[str | None]:
    """Whose tile is large on a guest's stage."""
    tiles = guest.page.locator(".stage-large [data-testid=tile]").all()
    return [tile.get_attribute("data-person") for tile in tiles]


def tile_is_silent(guest: Guest, person: str) -> bool:
    label = guest.page.locator(f"[data-testid=tile][data-person='{person}']").first.get_attribute("aria-label") or ""
    return "microphone off" in label


def test_from_a_raised_hand_to_the_stage_and_off_again(evening: Evening) -> None:
    host, noor, davide = evening.host, evening.noor, evening.davide

    person = bring_up(evening)
    davide.sees_picture_of(person)
    host.sees_picture_of(person)
    assert noor.stats()["is_sending"]

    pick(host, person, "mute-person")
    noor.sees("told")
    wait_until(lambda: tile_is_silent(davide, person), what="everyone sees the muted microphone")
    noor.sees("mic").click()
    wait_until(lambda: not tile_is_silent(davide, person), what="she unmutes herself")

    pick(host, person, "thank-off")
    noor.misses("leave-stage")
    tiles = davide.page.locator(f"[data-testid=tile][data-person='{person}']")
    wait_until(lambda: tiles.count() == 0, what="she is off the stage")
    wait_until(lambda: noor.stats()["publish"] is None, what="her camera is no longer sent")
    noor.sees("hand-key")


def test_a_shared_screen_stands_large_beside_the_camera(evening: Evening) -> None:
    host, noor, davide = evening.host, evening.noor, evening.davide

    host.sees("share").click()
    for guest in (noor, davide):
        wait_until(lambda guest=guest: guest.page.evaluate(READ_LARGE, "screen") >= 640, what="the screen, large")
        guest.watches()
    kinds = {track["feed"].rpartition(".")[2] for track in noor.stats()["tracks"]}
    sounds = [track["feed"] for track in noor.stats()["tracks"] if track["kind"] == "audio"]
    host.sees("share").click()
    wait_until(lambda: noor.page.evaluate(READ_LARGE, "screen") == 0, what="the screen is gone")

    assert kinds == {"camera", "screen"}
    assert len(sounds) == 2
    noor.watches()


def test_the_large_picture_goes_into_a_window_of_its_own_and_follows_the_stage(evening: Evening) -> None:
    host, noor = evening.host, evening.noor
    noor.watches()

    noor.sees("pip").click()
    camera = wait_until(lambda: noor.page.evaluate(READ_SMALL), what="the small window with a picture")
    pressed = noor.part("pip").get_attribute("aria-pressed")
    host.sees("share").click()
    wait_until(lambda: (noor.page.evaluate(READ_SMALL) or camera) != camera, what="the screen in the small window")
    noor.part("pip").click()
    wait_until(lambda: noor.page.evaluate(READ_SMALL) is None, what="the small window closed")

    assert (camera["name"], pressed) == ("ines", "true")
    assert noor.part("pip").get_attribute("aria-pressed") == "false"
    noor.watches()


def test_the_host_arranges_the_stage_for_everyone(evening: Evening) -> None:
    host, noor, davide = evening.host, evening.noor, evening.davide
    person = bring_up(evening)
    davide.sees_picture_of(person)

    host.sees("layout").click()
    host.sees("layout-all-grid").click()
    davide.page.locator(".stage .grid").wait_for()
    davide.misses("layout")
    tile = host.page.locator(f"[data-testid=tile][data-person='{person}']")
    tile.get_by_test_id("tile-menu").click()
    tile.get_by_test_id("spotlight").click()
    davide.page.locator(f".stage-large [data-person='{person}']").wait_for()
    owner = evening.show.house.owner["user_id"]
    own = davide.page.locator(f"[data-testid=tile][data-person='{owner}']")
    own.get_by_test_id("tile-menu").click()
    own.get_by_test_id("pin").click()

    davide.page.locator(f".stage-large [data-person='{owner}']").wait_for()
    noor.page.locator(f".stage-large [data-person='{person}']").wait_for()

    assert [large(guest) for guest in (davide, noor)] == [[owner], [person]]
    assert [guest.part("layout").count() for guest in (davide, noor)] == [0, 0]


def test_promoted_and_demoted_while_inside(evening: Evening) -> None:
    host, noor = evening.host, evening.noor
    host.sees("hands-key").click()
    people = evening.host.page.locator("[data-testid=person]", has_text="Noor")
    person = str(people.first.get_attribute("data-person"))

    pick(host, person, "make-moderator")
    noor.sees("tab-people")
    team = host.page.locator("section[aria-label=Team]")
    team.locator(f"[data-person='{person}']").wait_for()
    pick(host, person, "make-attendee")
    noor.misses("tab-people")

    assert noor.stats()["connection"] == "open"


def test_asked_out_banned_and_let_in_again(browser: Browser, evening: Evening) -> None:
    host, noor = evening.host, evening.noor
    host.sees("hands-key").click()
    person = str(host.page.locator("[data-testid=person]", has_text="Noor").first.get_attribute("data-person"))

    pick(host, person, "remove-person")
    host.sees("ask-out-confirm").click()
    noor.sees("problem")
    again = come(browser, evening.noor_link)
    again.sees("live-room")
    host.page.locator(f"[data-testid=person][data-person='{person}']").wait_for()
    pick(host, person, "ban-person")
    host.sees("ask-out-confirm").click()
    again.sees("problem")
    other = come(browser, evening.noor_link)
    other.sees("problem")
    host.sees("let-back").click()
    back = come(browser, evening.noor_link)
    back.sees("live-room")

    assert [guest.part("problem").is_visible() for guest in (noor, again, other, back)] == [True, True, True, False]
    assert [guest.part("live-room").count() for guest in (noor, again, other, back)] == [0, 0, 0, 1]
    for guest in (again, other, back):
        guest.leave()


def test_dialogs_lists_and_menus_are_accessible(browser: Browser, house: House) -> None:
    show = house.make_session()
    host = come(browser, host_link(show), bypass_csp=True)
    noor = come(browser, show.register("Noor"), bypass_csp=True)
    host.enter_green_room()
    host.sees("who-is-here")
    noor.sees("lobby")
    host.start()
    noor.sees("hand-key").click()
    host.sees("hands-key").click()
    host.sees("hand")
    found = {"hands": violations(host.page)}
    host.sees("hand-invite").click()
    noor.sees("invitation")
    found["invitation"] = violations(noor.page)
    assert noor.page.evaluate("document.activeElement.closest('dialog') !== null")
    noor.page.keyboard.press("Escape")
    noor.misses("invitation")
    host.sees("door-waiting").click()
    oba = come(browser, show.register("Oba"), bypass_csp=True)
    oba.sees("knocking")
    host.sees("knock")
    found |= {"waiting": violations(oba.page), "door": violations(host.page)}
    host.part("tile-menu").first.focus()
    host.page.keyboard.press("Enter")
    host.page.locator("[role=menu]:popover-open").wait_for()
    found["menu"] = violations(host.page)
    host.page.keyboard.press("ArrowDown")
    host.page.keyboard.press("Escape")
    is_back = host.page.evaluate("document.activeElement.dataset.testid")
    for guest in (host, noor, oba):
        guest.leave()

    assert is_back == "tile-menu"
    assert {name: list_ for name, list_ in found.items() if list_} == {}


def test_waiting_room_and_lock(browser: Browser, evening: Evening) -> None:
    host, show = evening.host, evening.show
    host.sees("hands-key").click()
    host.sees("door-waiting").click()
    wait_until(lambda: host.part("door-waiting").is_checked(), what="the switch follows the server")

    marit, oba = come(browser, show.register("Marit")), come(browser, show.register("Oba"))
    marit.sees("knocking")
    oba.sees("knocking")
    wait_until(lambda: host.part("knock").count() == 2, what="two knocks")
    host.page.locator("[data-testid=knock]", has_text="Marit").get_by_test_id("admit").click()
    marit.sees("live-room")
    host.page.locator("[data-testid=knock]", has_text="Oba").get_by_test_id("deny").click()
    oba.sees("problem")
    host.sees("door-waiting").click()
    host.sees("door-lock").click()
    wait_until(lambda: host.part("door-lock").is_checked(), what="the room is locked")
    late = come(browser, show.register("Late"))
    late.sees("problem")
    marit.page.reload()

    assert "locked" in late.page.inner_text("main")
    marit.sees("live-room")
    for guest in (marit, oba, late):
        guest.leave()
