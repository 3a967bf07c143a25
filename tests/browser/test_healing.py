"""What breaks during a live webinar, and heals by itself: no person twice, no line lost or doubled."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.guests import Guest, come
from tests.browser.house import House, Show, wait_until
from tests.browser.links import host_link

CUT_S = 30
"""The length of a network cut that a page must live through."""


@dataclass
class Live:
    """A live session with a host on camera and two people watching."""

    show: Show
    host: Guest
    noor: Guest
    davide: Guest

    def all_watch(self) -> None:
        self.noor.watches()
        self.davide.watches()

    def transcripts(self) -> list[list[str]]:
        """What the host, Noor and Davide read, oldest first."""
        return [[line.splitlines()[-1] for line in guest.lines()] for guest in (self.host, self.noor, self.davide)]

    def all_read_the_same(self, expected: int) -> None:
        def agree() -> bool:
            texts = self.transcripts()
            return len(texts[0]) == expected and texts[0] == texts[1] == texts[2]

        wait_until(agree, what="the same transcript everywhere")

    def connections(self) -> list[str]:
        return [guest.stats()["connection"] for guest in (self.host, self.noor, self.davide)]

    def nobody_twice(self) -> None:
        """Three people; one whose page vanished without a word is counted until the server misses 45 s of its pings."""
        shown = self.host.part("present-count")
        wait_until(lambda: "3" in shown.inner_text(), what="three people present", seconds=90)


@pytest.fixture
def live(browser: Browser, house: House) -> Iterator[Live]:
    show = house.make_session()
    links = [show.register("Noor"), show.register("Davide")]
    host = come(browser, host_link(show))
    host.enter_green_room()
    host.start()
    noor, davide = (come(browser, link) for link in links)
    live = Live(show, host, noor, davide)
    live.all_watch()
    yield live
    for guest in (host, noor, davide):
        guest.leave()


def test_reload_comes_back_once(live: Live) -> None:
    live.noor.write("before the reload")
    live.noor.reads("before the reload")

    live.noor.page.reload()
    live.host.page.reload()

    live.noor.sees("stage")
    live.all_watch()
    live.all_read_the_same(1)
    live.nobody_twice()
    assert live.transcripts() == [["before the reload"]] * 3
    assert live.connections() == ["open"] * 3


def test_network_cut_of_thirty_seconds(live: Live) -> None:
    live.host.write("before the cut")
    live.noor.reads("before the cut")

    live.noor.context.set_offline(True)
    live.noor.sees("connection-notice")
    live.noor.write("typed while away")
    live.host.write("said meanwhile")
    cut_ends = time.monotonic() + CUT_S
    wait_until(lambda: time.monotonic() > cut_ends, what="the end of the cut", seconds=CUT_S + 5, pause_s=1)
    live.noor.context.set_offline(False)

    live.noor.misses("connection-notice")
    live.all_read_the_same(3)
    live.all_watch()
    live.nobody_twice()
    assert live.transcripts() == [["before the cut", "said meanwhile", "typed while away"]] * 3
    assert live.connections() == ["open"] * 3


def test_killed_tab_and_a_second_one_are_one_person(live: Live, browser: Browser) -> None:
    link = live.show.register("Marit")
    marit = come(browser, link)
    marit.sees("stage")
    second = come(browser, link)
    second.sees("stage")
    wait_until(lambda: "4" in live.host.part("present-count").inner_text(), what="four people present")

    marit.page.close(run_before_unload=False)
    second.leave()

    live.nobody_twice()
    live.host.end()
    rate = live.show.people()["Marit"]["registrant_detail"]["attendance_rate"]
    assert 0 <= rate <= 100


def test_janus_killed(live: Live, house: House) -> None:
    before = house.janus_pid()
    os.kill(before, signal.SIGKILL)

    wait_until(lambda: house.janus_pid() != before, what="a new Janus")
    live.host.write("still here")

    live.all_read_the_same(1)
    live.all_watch()
    live.noor.hears()
    live.nobody_twice()
    assert house.janus_pid() != before
    assert live.transcripts() == [["still here"]] * 3
    assert live.connections() == ["open"] * 3


def test_server_killed(live: Live, house: House) -> None:
    live.noor.write("before the crash")
    live.all_read_the_same(1)

    house.kill()
    live.noor.sees("connection-notice")
    live.noor.write("typed while the server was gone")
    house.start()

    live.noor.misses("connection-notice", timeout_ms=60_000)
    live.host.misses("connection-notice", timeout_ms=60_000)
    live.host.write("after the crash")
    live.all_read_the_same(3)
    live.all_watch()
    live.nobody_twice()
    live.host.end()
    assert "0 differ" in house.run("attendance", "verify", "--data", str(house.data))
