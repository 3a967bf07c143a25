"""The data directory: made with safe modes, locked against a second server, with the server's secret key."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import Self


class DataDirError(Exception):
    """The data directory cannot be used; the message is one line for the operator."""


class DataDirLock:
    """An exclusive lock for the life of the process; the system releases it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._file = path / "server.lock"
        self._handle: int | None = None

    def acquire(self) -> Self:
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            other = os.read(handle, 20).decode(errors="replace").strip()
            os.close(handle)
            raise DataDirError(
                f"Another server (process {other or 'unknown'}) already uses {self._file.parent}."
            ) from error
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        self._handle = handle
        return self

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def prepare_data_dir(path: Path) -> None:
    """Make the directory if it is missing and see that it can be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = path / ".write-probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise DataDirError(f"The data directory {path} cannot be used: {error.strerror}.") from error


def load_secret_key(path: Path, configured: str) -> bytes:
    """The configured key, or one made once and kept in the data directory (mode 0600)."""
    if configured:
        if len(configured) < 32:
            raise DataDirError("SECRET_KEY needs at least 32 characters.")
        return configured.encode()
    file = path / "secret.key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = file.read_text().strip()
        if len(key) < 32:
            raise DataDirError(f"{file} is damaged: restore it from a backup, or join links will change.") from None
        return key.encode()
    with os.fdopen(handle, "w") as out:
        key = secrets.token_hex(32)
        out.write(key)
        out.flush()
        os.fsync(out.fileno())
    return key.encode()
