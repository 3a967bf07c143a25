"""Settings of media control."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class MediaSettings:
    data_dir: Path  # the log of Janus goes here
    janus_binary: str = "janus"
    media_ip: str | None = None  # None: the address of the interface with the default route
    media_public_ip: str | None = None  # what browsers reach when media_ip is behind 1:1 NAT
    port_range: tuple[int, int] = (20000, 20999)  # UDP, both ends included
    turn_url: str | None = None
    turn_secret: str | None = None
    enabled: bool = True
    max_watchers: int = 400  # measured: 450 viewers of 500 kbit/s keep one core busy
    max_publishers: int = 16  # per room: twelve people, a shared screen, a film, and some who just change tabs
