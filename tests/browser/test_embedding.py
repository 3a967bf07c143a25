"""Rooms, forms and lists of events on pages of another site, in a browser that keeps no cookie for them.

Numbers in names are those of the compatibility tests of the LiveWebinar contract, section 11.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.conftest import FAKE_DEVICES, QUIET
from tests.browser.guests import PHONE, Guest
from tests.browser.house import House, Show, wait_until
from tests.browser.rooms import Room, make_code, read_personal_token, read_room, read_slug
from tests.browser.sites import Site, frames_of, guest_in, strict_browser
from tests.test_docs import code_blocks

AUTOPLAY = "--autoplay-policy=no-user-gesture-required"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def strict(playwright: Playwright, speech: Path, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers that keep no cookie of a frame."""
    opened = []
    sound = f"--use-file-for-fake-audio-capture={speech}"

    def open_browser(**options: object) -> BrowserContext:
        profile = tmp_path / f"profile-{len(opened)}"
        manager = strict_browser(playwright, profile, *QUIET, *FAKE_DEVICES, sound, AUTOPLAY, **options)  # type: ignore[arg-type]
        opened.append(manager)
        return manager.__enter__()

    yield open_browser
    for manager in opened:
        manager.__exit__(None, None, None)


def script(house: House, room: Room, **options: str) -> str:
    """The snippet for a page, with its own container."""
    container = options.setdefault("_widget_containerID", "webinar-room")
    query = urlencode({"t": room.number, **options})
    return f'<div id="{container}"></div><script async src="{house.url}/em?{query.replace("&", "&amp;")}"></script>'


