"""The configuration of Janus: written anew for each start, with fresh secrets, into a directory of its own."""

import fcntl
import os
import secrets
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from footlights.media.settings import MediaSettings
from footlights.media.types import MediaUnavailable, NoNetwork

LIBRARY = "/usr/lib/{machine}-linux-gnu/janus"
SIOCGIFADDR = 0x8915
PLUGINS = (
    "sip",
    "nosip",
    "lua",
    "duktape",
    "videocall",
    "voicemail",
    "echotest",
    "recordplay",
    "audiobridge",
    "textroom",
    "streaming",
)
TRANSPORTS = ("http", "mqtt", "nanomsg", "rabbitmq", "pfunix")

JANUS = """\
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{library}/plugins"
  transports_folder = "{library}/transports"
  events_folder = "{library}/events"
  loggers_folder = "{library}/loggers"
  api_secret = "{api_secret}"
  admin_secret = "{admin_secret}"
  session_timeout = 30
  reclaim_session_timeout = 10
  event_loops = {loops}
  debug_level = 3
  debug_timestamps = true
  debug_colors = false
  hide_dependencies = true
}}
media: {{ rtp_port_range = "{low}-{high}"  no_media_timer = 2  slowlink_threshold = 10  twcc_period = 100 }}
nat: {{
  full_trickle = false
  ice_lite = false
  ignore_mdns = true
  ice_enforce_list = "{media_ip}"
{public}}}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
loggers: {{ disable = "libjanus_jsonlog.so" }}
events: {{ broadcast = false }}
"""
WEBSOCKETS = """\
general: {{ json = "compact"  ws = true  ws_unix = "{socket}"  wss = false  ws_logging = ""\
  pingpong_trigger = 10  pingpong_timeout = 5 }}
admin: {{ admin_ws = false  admin_wss = false }}
"""
VIDEOROOM = 'general: {{ admin_key = "{admin_key}"  lock_rtp_forward = true  string_ids = true }}\n'


@dataclass(frozen=True)
class JanusConfig:
    """Where Janus is reached, and the secrets that only this process knows."""

    folder: Path
    socket: Path
    media_ip: str
    api_secret: str
    admin_key: str


def write_config(folder: Path, settings: MediaSettings) -> JanusConfig:
    """Write the files that `janus -F folder` reads. Raises NoNetwork without an address."""
    media_ip = settings.media_ip or find_media_ip()
    config = JanusConfig(folder, folder / "janus.sock", media_ip, secrets.token_hex(24), secrets.token_hex(24))
    public = ""
    if settings.media_public_ip:
        public = f'  nat_1_1_mapping = "{settings.media_public_ip}"\n  keep_private_host = true\n'
    janus = JANUS.format(
        folder=folder,
        library=LIBRARY.format(machine=os.uname().machine),
        api_secret=config.api_secret,
        admin_secret=secrets.token_hex(24),
        loops=2 * (os.cpu_count() or 1),
        low=settings.port_range[0],
        high=settings.port_range[1],
        media_ip=media_ip,
        public=public,
        plugins=",".join(f"libjanus_{name}.so" for name in PLUGINS),
        transports=",".join(f"libjanus_{name}.so" for name in TRANSPORTS),
    )
    (folder / "janus.jcfg").write_text(janus)
    (folder / "janus.transport.websockets.jcfg").write_text(WEBSOCKETS.format(socket=config.socket))
    (folder / "janus.plugin.videoroom.jcfg").write_text(VIDEOROOM.format(admin_key=config.admin_key))
    return config


def find_media_ip() -> str:
    """The address of the interface with the default route, else of any that is not loopback; sends nothing.

    Janus ignores loopback and, given an address that it does not find, falls back to every interface: so the address
    is always written down.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: connecting a UDP socket only asks the routing table
            address = str(probe.getsockname()[0])
            if not address.startswith("127."):
                return address
        except OSError:
            pass
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", name[:15].encode()))
            except OSError:
                continue
            address = socket.inet_ntoa(answer[20:24])
            if not address.startswith("127."):
                return address
    raise NoNetwork("This machine has no network address besides loopback, and video needs one.")


def check_address(address: str) -> None:
    """Refuse an address that this machine does not have: Janus would then offer every interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError as error:
            raise MediaUnavailable(f"MEDIA_IP {address} is no address of this machine.") from error
    if address.startswith("127."):
        raise MediaUnavailable("MEDIA_IP cannot be a loopback address: Janus does not use those.")
