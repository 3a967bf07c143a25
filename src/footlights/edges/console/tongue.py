"""The language of the console: the one chosen at this server, else what the browser asks for, else English."""

from litestar.types import ASGIApp, Receive, Scope, Send

from footlights.edges.look.visit import asked_language
from footlights.edges.look.words import speak


class SpeakAsAsked:
    """Middleware: whatever answers a request of the console speaks the language of who asks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with speak(asked_language(scope)):
            await self._app(scope, receive, send)
