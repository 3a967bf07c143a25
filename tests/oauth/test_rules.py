"""Rules of the OAuth2 server, as tables."""

import pytest

from footlights.kit.errors import Invalid
from footlights.oauth.rules import (
    EVERYTHING,
    check_redirect_uri,
    check_redirect_uris,
    is_within,
    origin_of,
    read_scopes,
    scopes_of_role,
)


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("events:read", "events:read"),
        ("events:read identity:read", "identity:read events:read"),
        ("events:read+identity:read", "identity:read events:read"),
        ("events:read%20identity:read", "identity:read events:read"),
        ("events%253Aread%2520identity%253Aread", "identity:read events:read"),
        ("events:read events:read", "events:read"),
        ("webhook:read", "webhooks:read"),
        ("full:write", "identity:write events:write admin:write webhooks:write"),
        ("full:read full:write", EVERYTHING),
        ("", ""),
        ("events", None),
        ("events:read openid", None),
        ("EVENTS:READ", None),
    ],
)
def test_read_scopes(text: str, scopes: str | None) -> None:
    assert read_scopes(text) == scopes


@pytest.mark.parametrize(
    ("scopes", "most", "is_covered"),
    [
        ("events:read", "events:read", True),
        ("events:read", "events:write", True),
        ("events:write", "events:read", False),
        ("events:read admin:read", "events:read", False),
        ("", "", True),
    ],
)
def test_is_within(scopes: str, most: str, is_covered: bool) -> None:
    assert is_within(scopes, most) is is_covered


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_admins_have_every_scope(role: str) -> None:
    assert scopes_of_role(EVERYTHING, role) == EVERYTHING


def test_members_have_no_part_in_team_and_webhooks() -> None:
    assert scopes_of_role(EVERYTHING, "member") == "identity:read identity:write events:read events:write"


@pytest.mark.parametrize(
    "uri",
    [
        "https://crm.example.org/callback",
        "https://crm.example.org:8443/callback?tenant=1",
        "http://127.0.0.1:33418/callback",
        "http://localhost/callback",
        "http://[::1]:9000/",
    ],
)
def test_redirect_uri(uri: str) -> None:
    assert check_redirect_uri(f" {uri} ") == uri


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "crm.example.org",
        "/callback",
        "//crm.example.org/",
        "http://crm.example.org/",
        "http://127.0.0.1.evil.example/",
        "https:///callback",
        "https://user@crm.example.org/",
        "https://crm.example.org/#here",
        "https://crm.example.org\\@evil.example/",
        "https://crm.example.org/a b",
        'https://crm.example.org/"x',
        "https://crm.example.org/\nx",
        "https://crm.exämple.org/",
        "https://crm.example.org:99999/",
        "https://[::1/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://crm.example.org/" + "x" * 2000,
    ],
)
def test_redirect_uri_refuses(uri: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_redirect_uri(uri)

    assert refused.value.code == "invalid_redirect_uri"


def test_redirect_uris_are_one_to_ten() -> None:
    assert check_redirect_uris(["https://a.example/", "https://a.example/"]) == ["https://a.example/"]
    for uris in ([], [f"https://a.example/{n}" for n in range(11)]):
        with pytest.raises(Invalid):
            check_redirect_uris(uris)


def test_origin_of() -> None:
    assert origin_of("https://crm.example.org:8443/callback?x=1") == "https://crm.example.org:8443"
