"""What each page receives: as large as it is shown, nothing for hidden tabs; devices that change; captions."""

from playwright.sync_api import Browser

from tests.browser.guests import Guest, come
from tests.browser.house import House, Show, wait_until
from tests.browser.links import host_link

# Chromium under test shows every page; this says otherwise, and tells the page as a browser would.
HIDE = """(isHidden) => {
  const state = isHidden ? 'hidden' : 'visible'
  Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => state})
  document.dispatchEvent(new Event('visibilitychange'))
}"""
KEEP_TRACKS = """{
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  window.opened = []
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await real(wish)
    window.opened.push({wish, tracks: stream.getTracks()})
    return stream
  }
}"""
UNPLUG = """(kind) => {
  const track = window.opened.flatMap((one) => one.tracks).findLast((one) => one.kind === kind)
  track.stop()
  track.dispatchEvent(new Event('ended'))
}"""
QUIET_S = 3


def live(browser: Browser, house: House) -> tuple[Show, Guest, Guest, Guest]:
    """A host on stage, and two who watch."""
    show = house.make_session()
    links = [show.register(name) for name in ("Noor", "Pim")]
    host = come(browser, host_link(show), init_script=KEEP_TRACKS)
    noor, pim = (come(browser, link) for link in links)
    host.enter_green_room()
    host.start()
    for guest in (noor, pim):
        guest.watches()
    return show, host, noor, pim


def received(guest: Guest, kind: str) -> int:
    return sum(int(track["bytesReceived"]) for track in guest.stats()["tracks"] if track["kind"] == kind)


def gets_no_video(guest: Guest) -> None:
    """Wait until no picture comes in any more while sound does, and stays so."""

    def look() -> bool:
        video, audio = received(guest, "video"), received(guest, "audio")
        guest.page.wait_for_timeout(QUIET_S * 1000)
        return received(guest, "video") - video < 2_000 and received(guest, "audio") > audio

    wait_until(look, what="sound without pictures")


def height(guest: Guest) -> int:
    return max((int(track["frameHeight"] or 0) for track in guest.stats()["tracks"]), default=0)


def asked(guest: Guest) -> int:
    """The layer asked for of the only picture."""
    (wish,) = guest.stats()["asked"].values()
    return int(wish["substream"]) if wish["send"] else -1


def test_hidden_tab_and_sound_only_receive_no_pictures(browser: Browser, house: House) -> None:
    _, host, noor, pim = live(browser, house)

    noor.page.evaluate(HIDE, True)
    gets_no_video(noor)
    pim.watches(what="pictures for the tab in front")
    noor.page.evaluate(HIDE, False)
    noor.watches(what="pictures once the tab is in front again")

    pim.sees("settings").click()
    pim.sees("audio-only").check()
    gets_no_video(pim)
    assert pim.page.locator("[data-testid=tile] video").count() == 0
    pim.part("audio-only").uncheck()
    pim.watches(what="pictures after sound only")

    for guest in (host, noor, pim):
        guest.leave()


def test_pictures_come_as_large_as_they_are_shown(browser: Browser, house: House) -> None:
    _, host, noor, pim = live(browser, house)

    def seen() -> tuple[object, ...]:
        return noor.stats(), pim.stats(), host.stats()["sent"]

    wait_until(lambda: height(noor) >= 540, what="a large picture on a large stage", seen=seen)
    pim.page.set_viewport_size({"width": 360, "height": 640})
    wait_until(lambda: 0 < height(pim) <= 240 and asked(pim) == 0, what="a small picture on a small stage", seen=seen)
    small = height(pim)
    pim.page.set_viewport_size({"width": 1440, "height": 900})
    wait_until(lambda: asked(pim) >= 1 and height(pim) > 240, what="a larger picture again", seconds=90, seen=seen)

    assert 0 < small <= 240 < height(pim)
    for guest in (host, noor, pim):
        guest.leave()


def test_microphone_and_camera_that_go_away_are_replaced_while_live(browser: Browser, house: House) -> None:
    _, host, noor, pim = live(browser, house)

    host.page.evaluate(UNPLUG, "audio")
    host.sees("device-notice")
    noor.hears()
    pim.hears()
    host.page.evaluate(UNPLUG, "video")
    noor.watches(what="pictures of the other camera", more=30)
    assert host.part("mic").get_attribute("aria-pressed") == "true"

    host.sees("settings").click()
    host.sees("sound-noiseSuppression").uncheck()
    wish = wait_until(
        lambda: host.page.evaluate("window.opened.slice(3).map(({wish}) => wish.audio).find(Boolean)"),
        what="the microphone opened anew",
    )
    assert (wish["noiseSuppression"], wish["echoCancellation"]) == (False, True)
    noor.hears()

    for guest in (host, noor, pim):
        guest.leave()


def test_captions_reach_who_turned_them_on(browser: Browser, house: House) -> None:
    _, host, noor, pim = live(browser, house)

    host.sees("settings").click()
    host.sees("captioner").select_option(index=1)
    host.page.keyboard.press("Escape")
    writer = host.sees("caption-input")
    noor.sees("captions-key").click()
    noor.sees("captions")
    writer.press_sequentially("Good evening every", delay=20)
    wait_until(lambda: "Good evening" in noor.sees("captions").inner_text(), what="a line that is still typed")
    writer.press_sequentially("one.")
    writer.press("Enter")
    wait_until(lambda: "Good evening everyone." in noor.sees("captions").inner_text(), what="the whole line")
    assert noor.part("caption-line").count() == 1
    assert noor.part("captions-key").get_attribute("aria-pressed") == "true"
    assert pim.part("captions").count() == 0

    for guest in (host, noor, pim):
        guest.leave()


def told(guest: Guest) -> str | None:
    return guest.part("backdrop-state").get_attribute("data-state")


def test_background_is_changed_and_the_plain_camera_goes_on_where_it_cannot(browser: Browser, house: House) -> None:
    _, host, noor, pim = live(browser, house)

    host.sees("settings").click()
    host.sees("backdrop").select_option("curtain")
    wait_until(lambda: host.part("backdrop-state").get_attribute("data-state") in {"on", "failed"}, what="a background")
    assert host.part("backdrop-state").get_attribute("data-state") == "on"
    noor.watches(what="pictures with another background", more=5)
    host.part("backdrop").select_option("none")
    noor.watches(what="plain pictures again")

    host.page.route("**/backdrop/*", lambda route: route.abort())
    host.page.reload()
    host.sees("settings").click()
    host.sees("backdrop").select_option("blur")
    host.page.locator("[data-testid=backdrop-state][data-state=failed]").wait_for()
    assert "plain picture" in host.part("backdrop-state").inner_text()
    noor.watches(what="plain pictures where backgrounds fail")

    for guest in (host, noor, pim):
        guest.leave()
