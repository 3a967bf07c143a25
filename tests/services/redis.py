"""A private Redis on a Unix socket."""

import subprocess
from pathlib import Path

from tests.services.processes import as_user, give_to_user, wait_for


class Redis:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.folder / 'redis.sock'}"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        give_to_user(self.folder)
        socket = self.folder / "redis.sock"
        options = ["--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "777", "--save", ""]
        command = ["redis-server", *options, "--dir", str(self.folder)]
        self._process = subprocess.Popen(as_user(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(socket.exists, self._process, what="Redis")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