def visit(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def told(page: Page) -> list[str]:
    return list(page.evaluate("window.told"))


def hears(page: Page, event: str) -> None:
    wait_until(lambda: page.wait_for_timeout(50) or event in told(page), what=f"the page is told “{event}”")


def open_room(house: House, **event: object) -> tuple[Show, Room]:
    """A room for which a name is enough."""
    show = house.make_session(**event)  # type: ignore[arg-type]
    return show, read_room(show, registered_only=False)


def people_on_stage(guest: Guest, *, count: int) -> set[str]:
    """Ids of the people whose tiles a guest sees, once there are so many."""

    def find() -> set[str] | None:
        guest.page.wait_for_timeout(50)
        found = {str(tile.get_attribute("data-person")) for tile in guest.part("tile").all()}
        return found if len(found) == count else None

    found: set[str] = wait_until(find, what=f"{count} people on stage")
    return found


def test_host_by_role_token_and_attendee_by_personal_token_see_each_other(
    house: House, site: Site, strict: Callable[..., BrowserContext]
) -> None:
    show = house.make_session(everyone_can_speak=True)
    show.register("Noor")
    room = read_room(show)
    host_page = visit(strict(), site.write("/host", script(house, room, _role_token=room.host, _nickname="Ann Lee")))
    noor_page = visit(
        strict(), site.write("/noor", script(house, room, _personal_token=read_personal_token(show, "Noor")))
    )

    host = guest_in(host_page.context, host_page, house.url)
    host.enter_green_room()
    noor = guest_in(noor_page.context, noor_page, house.url)
    noor.sees("lobby")
    host.start()
    noor.sees("go-on-stage").click()
    noor.sees("stage")
    for guest in (host, noor):
        for person_id in people_on_stage(guest, count=2):
            guest.sees_picture_of(person_id)
    host.write("Welcome")
    noor.reads("Welcome")
    roles = {name: person["registrant_detail"]["session_role"] for name, person in show.people().items()}
    assert (roles["Ann Lee"], roles["Noor"]) == ("host", None)
    for page in (host_page, noor_page):
        assert page.frames[1].evaluate("document.hasStorageAccess()") is False
        assert page.context.cookies() == []
        assert page.frames[1].url == f"{house.url}/{room.number}"
        hears(page, "session_started")
        assert told(page)[:2] == ["ready", "joined"]

    host.end()
    noor.sees("ended")
    for page in (host_page, noor_page):
        hears(page, "session_stopped")


def test_a_frame_that_is_loaded_again_keeps_its_person(
    house: House, site: Site, strict: Callable[..., BrowserContext]
) -> None:
    show, room = open_room(house)
    page = visit(strict(), site.write("/host", script(house, room, _role_token=room.host, _nickname="Ann Lee")))
    guest_in(page.context, page, house.url).enter_green_room()
    before = len(show.people())

    page.frames[1].evaluate("location.reload()")
    hears_again = wait_until(
        lambda: page.wait_for_timeout(50) or told(page).count("joined") == 2, what="the frame is back in the room"
    )

    guest_in(page.context, page, house.url).enter_green_room()
    assert hears_again
    assert len(show.people()) == before
    assert page.frames[1].url == f"{house.url}/{room.number}"


def test_two_rooms_on_one_page_are_two_people(house: House, site: Site, strict: Callable[..., BrowserContext]) -> None:
    show, room = open_room(house)
    first = script(house, room, _nickname="Ann Lee", _widget_containerID="one", _widget_height="400px")
    second = script(house, room, _nickname="Bo Ray", _widget_containerID="two", _widget_height="50vh")
    page = visit(strict(), site.write("/two", first + second))

    for frame in frames_of(page, house.url, count=2):
        Guest(page.context, frame).sees("lobby")  # type: ignore[arg-type]

    assert {"Ann Lee", "Bo Ray"} <= show.people().keys()
    sizes = page.eval_on_selector_all("iframe", "frames => frames.map(frame => frame.style.height)")
    assert sizes == ["400px", "50vh"]
    assert page.eval_on_selector("iframe", "frame => frame.parentElement.id") in ("one", "two")


TYPO = """<div id="embedWidget"></div>
<script>
var _options = {'_license_key': '%(number)s', '_widget_containerID': 'embedWidget'};
window.Widget = window.Widget || function (callback) { window.Widget.__cbs.push(callback) };
window.Widget._cbs = [];
</script>
<script async src="%(src)s"></script>"""
COLLECTED = """<div id="WidgetContainer"></div>
<script>
window.ran = 0;
window.Widget = function (callback) { Widget.__cbs.push(callback) };
Widget.__cbs = [() => { window.ran += 1 }, () => { throw new Error('of the page') }, () => { window.ran += 1 }];
</script>
<script async src="%(src)s"></script>"""
MOUNTED = """<div id="root"></div>
<script>
function mount() {
  const container = Object.assign(document.createElement('div'), {id: 'room'});
  const script = Object.assign(document.createElement('script'), {src: '%(src)s', async: true});
  document.getElementById('root').append(container);
  document.body.append(script);
  return () => { container.remove(); script.remove() };
}
let unmount = mount();
function again() { unmount(); unmount = mount() }
</script>"""


def address(house: House, room: Room, **options: str) -> str:
    return f"{house.url}/em?{urlencode({'t': room.number, **options})}"


@pytest.mark.parametrize(("body", "container"), [(TYPO, "embedWidget"), (COLLECTED, "WidgetContainer")])
def test_16_pages_of_older_plugins_get_their_room(
    house: House, site: Site, strict: Callable[..., BrowserContext], body: str, container: str
) -> None:
    show, room = open_room(house)
    show.register("Noor")
    token = read_personal_token(show, "Noor", "registrant")
    src = address(house, room, _registration_token=token, _widget_containerID=container, _nickname="", _email="")
    page = visit(strict(), site.write("/plugin", body % {"number": room.number, "src": src}))

    guest_in(page.context, page, house.url).sees("lobby")

    assert page.evaluate("[window.Widget.initialized, window.Widget.__cbs.length]") == [True, 0]
    assert page.evaluate("window.ran ?? 2") == 2
    assert page.locator(f"#{container} > iframe").count() == 1


def test_16_a_page_that_takes_the_room_away_and_puts_it_back(
    house: House, site: Site, strict: Callable[..., BrowserContext]
) -> None:
    _, room = open_room(house)
    src = address(house, room, _nickname="Ann Lee", _widget_containerID="room")
    page = visit(strict(), site.write("/app", MOUNTED % {"src": src}))
    guest_in(page.context, page, house.url).sees("lobby")

    earlier = page.locator("#room > iframe").element_handle()
    page.evaluate("again()")
    page.wait_for_function("frame => !frame.isConnected", arg=earlier)
    guest_in(page.context, page, house.url).sees("lobby")
    earlier = page.locator("#room > iframe").element_handle()
    page.add_script_tag(url=src)
    page.wait_for_function("frame => !frame.isConnected", arg=earlier)

    guest_in(page.context, page, house.url).sees("lobby")
    assert page.locator("#room > iframe").count() == 1


def test_unknown_room_and_missing_container_leave_the_page_whole(
    house: House, site: Site, strict: Callable[..., BrowserContext]
) -> None:
    _, room = open_room(house)
    gone = (
        f'<div id="gone"></div><script async src="{house.url}/em?t=000-000-000&amp;_widget_containerID=gone"></script>'
    )
    lost = f'<script async src="{address(house, room, _widget_containerID="nowhere")}"></script>'
    problems: list[str] = []
    page = strict().new_page()
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda fault: problems.append(f"fault: {fault}"))

    page.goto(site.write("/lost", gone + lost))
    page.get_by_text("This room is not there any more.").wait_for()
    wait_until(lambda: page.wait_for_timeout(50) or problems, what="a line on the console")

    assert [problem for problem in problems if "nowhere" in problem or "fault" in problem] == [
        "This page has no element with the id “nowhere” for the room."
    ]
    assert page.locator("iframe").count() == 0


