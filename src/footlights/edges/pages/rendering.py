"""Making a page."""

from litestar import MediaType, Response

from footlights.edges.look import speak
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
    """A template of `templates/pages` in the event's language."""
    with speak(language):
        html = services.templates.get_template(f"pages/{template}").render(
            now=utcnow(),
            page_language=language,
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
