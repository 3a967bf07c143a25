"""Public pages: what people see who do not sign in. They work without scripts, and never tell who is registered."""

from litestar.types import ControllerRouterHandler

from footlights.edges.pages import captured, company, events, files, links, pictures, places, quizzes, registering, room
from footlights.edges.pages.refusals import exception_handlers

routes: list[ControllerRouterHandler] = [
    events.show_front,
    events.show_event,
    events.show_event_by_slug,
    events.choose_zone,
    events.show_done,
    events.give_calendar,
    registering.register,
    places.show_own,
    places.change_own,
    places.show_request,
    places.answer_offer,
    places.ask_unsubscribe,
    places.unsubscribe,
    company.show_company,
    company.give_ical,
    company.give_rss,
    company.give_json,
    pictures.show_picture,
    room.enter,
    files.router,
    links.give_report,
    links.give_stored,
    quizzes.show_quiz,
    quizzes.take_quiz,
    room.come_in,
    captured.list_mails,
    captured.show_mail,
    captured.show_mail_html,
]

__all__ = ["exception_handlers", "routes"]