def test_wrong_token_in_a_frame_says_so_and_leads_to_the_plain_room(
    house: House, site: Site, strict: Callable[..., BrowserContext]
) -> None:
    _, room = open_room(house)
    page = visit(strict(), site.write("/wrong", script(house, room, _role_token="AAAAAAAA", _nickname="Ann")))
    (frame,) = frames_of(page, house.url)

    frame.get_by_role("link", name="Come in without this link").click()
    frame.get_by_label("Your name").fill("Ann Lee")
    frame.get_by_role("button", name="Come in").click()

    lobby = guest_in(page.context, page, house.url).sees("lobby")
    assert lobby.is_visible()


def test_elements_carry_a_room_a_form_and_a_list(
    house: House, site: Site, strict: Callable[..., BrowserContext]
) -> None:
    show, room = open_room(house, title="Heat pumps in a frame", show_in_company_page=True)
    slug = read_slug(house)
    page = visit(
        strict(viewport=PHONE),
        site.write(
            "/elements",
            f"""<script async src="{house.url}/embed.js"></script>
            <footlights-registration room="{room.number}" prefill-first-name="Noor"></footlights-registration>
            <footlights-events workspace="{slug}" limit="50"></footlights-events>
            <footlights-room room="{room.number}" nickname="Ann Lee" height="500px"></footlights-room>
            <script>addEventListener('footlights-joined', () => window.told.push('by element'))</script>""",
        ),
    )
    wait_until(lambda: page.wait_for_timeout(50) or len(page.frames) == 3, what="two frames")
    form = next(frame for frame in page.frames if "/form" in frame.url)

    hears(page, "by element")
    page.get_by_role("link", name="Heat pumps in a frame").first.wait_for()
    height = page.eval_on_selector("footlights-registration iframe", "frame => parseInt(frame.style.height)")
    content = form.evaluate("document.scrollingElement.scrollHeight")
    form.get_by_label("Email").fill("noor@example.com")
    form.get_by_label("Last name").fill("Guest")
    form.get_by_role("button", name="Register").click()
    form.get_by_text("You’re in, Noor.").wait_for()

    assert (height > 300, abs(height - content) <= 1) == (True, True)
    assert "Noor" in show.people()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_script_puts_a_form_on_the_page(house: House, site: Site, strict: Callable[..., BrowserContext]) -> None:
    show = house.make_session()
    room = read_room(show)
    query = urlencode({"t": room.number, "_form_containerID": "FormContainer", "_email": "noor@example.com"})
    body = f'<div id="FormContainer"></div><script async src="{house.url}/ef?{query}"></script>'
    page = visit(strict(), site.write("/form", body))
    (form,) = frames_of(page, house.url)

    form.get_by_label("First name").fill("Noor")
    form.get_by_label("Last name").fill("Guest")
    form.get_by_role("button", name="Register").click()
    form.get_by_text("You’re in, Noor.").wait_for()

    assert "Noor" in show.people()


def test_livestorm_room_stands_in_the_frame_of_the_named_page_alone(
    house: House, site: Site, strict: Callable[..., BrowserContext]
) -> None:
    show = house.make_session()
    link = show.register("Noor") + "&is_embedded_in_iframe=true#/"
    frame = f'<iframe src="{link.replace("&", "&amp;")}" allow="microphone; camera; autoplay"></iframe>'
    context = strict()

    foreign = visit(context, site.write("/foreign", frame))
    foreign.wait_for_timeout(1000)
    refused = foreign.frames[1].url
    read_room(show, embed_url=f"{site.url}/webinar")
    page = visit(context, site.write("/webinar", frame))

    guest_in(context, page, house.url).sees("lobby")
    assert refused == "chrome-error://chromewebdata/"
    assert "key=" not in page.frames[1].url
    assert context.cookies() == []


@pytest.mark.parametrize("stays", [False, True])
def test_leaving_leads_to_the_thank_you_page(
    house: House, site: Site, strict: Callable[..., BrowserContext], stays: bool
) -> None:
    show, _ = open_room(house)
    thanks = site.write("/thanks", "<h1>Thank you</h1>")
    room = read_room(show, thank_you_url=thanks)
    options = {"_role_token": room.speaker, "_nickname": "Ann", **({"_disable_target_top": "1"} if stays else {})}
    page = visit(strict(), site.write("/host", script(house, room, **options)))
    guest = guest_in(page.context, page, house.url)
    guest.enter_green_room()

    guest.sees("leave").click()

    if stays:
        wait_until(lambda: page.wait_for_timeout(50) or page.frames[1].url == thanks, what="thanks in the frame")
        assert page.url == f"{site.url}/host"
        assert told(page)[-1] == "left"
    else:
        page.wait_for_url(thanks)


