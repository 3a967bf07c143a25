"""Making a page."""

from babel import Locale
from litestar import MediaType, Response

from footlights.edges.look import speak
from footlights.edges.look.visit import visit
from footlights.edges.look.words import languages
from footlights.edges.pages.fields import field_name
from footlights.kit.clock import utcnow
from footlights.services import Services

Html = Response[str]


def render(
    services: Services,
    template: str,
    *,
    language: str = "en",
    status: int = 200,
    headers: dict[str, str] | None = None,
    **view: object,
) -> Html:
    """A template of `templates/pages` in the language that the visitor chose, or else in `language`, the event's."""
    here = visit.get()
    language = here.language or language
    with speak(language):
        html = services.templates.get_template(f"pages/{template}").render(
            now=utcnow(),
            page_language=language,
            page_address=here.address,
            tongues={code: Locale(code).display_name for code in languages()},
            base_url=services.settings.base_url,
            keeps_mails=services.settings.shows_mails,
            field_name=field_name,
            **view,
        )
    return Response(
        html,
        media_type=MediaType.HTML,
        status_code=status,
        headers={"cache-control": "no-store", **(headers or {})},
    )
