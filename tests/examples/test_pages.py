"""The page of upcoming events and the registration form."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx

from tests.browser.house import Show
from tests.examples.conftest import EXAMPLES, Past

TITLE = '<script>alert("1")</script> & more'
LISTED: dict[str, Any] = {"show_in_company_page": True}


def make_show(past: Past, title: str, **event: Any) -> Show:
    """An event of this test's own, which the other tests do not list."""
    return past.house.make_session(title=title, **event)


def links_of(page: str) -> list[tuple[str, str]]:
    return [(unescape(link), unescape(text)) for link, text in re.findall(r'<a href="([^"]*)">(.*?)</a>', page)]


@contextlib.contextmanager
def form_of(past: Past, show: Show) -> Iterator[httpx.Client]:
    """The form of a session, as a browser meets it."""
    process = subprocess.Popen(
        [sys.executable, EXAMPLES / "registration_form.py", show.session_id, "--port", "0"],
        env=past.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().rpartition(" ")[2].strip()
        with httpx.Client(base_url=url, timeout=20) as browser:
            yield browser
    finally:
        process.terminate()
        process.wait(10)


def test_upcoming_events_lists_what_is_public(past: Past) -> None:
    later, soon = make_show(past, TITLE, minutes=60, **LISTED), make_show(past, "Insulation", **LISTED)
    unlisted = make_show(past, "Unlisted")
    make_show(past, "A draft", status="draft", **LISTED)
    make_show(past, "No page", registration_page_enabled=False, **LISTED)

    done, everything = past.run("upcoming_events"), past.run("upcoming_events", "--all")

    address = f"{past.house.url}/p/{{0.event_id}}?s={{0.session_id}}"
    listed = [(address.format(soon), "Insulation"), (address.format(later), TITLE)]
    assert (done.returncode, done.stderr, links_of(done.stdout)) == (0, "", listed)
    assert "<script" not in done.stdout
    assert done.stdout.count("(Europe/Amsterdam)</time>") == 2
    assert {link for link, _ in links_of(everything.stdout)} == {link for link, _ in listed} | {
        address.format(unlisted)
    }
    for link, _ in listed:
        assert httpx.get(link).status_code == 200


def test_registration_form_registers_and_shows_the_link(past: Past) -> None:
    show = make_show(past, TITLE)
    answers = {"email": "noor+x@example.com", "first_name": "Noor", "last_name": "Haddad", "utm_source": "mail"}
    with form_of(past, show) as browser:
        form = browser.get("/?utm_source=mail", headers={"referer": "https://example.org/a?b"})
        names = re.findall(r'<input [^>]*?name="([^"]+)"', form.text)
        done = browser.post("/", data={**answers, "referrer": "https://example.org/a?b"})
        again = browser.post("/", data=answers)

    assert names[:3] == ["email", "first_name", "last_name"]
    assert 'name="utm_source" value="mail"' in form.text
    assert 'name="referrer" value="https://example.org/a?b"' in form.text
    assert "<script" not in form.text + done.text
    ((link, _),) = links_of(done.text)
    detail = show.people()["Noor"]["registrant_detail"]
    assert (done.status_code, link) == (200, detail["connection_link"])
    assert (detail["utm_source"], detail["referrer"]) == ("mail", "https://example.org/a?b")
    assert again.status_code == 422
    assert "This person has already been registered" in again.text


def test_registration_form_shows_what_is_wrong(past: Past) -> None:
    show = make_show(past, "Insulation")
    answers = {"email": "no address", "first_name": '"><b>', "last_name": "Haddad"}
    with form_of(past, show) as browser:
        wrong = browser.post("/", data=answers)
        empty = browser.post("/", data={"email": " "})
        long = browser.post("/", data={"email": "x" * 70_000})
        nowhere = browser.get("/other")
        no_length = browser.post("/", content=iter([b"email=a"]))

    assert (wrong.status_code, empty.status_code, long.status_code, nowhere.status_code) == (422, 422, 413, 404)
    assert no_length.status_code == 413
    assert '<strong id="email-problem">' in wrong.text
    assert 'value="&quot;&gt;&lt;b&gt;"' in wrong.text
    assert empty.text.count("Please fill this in.") >= 2
    assert list(show.people()) == ["ines@example.org"]


def test_registration_form_without_a_server_says_so(past: Past) -> None:
    show = make_show(past, "Insulation")
    with form_of(past, show) as browser:
        past.house.stop()
        answer = browser.post("/", data={"email": "a@example.com", "first_name": "A", "last_name": "B"})
        past.house.start()

    assert answer.status_code == 422
    assert "does not work at the moment" in answer.text