def test_9_host_link_with_a_nickname_and_login_with_a_fresh_code(
    house: House, strict: Callable[..., BrowserContext]
) -> None:
    show, room = open_room(house)
    code = make_code(show)
    context = strict()
    page = visit(context, f"{house.url}/{room.number}/x/{room.host}?_nickname=Ann%20Lee")
    Guest(context, page).enter_green_room()
    address_in_room = page.url
    login = {"token": room.number, "attendee_email": "ed@example.com", "password_token": code, "_nickname": "Ed Poe"}

    page.reload()
    Guest(context, page).enter_green_room()
    ed = visit(strict(), f"{house.url}/widget-login?{urlencode(login)}")
    Guest(ed.context, ed).sees("lobby")
    plain = visit(strict(), f"{house.url}/{room.number}?_nickname=Bo")

    assert address_in_room == page.url == f"{house.url}/{room.number}"
    assert plain.get_by_label("Passcode").count() == 1
    assert {"Ann Lee", "Ed Poe"} <= show.people().keys()
    assert len(show.people()) == 3


def test_10_pass_of_the_api_signs_into_the_room_of_the_panel(
    house: House, strict: Callable[..., BrowserContext]
) -> None:
    house.make_session(title="Room in the panel")
    bearer = {"authorization": f"Bearer {house.owner['token']}"}
    rooms = httpx.get(f"{house.url}/api/widgets?sort=id&order=desc&limit=1", headers=bearer).json()["data"]
    token = httpx.get(f"{house.url}/api/users/autologinToken", headers=bearer).json()["data"]["autologin_token"]
    query = urlencode({"redirect_to": f"/widgets/details/{rooms[0]['id']}"})

    page = visit(strict(), f"{house.url}/account_auto_login/{token}?{query}")
    again = httpx.get(f"{house.url}/account_auto_login/{token}?{query}")

    page.get_by_role("heading", name="Room in the panel").first.wait_for()
    assert again.status_code >= 400


def test_17_every_form_of_a_rooms_address(house: House, strict: Callable[..., BrowserContext]) -> None:
    show, room = open_room(house)
    show.register("Noor")
    personal, registrant = read_personal_token(show, "Noor"), read_personal_token(show, "Noor", "registrant")
    context = strict()
    paths = [
        "",
        f"/x/{room.speaker}",
        f"?_role_token={room.speaker}",
        f"/p/{personal}",
        f"/r/{registrant}",
    ]
    wrong = ["/x/AAAAAAAA", "/0123456789abcdef0123456789abcdef", f"/p/{'A' * 60}", f"/r/{personal}"]

    seen = []
    for path in paths:
        page = visit(context, f"{house.url}/{room.number}{path}{'&' if '?' in path else '?'}_nickname=Ann%20Lee")
        Guest(context, page).sees("green-room" if room.speaker in path else "lobby")
        seen.append(page.url)
    refused = [context.new_page().goto(f"{house.url}/{room.number}{path}?_nickname=Ann") for path in wrong]

    assert seen == [f"{house.url}/{room.number}"] * len(paths)
    assert [answer.status if answer else None for answer in refused] == [404] * len(wrong)


EXAMPLES = Path(__file__).parents[2] / "docs" / "embedding.md"


@pytest.mark.parametrize(("block", "frames"), [(0, 2), (1, 1), (2, 1), (3, 2)])
def test_examples_of_the_documents_work(
    house: House, site: Site, strict: Callable[..., BrowserContext], block: int, frames: int
) -> None:
    _, room = open_room(house, show_in_company_page=True)
    slug = read_slug(house)

    def here(text: str) -> str:
        own = text.replace("https://events.example.org", house.url).replace("218-604-975", room.number)
        return own.replace("hearth-grid", slug)

    (listener,) = code_blocks(EXAMPLES, "js")
    logged: list[str] = []
    page = strict().new_page()
    page.on("console", lambda message: logged.append(message.text))

    page.goto(site.write("/example", f"<script>{here(listener)}</script>{here(code_blocks(EXAMPLES, 'html')[block])}"))

    wait_until(lambda: page.wait_for_timeout(50) or len(page.frames) == frames + 1, what=f"{frames} frames")
    wait_until(lambda: page.wait_for_timeout(50) or "ready" in logged, what="a frame that says it is ready")
    assert [frame.url for frame in page.frames[1:] if not frame.url.startswith(f"{house.url}/{room.number}")] == []
