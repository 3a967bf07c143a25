"""People in front of a browser: what they do in the room and what they see."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.browser.house import wait_until

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 60_000
# Mean brightness and spread of a drawn video frame: black or flat pictures have no spread.
READ_PIXELS = """(person) => {
  const video = document.querySelector(`[data-testid=tile][data-person="${person}"] video`)
  if (!video || !video.videoWidth) return null
  const canvas = document.createElement('canvas')
  canvas.width = 64; canvas.height = 36
  const context = canvas.getContext('2d')
  context.drawImage(video, 0, 0, 64, 36)
  const data = context.getImageData(0, 0, 64, 36).data
  const light = []
  for (let i = 0; i < data.length; i += 4) light.push((data[i] + data[i + 1] + data[i + 2]) / 3)
  const mean = light.reduce((a, b) => a + b, 0) / light.length
  const spread = Math.sqrt(light.reduce((a, b) => a + (b - mean) ** 2, 0) / light.length)
  return {mean, spread, width: video.videoWidth, height: video.videoHeight}
}"""


@dataclass
class Guest:
    """Someone with a tab open on the room."""

    context: BrowserContext
    page: Page

    def part(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def sees(self, name: str, *, timeout_ms: int = WAIT_MS) -> Locator:
        part = self.part(name).first
        part.wait_for(state="visible", timeout=timeout_ms)
        return part

    def misses(self, name: str, *, timeout_ms: int = WAIT_MS) -> None:
        self.part(name).first.wait_for(state="hidden", timeout=timeout_ms)

    # --- host

    def enter_green_room(self) -> None:
        self.sees("green-room")

    def start(self) -> None:
        self.sees("start").click()
        self.sees("stage")
        self.sees("end")

    def end(self) -> None:
        self.part("end").click()
        self.sees("end-confirm").click()
        self.sees("ended")

    # --- everyone

    def write(self, text: str) -> None:
        self.sees("chat-input").fill(text)
        self.part("chat-send").click()

    def lines(self) -> list[str]:
        """Confirmed chat lines, oldest first, as shown."""
        return [line.inner_text() for line in self.part("chat-line").all() if line.get_attribute("data-seq")]

    def reads(self, text: str) -> None:
        """Wait until exactly one confirmed line contains the text."""
        wait_until(lambda: sum(text in line for line in self.lines()) == 1, what=f"one line with “{text}”")

    def stats(self) -> dict[str, Any]:
        return dict(self.page.evaluate("window.footlights.stats()"))

    def frames(self) -> int:
        """Frames decoded so far on all received video."""
        return sum(int(track.get("framesDecoded") or 0) for track in self.stats()["tracks"] if track["kind"] == "video")

    def watches(self, *, what: str = "frames decoded", more: int = 10, seconds: float = 60) -> None:
        """Wait until video goes on: `more` frames than now."""
        before = self.frames()
        wait_until(lambda: self.frames() >= before + more or self.frames() < before, what=what, seconds=seconds)

    def hears(self, *, seconds: float = 60) -> None:
        """Wait until received sound is not silence."""
        wait_until(
            lambda: any(t["kind"] == "audio" and (t.get("audioLevel") or 0) > 0.01 for t in self.stats()["tracks"]),
            what="sound that is not silent",
            seconds=seconds,
        )

    def sees_picture_of(self, person_id: str) -> dict[str, float]:
        """Wait for a picture with something on it, and describe it."""

        def look() -> dict[str, float] | None:
            seen = self.page.evaluate(READ_PIXELS, person_id)
            return seen if seen and seen["mean"] > 5 and seen["spread"] > 5 else None

        return dict(wait_until(look, what="a picture that is not black"))

    def leave(self) -> None:
        self.context.close()


def come(
    browser: Browser,
    link: str,
    *,
    viewport: dict[str, int] | None = None,
    init_script: str | None = None,
    **options: Any,
) -> Guest:
    """Open a link in a browser profile of its own."""
    context = browser.new_context(viewport=viewport or DESKTOP, **options)  # type: ignore[arg-type]
    context.grant_permissions(["camera", "microphone"])
    if init_script:
        context.add_init_script(init_script)
    page = context.new_page()
    page.goto(link)
    return Guest(context, page)
