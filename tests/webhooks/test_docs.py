"""The snippets of docs/webhooks.md check real requests."""

import re
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from footlights.kit.clock import utcnow
from footlights.webhooks.events import NAMES, TEST
from footlights.webhooks.signing import endpoint_secret, signed_headers

PAGE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
SECRETS = [endpoint_secret(b"k" * 32, "one", version) for version in (2, 1)]
BODY = '{"data":{"name":"Zoë"}}'.encode()


def snippets() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        exec(block, found)
    return found


def test_both_snippets_take_what_is_genuine() -> None:
    headers = signed_headers(SECRETS, "msg_1", BODY, now=utcnow())

    for name in ("read_standard", "read_livestorm"):
        assert snippets()[name](SECRETS[0], headers, BODY) == {"data": {"name": "Zoë"}}
    assert snippets()["read_standard"](SECRETS[1], headers, BODY) == {"data": {"name": "Zoë"}}
    previous = headers | {"x-livestorm-signature": headers["x-livestorm-signature-previous"]}
    assert snippets()["read_livestorm"](SECRETS[1], previous, BODY)


@pytest.mark.parametrize(
    ("name", "error"), [("read_standard", WebhookVerificationError), ("read_livestorm", ValueError)]
)
def test_both_snippets_refuse_what_is_not(name: str, error: type[Exception]) -> None:
    headers = signed_headers(SECRETS[:1], "msg_1", BODY, now=utcnow())

    with pytest.raises(error):
        snippets()[name](SECRETS[0], headers, BODY + b" ")
    with pytest.raises(error):
        snippets()[name](SECRETS[1], headers, BODY)
    old = signed_headers(SECRETS[:1], "msg_1", BODY, now=utcnow().replace(year=2020))
    with pytest.raises(error):
        snippets()[name](SECRETS[0], old, BODY)


def test_every_event_is_named() -> None:
    assert [name for name in (*NAMES, TEST) if f"`{name}`" not in PAGE] == []
