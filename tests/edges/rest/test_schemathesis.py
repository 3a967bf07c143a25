"""A stranger reads the OpenAPI document and tries everything it allows, and what it does not, on a real server."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser.house import House, running_house

DIST = Path(__file__).parents[3] / "web" / "dist" / "manifest.json"
pytestmark = [
    pytest.mark.skipif(not DIST.exists(), reason="needs the built web part (make setup)"),
    pytest.mark.timeout(480),
]
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with running_house(tmp_path / "data", MEDIA="off") as house:
        yield house


def test_schemathesis_finds_no_failure_and_no_undocumented_status(house: House, tmp_path: Path) -> None:
    house.make_session().register("Noor")

    done = subprocess.run(
        [
            SCHEMATHESIS,
            "run",
            f"{house.url}/v1/openapi.json",
            *("--header", f"Authorization: {house.owner['token']}"),
            *("--checks", ",".join(CHECKS)),
            *("--max-examples", "5", "--seed", "1", "--continue-on-failure", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert httpx.get(f"{house.url}/readyz").status_code == 200
