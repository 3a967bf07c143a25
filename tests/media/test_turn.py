import base64
import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path

from footlights.media.turn import turn_config, turn_servers

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_credentials_expire_and_prove_themselves() -> None:
    (server,) = turn_servers("turn:turn.example.org:3478", "secret", "person-1", now=NOW)

    expires, _, user = (server.username or "").partition(":")
    digest = hmac.new(b"secret", (server.username or "").encode(), hashlib.sha1).digest()
    assert (int(expires), user) == (int(NOW.timestamp()) + 12 * 3600, "person-1")
    assert server.credential == base64.b64encode(digest).decode()
    assert server.urls == [
        "turn:turn.example.org:3478?transport=udp",
        "turn:turn.example.org:3478?transport=tcp",
    ]


def test_no_relay_without_url_or_secret() -> None:
    assert turn_servers(None, "secret", "p", now=NOW) == []
    assert turn_servers("turn:x", None, "p", now=NOW) == []


def test_config_lets_the_relay_reach_janus_alone() -> None:
    config = turn_config(
        secret="s", realm="r", listening_ip="10.77.0.1", media_ip="10.77.0.1", data_dir=Path("/tmp/x")
    ).splitlines()

    assert "allowed-peer-ip=10.77.0.1" in config
    assert "denied-peer-ip=10.0.0.0-10.255.255.255" in config
    assert "use-auth-secret" in config
