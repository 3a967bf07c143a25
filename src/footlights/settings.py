"""Every setting: read once at the start, from `FOOTLIGHTS_*` variables over a TOML file (docs/operate/settings.md)."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

PREFIX = "FOOTLIGHTS_"


class SettingsError(Exception):
    """A setting is unknown or has a value that cannot be used; the message is one line for the operator."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field per setting; the variable is the upper-case name with the prefix, the TOML key the lower-case one."""

    data_dir: str = "./data"  # database file, secret key, media files, logs of Janus
    database_url: str = ""  # empty: SQLite in the data directory; or postgresql+asyncpg://user:password@host/name
    redis_url: str = ""  # empty: one process; needed as soon as several serve the same rooms
    public_url: str = ""  # what people type, such as https://events.example.org; empty: http://HOST:PORT
    api_url: str = ""  # where programs find /v1 and /api, such as https://api.example.org; empty: as people
    embed_url: str = ""  # where other sites find the scripts of embedding; empty: as people
    host: str = "127.0.0.1"
    port: int = 8080
    secret_key: str = ""  # signs seats and join links; empty: made once and kept in the data directory
    smtp_url: str = ""  # smtp[s]://user:password@host:port?from=Name%20<address>; empty: mails are kept at /dev/mail
    cors_origins: list[str] = []
    log_format: str = "json"  # json | text
    form_min_seconds: float = 2.0  # a registration form sent sooner after it was opened is a program's; 0: no check
    form_posts_per_minute: int = 30  # registrations from one network address; 0: no limit
    proxies: int = 0  # reverse proxies in front, whose X-Forwarded-For is believed
    geoip_file: str = ""  # a MaxMind database (GeoLite2 City or Country); empty: no countries and cities
    blocked_domains_file: str = ""  # mail domains that cannot register, one a line
    mail_per_minute: int = 0  # to addresses of one domain; 0: no limit
    media: str = "janus"  # janus | off
    media_ip: str = ""  # the address Janus uses for media; empty: that of the interface with the default route
    media_public_ip: str = ""  # the address that browsers reach when media_ip is behind 1:1 NAT
    media_port_range: str = "20000-20999"  # UDP ports for media
    media_max_watchers: int = 400  # people who receive media from this server at once
    turn_url: str = ""  # turn:turn.example.org:3478
    turn_secret: str = ""  # coturn's static-auth-secret
    api_calls_per_second: int = 0  # of the REST APIs; 0: no limit
    api_calls_per_month: int = 0  # in 30 days from the first call; 0: no limit
    api_limits_by: str = "workspace"  # workspace: all its tokens share the two budgets | token: each has its own
    webhook_allow: list[str] = []  # networks and host names that webhooks may be sent to although they are not public
    webhook_http: bool = False  # may webhooks be sent without TLS?
    oauth_password_grant: bool = False  # may programs exchange somebody's e-mail and password for a token?
    oauth_anonymous_clients: bool = False  # may anyone register a client at /api/oauth/clients, without a token?
    oauth_dynamic_clients: bool = True  # may programs register themselves at /oauth/register, as MCP clients do?
    page_base: int = 1  # first page number of REST lists for new tokens: 1, or 0 as Livestorm counts

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir).expanduser().resolve()

    @property
    def effective_database_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data_path / 'footlights.db'}"

    @property
    def shows_mails(self) -> bool:
        """Can kept mails be read at /dev/mail? They hold personal links: only on a loopback address."""
        return not self.smtp_url and urlsplit(self.base_url).hostname in {"127.0.0.1", "localhost", "::1"}

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def api_base(self) -> str:
        return self.api_url.rstrip("/") or self.base_url

    @property
    def embed_base(self) -> str:
        return self.embed_url.rstrip("/") or self.base_url

    @property
    def mail_domain(self) -> str:
        """The host name of addresses that are made up here; a literal one has no domain of its own."""
        host = urlsplit(self.base_url).hostname or ""
        return host if "." in host and not host.replace(".", "").isdigit() else "localhost"


def load_settings(
    environ: Mapping[str, str] = os.environ, *, file: Path | None = None, **overrides: object
) -> Settings:
    """Read settings: defaults, then `file`, then variables, then `overrides` that are not None.

    Raises SettingsError for an unknown name (in file or environment) or a value of the wrong type.
    """
    values: dict[str, Any] = _read_file(file) if file else {}  # Any: checked by msgspec below
    values |= {key.removeprefix(PREFIX).lower(): value for key, value in environ.items() if key.startswith(PREFIX)}
    values |= {key: value for key, value in overrides.items() if value is not None}
    for name in ("cors_origins", "webhook_allow"):
        if isinstance(values.get(name), str):
            values[name] = [part.strip() for part in values[name].split(",") if part.strip()]
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"A setting cannot be used: {error}") from error
    _check(settings)
    return settings


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text())
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {file} cannot be read: {error}") from error


def _check(settings: Settings) -> None:
    if settings.page_base not in (0, 1):
        raise SettingsError("PAGE_BASE is 0 or 1.")
    if settings.api_limits_by not in ("workspace", "token"):
        raise SettingsError("API_LIMITS_BY is 'workspace' or 'token'.")
    if min(settings.api_calls_per_second, settings.api_calls_per_month) < 0:
        raise SettingsError("API_CALLS_PER_SECOND and API_CALLS_PER_MONTH are 0 (no limit) or more.")
    if min(settings.form_min_seconds, settings.form_posts_per_minute, settings.proxies, settings.mail_per_minute) < 0:
        raise SettingsError("FORM_MIN_SECONDS, FORM_POSTS_PER_MINUTE, PROXIES and MAIL_PER_MINUTE are 0 or more.")
    for name in ("public_url", "api_url", "embed_url"):
        if not re.fullmatch(r"(https?://[^/?#\s]+/?)?", getattr(settings, name)):
            raise SettingsError(f"{name.upper()} is an address without a path, such as https://events.example.org.")
    if settings.media not in ("janus", "off"):
        raise SettingsError("MEDIA is 'janus' or 'off'.")
    low, _, high = settings.media_port_range.partition("-")
    if not (low.isdigit() and high.isdigit() and 1024 <= int(low) < int(high) <= 65535):
        raise SettingsError("MEDIA_PORT_RANGE is two ports with a dash, such as 20000-20999.")
