"""Chat and questions between a host and two attendees."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.axe import violations
from tests.browser.guests import PHONE, Guest, come
from tests.browser.house import House, Show, wait_until
from tests.browser.links import host_link

TABLET = {"width": 768, "height": 1024}
LANDSCAPE = {"width": 844, "height": 390}


class Talk:
    """A live session with its three people."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.show: Show = house.make_session(title="Heat pumps in old houses")
        noor, davide = self.show.register("Noor"), self.show.register("Davide")
        self.host = come(browser, host_link(self.show))
        self.host.enter_green_room()
        self.host.start()
        self.noor = come(browser, noor)
        self.davide = come(browser, davide, viewport=PHONE, has_touch=True, is_mobile=True)
        for guest in self.everyone:
            guest.sees("chat-input")

    @property
    def everyone(self) -> tuple[Guest, Guest, Guest]:
        return self.host, self.noor, self.davide


@pytest.fixture
def talk(browser: Browser, house: House) -> Iterator[Talk]:
    talk = Talk(browser, house)
    yield talk
    for guest in talk.everyone:
        guest.leave()


def line_of(guest: Guest, text: str) -> Locator:
    return guest.part("chat-line").filter(has_text=text).first


def choose(guest: Guest, text: str, act: str) -> None:
    """Pick an act from the menu of a line."""
    line_of(guest, text).get_by_test_id("line-menu").click()
    guest.sees(act).click()


def forgets(guest: Guest, text: str) -> None:
    """Wait until no line of the log says this any more."""
    wait_until(lambda: not any(text in line for line in guest.lines()), what=f"“{text}” is gone")


def set_rule(host: Guest, name: str) -> None:
    host.sees("talk-rules").click()
    host.sees(f"rule-{name}").click()
    host.sees("rules-done").click()


def open_questions(*guests: Guest) -> None:
    for guest in guests:
        guest.sees("tab-questions").click()
        guest.sees("questions")


def question_of(guest: Guest, text: str) -> Locator:
    return guest.part("question").filter(has_text=text).first


def test_a_line_is_answered_changed_pinned_and_deleted(talk: Talk) -> None:
    host, noor, davide = talk.everyone
    noor.write("Does it work in winter?")
    davide.reads("Does it work in winter?")

    choose(davide, "Does it work", "line-reply")
    davide.sees("composer-about")
    davide.write("Ask @Noor Guest, see https://example.org/a.")
    host.reads("see https://example.org/a")
    link = line_of(host, "see https").locator("a")
    assert (link.get_attribute("href"), link.get_attribute("rel")) == (
        "https://example.org/a",
        "noopener noreferrer nofollow ugc",
    )
    assert "Does it work in winter?" in line_of(host, "see https").locator(".line-quote").inner_text()
    assert line_of(noor, "see https").locator(".mention.is-own").inner_text() == "@Noor Guest"

    choose(noor, "Does it work", "line-edit")
    noor.write("Does it work in deep winter?")
    for guest in talk.everyone:
        wait_until(lambda guest=guest: any("deep winter" in line for line in guest.lines()), what="the edit")

    choose(host, "see https", "line-pin")
    for guest in talk.everyone:
        assert "see https://example.org/a" in guest.sees("pin").inner_text()

    choose(host, "see https", "line-delete")
    for guest in talk.everyone:
        guest.misses("pin")
        forgets(guest, "see https")
    line_of(davide, "deep winter").get_by_test_id("line-menu").click()
    davide.sees("line-reply")
    assert davide.part("line-delete").count() == davide.part("line-pin").count() == 0


def test_a_word_with_the_team_is_unseen_by_others_also_after_a_reload(talk: Talk) -> None:
    host, noor, davide = talk.everyone

    noor.sees("chat-target").select_option("direct")
    noor.write("I cannot hear Tomasz")
    host.reads("I cannot hear Tomasz")
    choose(host, "I cannot hear", "line-reply")
    host.write("Try the other speaker")
    noor.reads("Try the other speaker")
    host.sees("chat-target").select_option("team")
    host.write("Tomasz, your microphone")
    host.sees("chat-target").select_option("everyone")
    host.write("Welcome, all of you")

    for _ in range(2):
        davide.reads("Welcome, all of you")
        noor.reads("Try the other speaker")
        assert len(davide.lines()) == 1
        assert len(noor.lines()) == 3
        for guest in (noor, davide):
            guest.page.reload()
            guest.sees("chat-input")


