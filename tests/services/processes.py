"""Starting a server as a child that dies with us, as an ordinary user even when we are root."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def unprivileged_user() -> str | None:
    """Whom servers run as when we are root; None when we are not."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def as_user(command: list[str], end: signal.Signals = signal.SIGTERM) -> list[str]:
    """The command, run without privileges and ended by the kernel, by the signal `end`, when this process ends."""
    user = unprivileged_user()
    drop = []
    if user is not None:
        entry = pwd.getpwnam(user)
        drop = [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    return ["setpriv", *drop, "--pdeathsig", end.name.removeprefix("SIG"), *command]


def give_to_user(path: Path) -> None:
    user = unprivileged_user()
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def wait_for(check: Callable[[], bool], process: subprocess.Popen[bytes], *, what: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not check():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{what} did not start")
        time.sleep(0.02)
