"""The documents say what the code does."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from footlights.email.transport import SmtpTransport, make_transport
from footlights.media.turn import turn_config
from footlights.room.frames.calls import CALLS
from footlights.room.frames.entries import ENTRY_KINDS
from footlights.settings import PREFIX, Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[1]
OPERATE = ROOT / "docs" / "operate"
PAGES = [ROOT / "README.md", ROOT / "examples" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SETTINGS = {field.name: field.default for field in msgspec.structs.fields(Settings)}
ROWS = re.findall(
    r"^\| `FOOTLIGHTS_([A-Z_]+)` \| (\S+) \| .+ \| `([^`]+)` \|$", (OPERATE / "settings.md").read_text(), re.MULTILINE
)
PLACES = re.compile(r"^(userdb|pidfile|log-file|simple-log)\b")
"""Lines of a turnserver.conf that only say where a test's coturn keeps its files."""


def code_blocks(page: Path, language: str = "") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def test_every_setting_is_documented_with_its_default() -> None:
    written = {name.lower(): default.strip("`") for name, default, _ in ROWS}

    assert written == {
        name: "empty" if default in ("", msgspec.NODEFAULT) else str(default) for name, default in SETTINGS.items()
    }


@pytest.mark.parametrize(("name", "example"), [(name, example) for name, _, example in ROWS])
def test_examples_of_settings_can_be_used(name: str, example: str) -> None:
    settings = load_settings({PREFIX + name: example})

    assert getattr(settings, name.lower()) != getattr(Settings(), name.lower())


@pytest.mark.parametrize("name", ["public_url", "api_url", "embed_url"])
@pytest.mark.parametrize("address", ["events.example.org", "https://events.example.org/rooms", "ftp://example.org"])
def test_addresses_are_of_a_whole_host(name: str, address: str) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        load_settings({PREFIX + name.upper(): address})


def test_settings_file_can_be_used(tmp_path: Path) -> None:
    (block,) = code_blocks(OPERATE / "settings.md", "toml")
    file = tmp_path / "footlights.toml"
    file.write_text(block)

    settings = load_settings({}, file=file)

    assert msgspec.to_builtins(settings).items() >= tomllib.loads(block).items()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_that_are_named_exist(page: Path) -> None:
    named = {name.lower() for name in re.findall(r"FOOTLIGHTS_([A-Z][A-Z_]*)", page.read_text())}

    assert named <= SETTINGS.keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text())

    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert missing == []


def test_forms_of_mail_servers_can_be_used() -> None:
    forms = re.findall(r"smtps?://[^\s'`]+", (OPERATE / "mail.md").read_text())

    transports = [make_transport(form) for form in forms]

    assert forms
    assert all(isinstance(transport, SmtpTransport) for transport in transports)


def test_relay_is_configured_as_written() -> None:
    written = next(block for block in code_blocks(OPERATE / "turn.md") if "denied-peer-ip" in block)
    made = turn_config(
        secret="<the same text>",
        realm="example.org",
        listening_ip="203.0.113.5",
        media_ip="203.0.113.4",
        data_dir=Path("/unused"),
    )

    assert written.splitlines() == [line for line in made.splitlines() if not PLACES.match(line)]


def test_protocol_names_every_call_and_entry() -> None:
    protocol = (ROOT / "docs" / "protocol.md").read_text()

    assert [name for name in (*CALLS, *ENTRY_KINDS) if f"`{name}`" not in protocol] == []