def test_lines_wait_for_a_moderator_who_asks_for_it(talk: Talk) -> None:
    host, noor, davide = talk.everyone
    set_rule(host, "chat_reviewed")

    noor.write("May I say this?")
    wait_until(lambda: "Waits for a moderator" in line_of(noor, "May I").inner_text(), what="the author sees it wait")
    davide.write("And this?")
    wait_until(lambda: host.part("held-line").count() == 2, what="two lines in the queue")
    assert davide.part("chat-line").filter(has_text="May I").count() == 0

    host.part("held-line").filter(has_text="May I").get_by_test_id("approve").click()
    davide.reads("May I say this?")
    noor.reads("May I say this?")
    host.part("held-line").filter(has_text="And this").get_by_test_id("reject").click()
    host.misses("review-queue")
    wait_until(lambda: davide.part("chat-line").filter(has_text="And this").count() == 0, what="it is gone")
    assert "Waits" not in "".join(noor.lines())


def test_a_question_is_asked_voted_for_answered_live_and_in_writing(talk: Talk) -> None:
    host, noor, davide = talk.everyone
    set_rule(host, "anonymous_allowed")
    open_questions(noor, davide)

    noor.sees("ask-input").fill("Which rooms need a bigger radiator?")
    noor.part("ask-send").click()
    davide.sees("ask-anonymous").check()
    davide.sees("ask-input").fill("What did the worst houses do wrong?")
    davide.part("ask-send").click()
    host.part("tab-questions").filter(has_text="2").wait_for()
    open_questions(host)

    assert question_of(noor, "Which rooms").get_by_test_id("vote").count() == 0
    question_of(davide, "Which rooms").get_by_test_id("vote").click()
    question_of(host, "Which rooms").get_by_test_id("vote").click()
    for guest in talk.everyone:
        votes = question_of(guest, "Which rooms").get_by_test_id("votes")
        wait_until(lambda votes=votes: votes.inner_text() == "2", what="two votes")
    assert "Name hidden" in question_of(host, "What did the worst").inner_text()

    question_of(host, "Which rooms").get_by_test_id("answer-live").click()
    for guest in talk.everyone:
        assert "Which rooms need a bigger radiator?" in guest.sees("answering-now").inner_text()
    question_of(host, "Which rooms").get_by_test_id("mark-answered").click()
    for guest in talk.everyone:
        guest.misses("answering-now")

    question_of(host, "What did the worst").get_by_test_id("answer-write").click()
    host.sees("answer-input").fill("Radiators too small, flow too hot.")
    host.part("answer-send").click()
    noor.sees("shelf-answered").click()
    wait_until(
        lambda: "flow too hot" in question_of(noor, "What did the worst").inner_text(), what="the written answer"
    )
    assert "Answered live" in question_of(noor, "Which rooms").inner_text()

    people = talk.show.people()
    assert (people["Noor"]["questions_count"], people["Davide"]["questions_count"]) == (1, 1)
    assert (people["Noor"]["up_votes_count"], people["Davide"]["up_votes_count"]) == (0, 1)


# Whether two of the page's boxes lie over each other, by their selectors.
MEET = """([one, other]) => {
  const box = document.querySelector(one).getBoundingClientRect()
  return [...document.querySelectorAll(other)].some((each) => {
    const its = each.getBoundingClientRect()
    return box.left < its.right && its.left < box.right && box.top < its.bottom && its.top < box.bottom
  })
}"""
CUT = "(box) => box.scrollWidth > box.clientWidth"


