"""Public pages: what people see who do not sign in. They work without scripts, and never tell who is registered."""

from litestar.types import ControllerRouterHandler

from footlights.edges.pages import captured, events, files, room
from footlights.edges.pages.refusals import exception_handlers

routes: list[ControllerRouterHandler] = [
    events.show_front,
    events.show_event,
    events.show_event_by_slug,
    events.register,
    events.show_done,
    events.give_calendar,
    room.enter,
    files.router,
    room.come_in,
    captured.list_mails,
    captured.show_mail,
    captured.show_mail_html,
]

__all__ = ["exception_handlers", "routes"]
