"""The organiser's console at `/console`: server-rendered pages whose forms work without scripts.

Every handler finds the visitor (`access`), opens a transaction, calls an action or query and answers (`answers`) with a
page, a part of one for htmx, or a 303 that leaves a notice. `routes` is what the application mounts.
"""

from litestar import Router
from litestar.di import Provide

from footlights.edges.console import (
    developers,
    events,
    home,
    imports,
    people,
    publishing,
    report,
    sessions,
    settings,
    show,
    sign_in,
    team,
    webhooks,
)
from footlights.edges.console.access import PATH, admit, provide_visitor, refuse_foreign
from footlights.edges.console.answers import handle_refusal
from footlights.edges.console.forms import read_form
from footlights.kit.errors import AppError

_open = Router(
    PATH,
    route_handlers=[
        sign_in.show_sign_in,
        sign_in.enter,
        sign_in.leave,
        sign_in.show_invitation,
        sign_in.take_invitation,
        sign_in.show_first_run,
        sign_in.found,
    ],
    before_request=refuse_foreign,
    dependencies={"form": Provide(read_form)},
    exception_handlers={AppError: handle_refusal},
    include_in_schema=False,
)

_team = Router(
    PATH,
    route_handlers=[
        home.show_home,
        home.show_live,
        events.list_events,
        events.show_new_event,
        events.create,
        events.show_event,
        events.show_sessions,
        events.show_settings,
        events.save_section,
        events.show_slug,
        publishing.publish,
        publishing.ask_unpublish,
        publishing.unpublish,
        publishing.ask_delete,
        publishing.delete,
        sessions.schedule,
        sessions.start_meeting,
        sessions.show_session,
        sessions.show_session_form,
        sessions.change_session,
        sessions.ask_cancel,
        sessions.cancel,
        sessions.enter_room,
        people.show_event_people,
        people.add,
        people.set_role,
        people.replace_link,
        people.ask_remove,
        people.remove,
        show.show_plan,
        show.add,
        show.add_file,
        show.remove,
        show.move,
        report.show_report,
        team.show_team,
        team.invite,
        team.resend,
        team.ask_remove,
        team.remove,
        developers.show_tokens,
        developers.create,
        developers.ask_revoke,
        developers.revoke,
        webhooks.show_webhooks,
        webhooks.create,
        webhooks.show_webhook,
        webhooks.show_delivery,
        webhooks.test,
        webhooks.pause,
        webhooks.resume,
        webhooks.replay,
        webhooks.rotate,
        webhooks.ask_remove,
        webhooks.remove,
        imports.show_upload,
        imports.upload,
        imports.show_columns,
        imports.start,
        imports.show_import,
        imports.download_errors,
        settings.show_settings,
        settings.save_settings,
        settings.show_account,
        settings.save_password,
        settings.save_theme,
        settings.end_sign_in,
        settings.show_more,
    ],
    before_request=admit,
    dependencies={"form": Provide(read_form), "visitor": Provide(provide_visitor, sync_to_thread=False)},
    exception_handlers={AppError: handle_refusal},
    include_in_schema=False,
)

routes = [_open, _team]
