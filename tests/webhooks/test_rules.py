"""Signatures, bodies, schedules, addresses: without a database."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from footlights.kit.errors import Invalid
from footlights.webhooks.addresses import AddressPolicy, check_url, is_public
from footlights.webhooks.events import NAMES, UnknownEvent, event_name
from footlights.webhooks.rules import GIVES_UP_AFTER, Answer, hold_until, judge, next_try, write_body
from footlights.webhooks.signing import livestorm_signature

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_livestorm_signature_of_the_known_vector() -> None:
    signature = livestorm_signature("signature", b'{"uneClef":"valeur"}', timestamp=1752652800000)

    assert signature == "1752652800000,bcee8607a976dee318a3aa34fa780a4a9ce777b4feb4a6ab218c24c45ca7953e"


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_body_is_byte_for_byte_as_javascript_writes_it() -> None:
    names = ["Zoë “☕” \U0001f600", "\x00\x1b\x08\x0c\x7f\u2028\u2029\\\"/<>&'", "", "ascii"]
    attributes = {"names": names, "rate": 96.0, "half": 0.5, "none": None, "yes": True, "big": 2**53 - 1, "e": -0.25}
    body = write_body(
        {"id": "1", "type": "people", "attributes": attributes}, event="people.registered", organization_id="o"
    )

    script = "process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0))))"
    again = subprocess.run(["node", "-e", script], input=body.encode(), capture_output=True, check=True).stdout

    assert again == body.encode()
    assert json.loads(body)["data"]["relationships"] == {}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        *((name, name) for name in NAMES),
        ("sessions.ended", "session.ended"),
        ("jobs.ended", "job.ended"),
        ("attendance", "people.attended"),
        ("registration", "people.registered"),
        ("unregistration", "people.unregistered"),
    ],
)
def test_events_are_known_by_their_names_and_older_ones(given: str, name: str) -> None:
    assert event_name(given) == name


@pytest.mark.parametrize("given", ["", "people", "job.created", "people.registered.twice", "x" * 500])
def test_other_events_are_refused(given: str) -> None:
    with pytest.raises(UnknownEvent):
        event_name(given)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, "delivered"),
        (204, "delivered"),
        (299, "delivered"),
        (410, "gone"),
        (302, "later"),
        (304, "later"),
        (400, "soon"),
        (404, "soon"),
        (456, "soon"),
        (457, "later"),
        (500, "soon"),
        (511, "soon"),
        (512, "later"),
    ],
)
def test_judge(status: int, verdict: str) -> None:
    assert judge(Answer(status)) == verdict


def test_schedule_is_livestorms_then_slower_and_ends_after_a_week() -> None:
    steps = [next_try(tries, "soon", first_tried_at=NOW, now=NOW) for tries in range(1, 9)]

    assert [step - NOW for step in steps if step] == [
        timedelta(seconds=s) for s in (30, 60, 150, 360, 720, 1800, 3600, 7200)
    ]
    assert next_try(30, "soon", first_tried_at=NOW, now=NOW + GIVES_UP_AFTER) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Mon, 02 Mar 2026 09:05:00 GMT", 300),
        ("999999999", 86400),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: int | None) -> None:
    until = hold_until({"retry-after": value}, now=NOW)

    assert until == (NOW + timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::7f00:1",
        "2001:db8::1",
        "64:ff9b:1::a00:1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_addresses_that_are(address: str) -> None:
    assert is_public(ip_address(address))


def test_operator_allows_networks_and_names() -> None:
    policy = AddressPolicy(["10.0.0.0/8", "hooks.internal"])

    assert policy.permits("anything", ip_address("10.9.9.9"))
    assert policy.permits("Hooks.Internal", ip_address("192.168.0.7"))
    assert not policy.permits("other.internal", ip_address("192.168.0.7"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.com",
        "ftp://example.com/",
        "http://example.com/",
        "https://",
        "https://user:p@example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://exa mple.com/",
        "javascript:alert(1)",
        "https://example.com:99999/",
        "https://example.com/" + "x" * 2000,
        "https://169.254.169.254/latest/meta-data",
    ],
)
def test_addresses_that_cannot_be_stored(url: str) -> None:
    with pytest.raises(Invalid):
        check_url(url, AddressPolicy())
