"""A host and two attendees: a poll from launch to shared results, a handout, a card, slides."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import violations
from tests.browser.guests import PHONE, Guest, come
from tests.browser.house import House, Show, wait_until
from tests.browser.links import host_link
from tests.engagement import pdfs

Room = tuple[Show, Guest, Guest, Guest]


@pytest.fixture(scope="module")
def room(browser: Browser, house: House) -> Room:
    """A live session with its host, Noor at a desk and Davide on a phone."""
    show = house.make_session(title="Heat pumps in old houses", minutes=3)
    noor_link, davide_link = show.register("Noor"), show.register("Davide")
    host = come(browser, host_link(show))
    host.enter_green_room()
    noor = come(browser, noor_link)
    davide = come(browser, davide_link, viewport=PHONE, has_touch=True, is_mobile=True)
    host.start()
    for guest in (noor, davide):
        guest.sees("stage")
    return show, host, noor, davide


def answer(guest: Guest, choice: int) -> None:
    guest.part("poll-option").nth(choice).check()
    guest.part("poll-send").click()
    guest.page.get_by_text("Your answer is in.").wait_for()


def figures(guest: Guest) -> list[str]:
    return [bar.locator(".poll-bar-figure").inner_text() for bar in guest.part("poll-bar").all()]


def test_poll_is_launched_answered_closed_and_shared(room: Room) -> None:
    show, host, noor, davide = room
    host.sees("tab-polls").click()
    host.sees("poll-new").click()
    host.part("poll-question").fill("What holds you back from a heat pump?")
    for number, text in enumerate(("Price of the work", "Radiators or pipes", "Noise")):
        host.part("poll-choice").nth(number).fill(text)
    host.part("poll-launch").click()
    host.sees("poll")

    noor.sees("poll-prompt")
    noor.part("poll-answer-now").click()
    answer(noor, 0)
    davide.sees("tab-polls").click()
    answer(davide, 1)

    wait_until(lambda: figures(host) == ["50 %", "50 %", "0 %"], what="the host sees both votes")
    assert "2 of" in host.sees("poll-voted").inner_text()
    assert figures(noor) == [], "results are hidden"

    davide.page.get_by_role("button", name="Change answer").click()
    answer(davide, 0)
    wait_until(lambda: figures(host) == ["100 %", "0 %", "0 %"], what="a changed answer counts once")
    host.part("poll-close").click()
    noor.page.get_by_text("The host has the result").wait_for()
    host.part("poll-share").click()
    for guest in (noor, davide):
        wait_until(lambda guest=guest: figures(guest) == ["100 %", "0 %", "0 %"], what="shared results")
    noor.page.reload()
    noor.sees("tab-polls").click()
    wait_until(lambda: figures(noor) == ["100 %", "0 %", "0 %"], what="results after a reload")
    noor.part("poll-bar").first.get_by_text("your answer").wait_for()  # own votes come by a call after the snapshot
    wait_until(lambda: show.people()["Noor"]["votes_count"] == 1, what="the API counts a vote")


def test_poll_with_live_results_moves_everywhere(room: Room) -> None:
    _, host, noor, davide = room
    host.sees("tab-polls").click()
    host.sees("poll-new").click()
    host.part("poll-question").fill("How was the first half?")
    host.part("poll-kind").select_option("rating")
    host.part("poll-live").check()
    host.part("poll-launch").click()
    for guest in (noor, davide):
        guest.sees("tab-polls").click()
        guest.page.get_by_text("How was the first half?").last.wait_for()

    answer(noor, 4)
    noor.page.get_by_text("5.0 of 5 on average").wait_for()
    answer(davide, 3)

    for guest in (host, noor, davide):
        guest.page.get_by_text("4.5 of 5 on average").wait_for()
    averages = [guest.page.get_by_text("4.5 of 5 on average").count() for guest in (host, noor, davide)]
    assert averages == [1, 1, 1]
    host.part("poll-close").first.click()


def test_prepared_poll_is_changed_and_opened_from_the_run_of_show(room: Room) -> None:
    _, host, noor, davide = room
    host.sees("tab-polls").click()
    host.sees("poll-new").click()
    host.part("poll-question").fill("Who has a heat pump?")
    for number, text in enumerate(("I do", "I do not")):
        host.part("poll-choice").nth(number).fill(text)
    host.part("poll-prepare").click()

    host.sees("poll-change").click()
    host.part("poll-question").fill("Who has a heat pump already?")
    host.part("poll-choice").nth(1).fill("Not yet")
    host.part("poll-prepare").click()
    host.sees("poll-prepared").get_by_text("Who has a heat pump already?").wait_for()
    wait_until(
        lambda: host.part("poll-change").evaluate("(pencil) => pencil === document.activeElement"),
        what="the keyboard goes on where it was",
    )

    host.sees("show-key").click()
    host.sees("note-text").fill("Tell them of the visit")
    host.part("note-text").press("Enter")
    note = host.part("cue").filter(has_text="Tell them of the visit")
    note.get_by_test_id("cue-launch").click()
    note.get_by_text("Note, done").wait_for()
    cue = host.part("cue").filter(has_text="Who has a heat pump already?")
    cue.get_by_test_id("cue-launch").click()
    for guest in (noor, davide):
        guest.sees("tab-polls").click()
        asked = guest.part("poll").filter(has_text="Who has a heat pump already?")
        asked.get_by_text("Not yet").wait_for()
        assert guest.page.get_by_text("Tell them of the visit").count() == 0
    cue.get_by_role("button", name="Close poll").click()
    cue.get_by_text("Poll, closed").wait_for()


def test_handout_is_shared_and_downloaded(room: Room, tmp_path: Path) -> None:
    _, host, noor, _ = room
    study = tmp_path / "field study.pdf"
    study.write_bytes(pdfs.slides(1))
    program = tmp_path / "setup.pdf"
    program.write_bytes(b"MZ\x90\x00")

    host.sees("tab-files").click()
    host.part("upload-handouts").set_input_files(program)
    host.page.get_by_text("Programs are not taken").wait_for()
    host.part("upload-handouts").set_input_files(study)
    noor.sees("tab-files").click()
    noor.sees("file")
    with noor.page.expect_download() as download:
        noor.part("file-download").click()

    assert download.value.suggested_filename == "field study.pdf"
    assert Path(download.value.path()).read_bytes() == study.read_bytes()
    host.page.get_by_text("1 download").wait_for()


def test_card_is_shown_clicked_and_counted(room: Room) -> None:
    _, host, noor, davide = room
    host.sees("show-key").click()
    host.sees("card-new").click()
    for field, text in (
        ("card-title", "Book a home visit"),
        ("card-text", "Free until Friday"),
        ("card-label", "Book"),
        ("card-url", "https://visits.example/book"),
    ):
        host.sees("card-form").get_by_test_id(field).fill(text)
    host.part("card-keep").click()
    host.part("cue").filter(has_text="Book a home visit").get_by_test_id("cue-launch").click()

    noor.sees("card")
    davide.sees("card")
    with noor.context.expect_event("response", lambda answer: "/live/cards/" in answer.url) as heard:
        noor.part("card").get_by_test_id("card-link").click()

    assert heard.value.header_value("location") == "https://visits.example/book"
    host.page.get_by_text("1 clicked").wait_for()
    host.part("card-hide").click()
    for guest in (noor, davide):
        guest.misses("card")


def test_slides_are_followed(room: Room, tmp_path: Path) -> None:
    _, host, noor, davide = room
    deck = tmp_path / "talk.pdf"
    deck.write_bytes(pdfs.slides(3))
    host.sees("tab-files").click()
    host.part("upload-decks").set_input_files(deck)
    host.sees("deck-show").click()

    for guest in (host, noor, davide):
        wait_until(lambda guest=guest: page_of(guest) == ("1", 1600), what="the first slide")
    host.sees("stage").focus()
    host.page.keyboard.press("PageDown")
    host.part("slide-next").click()
    for guest in (host, noor, davide):
        wait_until(lambda guest=guest: page_of(guest) == ("3", 1600), what="the third slide")
    assert noor.part("slide-next").count() == 0
    host.part("slides-off").click()
    noor.misses("slides")


def test_every_panel_passes_axe(room: Room, tmp_path: Path) -> None:
    _, host, noor, davide = room
    for guest in (host, noor, davide):  # colours that still change on their way are no finding
        guest.page.emulate_media(reduced_motion="reduce")
    found = {}
    study = tmp_path / "study.pdf"
    study.write_bytes(pdfs.slides(1))
    host.sees("tab-files").click()
    host.part("upload-handouts").set_input_files(study)
    host.sees("tab-polls").click()
    host.sees("poll-new").click()
    found["poll form"] = violations(host.page)
    host.part("poll-question").fill("What would you ask?")
    host.part("poll-kind").select_option("text")
    host.part("poll-live").check()
    host.part("poll-launch").click()
    noor.sees("tab-polls").click()
    noor.sees("poll-text").fill("Is it loud?")
    found["ballot"] = violations(noor.page)
    noor.part("poll-send").click()
    for guest in (host, noor):
        guest.sees("poll-answer")
    davide.sees("tab-polls").click()
    found |= {
        "team polls": violations(host.page),
        "polls": violations(noor.page),
        "ballot on a phone": violations(davide.page),
    }
    host.sees("show-key").click()
    host.sees("card-new").click()
    found["run of show"] = violations(host.page)
    for name, guest in (("team files", host), ("files", noor)):
        guest.sees("tab-files").click()
        found[name] = violations(guest.page)

    assert {name: list_ for name, list_ in found.items() if list_} == {}


READ_SLIDE = """() => {
  const slides = document.querySelector('[data-testid=slides]')
  const picture = document.querySelector('[data-testid=slides-page]')
  return slides && picture.complete ? [slides.dataset.page, picture.naturalWidth] : []
}"""


def page_of(guest: Guest) -> tuple[object, ...]:
    """Which slide stands there, and how wide its picture is."""
    return tuple(guest.page.evaluate(READ_SLIDE))
