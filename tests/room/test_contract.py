"""What is shared with the web app is as the Python types have it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from footlights.room.frames.calls import CALLS
from footlights.room.frames.entries import ENTRY_KINDS, Entry
from footlights.room.frames.state import Snapshot
from footlights.room.frames.words import ByeCode
from footlights.room.reducer import apply_entries

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = sorted((ROOT / "contract" / "fixtures").glob("*.json"))


def test_the_generated_files_are_current() -> None:
    command = [sys.executable, "scripts/generate_contract.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixtures_hold_for_the_reducer(path: Path) -> None:
    content = json.loads(path.read_text())
    entries = [_entry(one) for one in content["entries"]]
    halfway = content["halfway"]
    result = msgspec.convert(content["result"], Snapshot)

    assert apply_entries(msgspec.convert(content["snapshot"], Snapshot), entries) == result
    assert apply_entries(msgspec.convert(halfway["snapshot"], Snapshot), entries[halfway["seq"] :]) == result


def _entry(one: dict[str, Any]) -> Entry:
    data = msgspec.convert(one["data"], ENTRY_KINDS[one["kind"]])
    return Entry(seq=one["seq"], at=one["at"], kind=one["kind"], data=data)


def test_every_kind_of_entry_is_in_a_fixture() -> None:
    kinds = {one["kind"] for path in FIXTURES for one in json.loads(path.read_text())["entries"]}

    assert kinds == set(ENTRY_KINDS)


def test_the_protocol_page_names_every_call_entry_and_goodbye() -> None:
    page = (ROOT / "docs" / "protocol.md").read_text()
    named = set(re.findall(r"`([a-z_.]+)`", page)) | set(re.findall(r"[a-z_]+", page.partition("`bye` codes:")[2]))

    assert set(CALLS) <= named
    assert {kind for kind in ENTRY_KINDS if kind != "hidden"} <= named
    assert set(ByeCode.__args__) <= named  # type: ignore[attr-defined]
