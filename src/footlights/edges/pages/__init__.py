"""Public pages: what people see who do not sign in. They work without scripts, and never tell who is registered."""

from litestar.types import ControllerRouterHandler

from footlights.edges.pages import (
    captured,
    company,
    embeds,
    events,
    files,
    form_frames,
    front,
    links,
    numbered,
    pictures,
    places,
    registering,
    room,
)
from footlights.edges.pages.refusals import exception_handlers

routes: list[ControllerRouterHandler] = [
    events.show_front,
    events.show_event,
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
    company.give_ical,
    company.give_rss,
    company.give_json,
    pictures.show_picture,
    room.enter,
    files.router,
    links.give_report,
    links.give_stored,
    room.come_in,
    room.show_left,
    form_frames.show_form,
    form_frames.send_form,
    form_frames.send_numbered_form,
    form_frames.show_form_done,
    embeds.embed_room,
    embeds.embed_form,
    embeds.give_elements,
    numbered.log_in,
    numbered.show_resource,
    numbered.show_linked,
    numbered.come_in,
    front.show_front_page,
    front.show_below_front,
    captured.list_mails,
    captured.show_mail,
    captured.show_mail_html,
]

__all__ = ["exception_handlers", "routes"]
