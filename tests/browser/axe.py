"""What axe-core finds on a page that stands still."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
AT_REST = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  await frame()
  await frame()
  const ending = document.getAnimations().filter(one => Number.isFinite(one.effect.getComputedTiming().endTime))
  await Promise.all(ending.map(one => one.finished.catch(() => null)))
}"""
"""Colours on their way from one state to the next cannot be measured."""
RUN = """async () => {
  const found = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).slice(0, 5).join(', ')}`)
}"""


def violations(page: Page) -> list[str]:
    """Rules of WCAG 2.2 AA, and where they are broken. The script comes in past the page's own rule about scripts."""
    page.evaluate(AT_REST)
    page.evaluate(SCRIPT.read_text())
    return list(page.evaluate(RUN))
