"""`footlights demo`: a server with something to look at, and a speaker on stage."""

import contextlib
import http.client
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from footlights.demo.seed import Demo, seed
from footlights.edges.cli.databases import with_database
from footlights.kit.clock import utcnow
from footlights.kit.data_dir import DataDirLock, load_secret_key, prepare_data_dir
from footlights.kit.database import Database
from footlights.media.player import make_demo_clip
from footlights.settings import Settings, load_settings
from footlights.starting import CannotServe, check_port

READY_S = 60
STOP_S = 12


def run(
    data: Annotated[Path, typer.Option(help="Data directory of the demo.")] = Path("./demo-data"),
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
) -> None:
    """Make a demo workspace, serve it, and keep a speaker on stage until Ctrl-C."""
    settings = load_settings(data_dir=str(data), port=port, host=host, log_format="text")
    check_port(settings)
    demo = _prepare(data, settings)
    clip = data / "speaker.webm"
    if settings.media == "janus" and not clip.exists():
        typer.echo("Making the speaker's film (once, about half a minute)…")
        make_demo_clip(clip)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _setter(stopped))
    with contextlib.ExitStack() as children:
        serve = ["-m", "footlights", "serve", "--data", str(data), "--port", str(port), "--host", settings.host]
        server = _start(children, serve, data / "server.log")
        _wait_until_ready(server, settings, data / "server.log")
        if settings.media == "janus":
            _start(children, ["-m", "footlights.media.player", demo.speaker_link, str(clip)], data / "speaker.log")
        _tell(demo, settings)
        while not stopped.wait(0.5):
            if server.poll() is not None:
                raise CannotServe(f"The server has ended. Its last words are in {data / 'server.log'}.")


def _prepare(data: Path, settings: Settings) -> Demo:
    prepare_data_dir(settings.data_path)
    lock = DataDirLock(settings.data_path).acquire()
    try:
        secret_key = load_secret_key(settings.data_path, settings.secret_key)

        async def work(database: Database) -> Demo:
            return await seed(database, data, base_url=settings.base_url, secret_key=secret_key, now=utcnow())

        return with_database(data, work)
    finally:
        lock.release()


def _setter(stopped: threading.Event) -> Callable[[int, FrameType | None], None]:
    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    return stop


def _start(children: contextlib.ExitStack, arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    """A child of its own process group, so that Ctrl-C reaches us alone, ended when the stack closes."""
    out = children.enter_context(log.open("wb"))
    child = subprocess.Popen(  # noqa: S603 (our own interpreter and modules)
        [sys.executable, *arguments], stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True
    )
    children.callback(_end, child)
    return child


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], settings: Settings, log: Path) -> None:
    address = f"http://{settings.host}:{settings.port}/readyz"
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        if server.poll() is not None:
            raise CannotServe(log.read_text(errors="replace").strip().splitlines()[-1].removeprefix("footlights: "))
        with (
            contextlib.suppress(urllib.error.URLError, http.client.HTTPException, OSError),
            urllib.request.urlopen(address, timeout=2),
        ):
            return
        time.sleep(0.1)
    raise CannotServe(f"The server did not become ready. Look into {log}.")


def _tell(demo: Demo, settings: Settings) -> None:
    lines = {
        "Console": f"{settings.base_url}/console",
        "  sign in as": f"{demo.email}  password  {demo.password}",
        "Mails": f"{settings.base_url}/dev/mail",
        "Live now": demo.attendee_link,
        "Host a room": demo.host_link,
        "API token": demo.token,
    }
    typer.echo("\nFootlights is running. Ctrl-C stops it.\n")
    for name, value in lines.items():
        typer.echo(f"{name:<14}{value}")
