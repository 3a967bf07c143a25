"""The room's WebSocket at `/live/{session_id}`: calls in, frames out. `docs/protocol.md` is the contract.

- `handler`: one connection, from the handshake to the goodbye.
- `commands`: what a call is: a function, the type it takes, and where it runs.
- `room_calls`, `chat_calls`, `talk_calls`, `media_calls`: the calls.
"""

from footlights.edges.socket.handler import live

__all__ = ["live"]
