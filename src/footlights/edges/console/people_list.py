"""The table of a session's people, on the pages of the session and of its event."""

from footlights.edges.console.access import Asked
from footlights.edges.console.answers import View
from footlights.edges.console.forms import read_paging
from footlights.edges.console.rows import SessionRow
from footlights.kit.database import Db
from footlights.registration.links import join_link
from footlights.registration.models import Registration
from footlights.registration.queries import list_registrations
from footlights.registration.requests import list_requests
from footlights.services import Services

PER_PAGE = 50
ROLES = ("attendee", "speaker", "moderator", "host")


async def people_view(
    request: Asked, services: Services, db: Db, row: SessionRow, *, values: dict[str, str] | None = None
) -> View:
    """What the table of people needs; search and page are in the address."""
    paging = read_paging(request, PER_PAGE)
    page = await list_registrations(db, row.session, search=paging.search, limit=paging.size, offset=paging.offset)

    def link_of(registration: Registration) -> str:
        return join_link(services.settings.base_url, services.secret_key, registration, registration.person)

    return {
        "people": [(registration, link_of(registration)) for registration in page.registrations],
        **paging.view(page.total),
        "requests": await list_requests(db, row.session),
        "roles": ROLES,
        "add_values": values or {},
    }