@pytest.mark.parametrize("viewport", [PHONE, LANDSCAPE, TABLET], ids=["phone", "on its side", "tablet"])
def test_question_on_stage_covers_no_name_and_words_fit(
    browser: Browser, house: House, viewport: dict[str, int]
) -> None:
    """In French, whose words are longer."""
    show = house.make_session(language="fr")
    link = show.register("Noor")
    host = come(browser, host_link(show))
    host.enter_green_room()
    assert host.sees("chat-input").get_attribute("placeholder") == "Écrire à l’équipe"
    host.start()
    noor = come(browser, link, viewport=PHONE, has_touch=True, is_mobile=True)
    open_questions(noor, host)
    noor.sees("ask-input").fill("Which rooms need a bigger radiator first, and how do I find out without an engineer?")
    noor.part("ask-send").click()
    noor.sees("tab-chat").click()
    noor.page.set_viewport_size(viewport)  # type: ignore[arg-type]
    question_of(host, "Which rooms").get_by_test_id("answer-live").click()
    noor.sees("answering-now")

    covered = [noor.page.evaluate(MEET, [".answering", part]) for part in (".plate", ".stage-facts", ".captions")]
    host.page.set_viewport_size(viewport)  # type: ignore[arg-type]
    shown = ".way-out:visible, .composer-target:visible"
    cut = [box.evaluate(CUT) for guest in (host, noor) for box in guest.page.locator(shown).all()]
    for guest in (host, noor):
        guest.leave()

    assert covered == [False, False, False]
    assert cut == [False] * len(cut)


def test_what_is_typed_and_sent_without_a_network_arrives_once(talk: Talk) -> None:
    host, noor, _ = talk.everyone
    open_questions(noor)

    noor.context.set_offline(True)
    noor.page.evaluate("window.dispatchEvent(new Event('offline'))")
    noor.sees("ask-input").fill("Are the drawings free?")
    noor.part("ask-send").click()
    noor.part("tab-chat").click()
    noor.write("I was in a tunnel")
    noor.sees("chat-input").fill("half a sen")
    noor.context.set_offline(False)

    host.reads("I was in a tunnel")
    open_questions(host)
    wait_until(lambda: host.part("question").count() == 1, what="the question")
    assert noor.sees("chat-input").input_value() == "half a sen"
    noor.page.reload()
    assert noor.sees("chat-input").input_value() == "half a sen"


def test_axe_finds_nothing_in_chat_and_questions(browser: Browser, house: House) -> None:
    show = house.make_session()
    link = show.register("Noor")
    host = come(browser, host_link(show), bypass_csp=True)
    host.enter_green_room()
    host.start()
    noor = come(browser, link, viewport=PHONE, bypass_csp=True, has_touch=True, is_mobile=True)
    noor.write("See https://example.org, @Noor Guest")
    choose(host, "See https", "line-pin")
    choose(host, "See https", "line-reply")
    host.write("Thank you")
    noor.reads("Thank you")
    noor.sees("chat-target").select_option("direct")
    noor.write("In private")
    set_rule(host, "chat_reviewed")
    noor.sees("chat-target").select_option("everyone")
    noor.write("May I?")
    host.sees("held-line")
    found = {"chat": violations(host.page), "chat on a phone": violations(noor.page)}
    line_of(host, "See https").get_by_test_id("line-menu").click()
    host.sees("line-reply")
    found["menu"] = violations(host.page)
    host.page.keyboard.press("Escape")
    host.sees("emoji").click()
    found["emoji"] = violations(host.page)
    host.page.keyboard.press("Escape")
    host.sees("talk-rules").click()
    found["rules"] = violations(host.page)
    host.sees("rules-done").click()
    open_questions(host, noor)
    noor.sees("ask-input").fill("Why?")
    noor.part("ask-send").click()
    question_of(host, "Why?").get_by_test_id("answer-live").click()
    noor.sees("answering-now")
    host.sees("answer-write").click()
    found |= {"questions": violations(host.page), "questions on a phone": violations(noor.page)}
    for guest in (host, noor):
        guest.leave()

    assert {name: list_ for name, list_ in found.items() if list_} == {}
