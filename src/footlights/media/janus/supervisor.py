"""Keeping one Janus alive."""

import asyncio
import contextlib
import os
import pwd
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from footlights.media.janus.client import JanusClient
from footlights.media.janus.config import JanusConfig, check_address, write_config
from footlights.media.janus.protocol import ConnectionLost, JanusError
from footlights.media.settings import MediaSettings
from footlights.media.types import MediaUnavailable, NoNetwork

PROBE_EVERY_S = 1.5
PROBE_LIMIT_S = 2.0
START_S = 10.0
STOP_S = 1.0
BACKOFF_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
LOG_NAME = "janus.log"
log = structlog.get_logger()

Up = Callable[[JanusClient, JanusConfig], Awaitable[None]]
Down = Callable[[], None]


class Supervisor:
    """Starts Janus, watches it, starts it again. `up` runs after each start, `down` after each loss."""

    def __init__(self, settings: MediaSettings, *, up: Up, down: Down) -> None:
        self._settings = settings
        self._up = up
        self._down = down
        self._task: asyncio.Task[None] | None = None
        self.pid: int | None = None

    async def open(self) -> None:
        """Start and wait for the first `up`. Raises MediaUnavailable when it cannot start at all."""
        if shutil.which(self._settings.janus_binary) is None:
            raise MediaUnavailable("Janus is not installed. Install the package “janus”, or set MEDIA=off.")
        if self._settings.media_ip:
            check_address(self._settings.media_ip)
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(ready), name="janus")
        try:
            await ready
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    async def _run(self, ready: asyncio.Future[None]) -> None:
        failures = 0
        while True:
            try:
                await self._live_once(ready)
                failures = 0
            except NoNetwork as error:
                if not ready.done():
                    ready.set_exception(error)
                    return
            except (JanusError, MediaUnavailable, OSError) as error:
                failures += 1
                log.warning("janus_failed", error=str(error), failures=failures)
                if not ready.done() and (failures >= 3 or isinstance(error, MediaUnavailable)):
                    ready.set_exception(
                        MediaUnavailable(f"Janus does not start ({error}). See {self._settings.data_dir / LOG_NAME}.")
                    )
                    return
            await asyncio.sleep(BACKOFF_S[min(failures, len(BACKOFF_S) - 1)])

    async def _live_once(self, ready: asyncio.Future[None]) -> None:
        """One life of Janus, from start to loss."""
        with tempfile.TemporaryDirectory(prefix="footlights-janus-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            config = write_config(folder, self._settings)
            process = await self._start(folder)
            self.pid = process.pid
            try:
                client = await _connect(config, process)
                try:
                    await self._up(client, config)
                    if not ready.done():
                        ready.set_result(None)
                    await _watch(client, process)
                finally:
                    await client.close()
                    self._down()
            finally:
                self.pid = None
                await _stop(process)
        log.warning("janus_lost", pid=process.pid, code=process.returncode)

    async def _start(self, folder: Path) -> asyncio.subprocess.Process:
        command = [*_unprivileged(folder), self._settings.janus_binary, "-F", str(folder)]
        self._settings.data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._settings.data_dir / LOG_NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.DEVNULL, stdout=handle, stderr=handle, cwd=folder
            )
        finally:
            os.close(handle)


def _unprivileged(folder: Path) -> list[str]:
    """The prefix that takes privileges away and ties the child's life to ours; `folder` is given to that user."""
    drop: list[str] = []
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        drop = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    return ["setpriv", *drop, "--no-new-privs", "--pdeathsig", "KILL"]


async def _connect(config: JanusConfig, process: asyncio.subprocess.Process) -> JanusClient:
    """Connect as soon as the socket is there."""
    async with asyncio.timeout(START_S):
        while True:
            if process.returncode is not None:
                raise ConnectionLost(f"Janus ended with code {process.returncode}")
            try:
                return await JanusClient.connect(config.socket, config.api_secret)
            except ConnectionLost:
                await asyncio.sleep(0.02)


async def _watch(client: JanusClient, process: asyncio.subprocess.Process) -> None:
    """Return when Janus is lost: its process ended, its socket closed, or it does not answer any more."""
    ended = asyncio.create_task(process.wait())
    closed = asyncio.create_task(client.lost.wait())
    try:
        while True:
            done, _ = await asyncio.wait([ended, closed], timeout=PROBE_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
            if done:
                return
            try:
                await client.ping(timeout_s=PROBE_LIMIT_S)
            except JanusError:
                return
    finally:
        ended.cancel()
        closed.cancel()


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
