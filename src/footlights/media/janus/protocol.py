"""The Janus protocol, without I/O: requests go out with a transaction, what comes in is sorted by it.

A request ends with a reply, with an acknowledgement, or (plugin messages) with an acknowledgement and then an event
under the same transaction. Everything else that arrives is news about a handle.

    JanusError
      RequestFailed     Janus or a plugin refused; `code` is Janus's number
      ConnectionLost    the socket or the process is gone, or an answer did not come in time
"""

import secrets
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

Message = dict[str, Any]  # Any: JSON of the Janus API
Ends = Literal["reply", "ack", "event"]

ROOM_EXISTS = 427
NO_SUCH_ROOM = 426
ROOM_FULL = 432
NO_SUCH_FEED = 428


class JanusError(Exception):
    """Anything that goes wrong with Janus."""


class RequestFailed(JanusError):
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code


class ConnectionLost(JanusError):
    pass


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of one request."""

    transaction: str
    data: Message
    jsep: Message | None = None
    error: RequestFailed | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Something about a handle that nobody asked for. `kind` is Janus's word: event, webrtcup, hangup, …"""

    handle: int
    kind: str
    data: Message
    jsep: Message | None = None


class Protocol:
    """Open requests of one connection."""

    def __init__(self, api_secret: str) -> None:
        self._api_secret = api_secret
        self._open: dict[str, Ends] = {}

    def request(self, verb: str, *, ends: Ends, **members: object) -> tuple[str, bytes]:
        """A request and the transaction under which its answer comes; members that are None are left out."""
        transaction = secrets.token_hex(8)
        self._open[transaction] = ends
        message: Message = {"janus": verb, "transaction": transaction, "apisecret": self._api_secret}
        message |= {name: value for name, value in members.items() if value is not None}
        return transaction, msgspec.json.encode(message)

    def forget(self, transaction: str) -> None:
        """Stop waiting; a late answer is dropped."""
        self._open.pop(transaction, None)

    def receive(self, text: str | bytes) -> Answer | News | None:
        """What a message means; None for acknowledgements on the way and for late answers."""
        message: Message = msgspec.json.decode(text)
        kind = str(message.get("janus"))
        transaction = str(message.get("transaction", ""))
        ends = self._open.get(transaction)
        if ends is not None:
            return self._answer(transaction, ends, kind, message)
        if transaction and kind in {"success", "error", "ack"}:
            return None
        return News(int(message.get("sender", 0)), kind, _plugin_data(message) or message, message.get("jsep"))

    def _answer(self, transaction: str, ends: Ends, kind: str, message: Message) -> Answer | None:
        if kind == "ack" and ends != "ack":
            return None
        del self._open[transaction]
        if kind == "error":
            error = message.get("error", {})
            return Answer(transaction, {}, error=RequestFailed(int(error.get("code", 0)), str(error.get("reason", ""))))
        data = _plugin_data(message)
        if data is None:
            return Answer(transaction, message.get("data") or {})
        if "error_code" in data:
            return Answer(transaction, data, error=RequestFailed(int(data["error_code"]), str(data.get("error", ""))))
        return Answer(transaction, data, message.get("jsep"))


def _plugin_data(message: Message) -> Message | None:
    plugin = message.get("plugindata")
    return plugin.get("data", {}) if isinstance(plugin, dict) else None
