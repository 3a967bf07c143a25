"""The documents say what the code does."""

import re
from pathlib import Path

import msgspec
import pytest

from footlights.room.frames import CALLS, ENTRY_KINDS
from footlights.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SETTINGS = {field.name: field.default for field in msgspec.structs.fields(Settings)}


def test_every_setting_is_documented_with_its_default() -> None:
    table = (ROOT / "docs" / "operate" / "settings.md").read_text()
    rows = dict(re.findall(r"^\| `FOOTLIGHTS_([A-Z_]+)` \| (\S+) \|", table, flags=re.MULTILINE))

    written = {name.lower(): default.strip("`") for name, default in rows.items()}

    assert written == {
        name: "empty" if default in ("", msgspec.NODEFAULT) else str(default) for name, default in SETTINGS.items()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_that_are_named_exist(page: Path) -> None:
    named = {name.lower() for name in re.findall(r"FOOTLIGHTS_([A-Z_]+)", page.read_text())}

    assert named <= SETTINGS.keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text())

    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert missing == []


def test_protocol_names_every_call_and_entry() -> None:
    protocol = (ROOT / "docs" / "protocol.md").read_text()

    assert [name for name in (*CALLS, *ENTRY_KINDS) if f"`{name}`" not in protocol] == ["hidden"]
    assert '"hidden"' in protocol
