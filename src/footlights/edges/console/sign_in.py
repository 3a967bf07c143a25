"""Coming in and going out: first run, sign-in, sign-out, invitation."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import (
    COOKIE,
    PATH,
    Asked,
    attempts_of,
    find_visitor,
    keep_opener,
    no_sign_in_cookie,
    safe_next,
    sign_in_cookie,
)
from footlights.edges.console.answers import Html, go, render_bare
from footlights.edges.console.choices import LANGUAGES, time_zones
from footlights.edges.console.forms import Form, problems_of, write
from footlights.edges.look import _
from footlights.edges.pages.guard import address_of
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Conflict, InvalidFields
from footlights.services import Services
from footlights.workspace.actions import (
    Issued,
    accept_invitation,
    create_workspace,
    find_invitation,
    open_sign_in,
    sign_in,
    sign_out,
)
from footlights.workspace.models import Person, SignIn, Workspace
from footlights.workspace.queries import find_any_workspace


@get("/sign-in", name="console.sign_in")
async def show_sign_in(request: Asked, services: NamedDependency[Services]) -> Response[Any]:
    wanted = safe_next(request.query_params.get("next", PATH))
    if await find_visitor(services, request) is not None:
        return go(request, wanted)
    async with services.database.read() as db:
        if await find_any_workspace(db) is None:
            return go(request, f"{PATH}/welcome")
    return keep_opener(render_bare(request, "sign_in.html", values={}, next=wanted), wanted)


@post("/sign-in")
async def enter(request: Asked, services: NamedDependency[Services], form: NamedDependency[Form]) -> Response[Any]:
    """Check e-mail and password; tries are counted (`attempts`)."""
    email, address = form.text("email"), address_of(services, request)
    wanted = safe_next(form.text("next"))
    attempts = attempts_of(request)
    try:
        await attempts.count(email, address)
        async with services.database.write() as db:
            issued = await sign_in(
                db, email=email, password=form.secret("password"), user_agent=_user_agent(request), now=utcnow()
            )
    except AppError as refusal:
        return render_bare(
            request,
            "sign_in.html",
            values=form.values(),
            next=wanted,
            problems=problems_of(refusal),
            status=429 if refusal.kind == "limited" else 422,
        )
    await attempts.forget(email, address)
    return keep_opener(_signed_in(request, services, issued, wanted), wanted)


@post("/sign-out")
async def leave(request: Asked, services: NamedDependency[Services]) -> Response[Any]:
    token = request.cookies.get(COOKIE)
    if token:
        async with services.database.write() as db:
            await sign_out(db, token, now=utcnow())
    answer = go(request, f"{PATH}/sign-in", _("You are signed out."))
    answer.set_cookie(no_sign_in_cookie(services))
    return answer


@get("/invitation/{token:str}")
async def show_invitation(request: Asked, services: NamedDependency[Services], token: FromPath[str]) -> Html:
    async with services.database.read() as db:
        _, person = await find_invitation(db, token, now=utcnow())
        workspace = await _workspace_of(db, person)
    values = {"first_name": person.first_name or "", "last_name": person.last_name or ""}
    return render_bare(request, "invitation.html", person=person, workspace=workspace, values=values)


@post("/invitation/{token:str}")
async def take_invitation(
    request: Asked, services: NamedDependency[Services], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    """Join the team and be signed in at once."""

    async def accept(db: Db) -> Issued[SignIn]:
        member = await accept_invitation(
            db,
            token,
            first_name=form.text("first_name"),
            last_name=form.text("last_name"),
            password=form.secret("password"),
            now=utcnow(),
        )
        return open_sign_in(db, member.id, user_agent=_user_agent(request), now=utcnow())

    try:
        issued = await write(services.database, accept)
    except AppError as refusal:
        if refusal.kind == "gone":
            raise
        return await _invitation_again(request, services, token, form, refusal)
    return _signed_in(request, services, issued, PATH, _("You belong to the team now."))


@get("/welcome")
async def show_first_run(request: Asked, services: NamedDependency[Services]) -> Response[Any]:
    """Only on an empty database; afterwards it leads to the sign-in."""
    async with services.database.read() as db:
        if await find_any_workspace(db) is not None:
            return go(request, f"{PATH}/sign-in")
    values = {"language": "en", "time_zone": "UTC"}
    return render_bare(request, "first_run.html", values=values, languages=LANGUAGES, zones=time_zones())


@post("/welcome")
async def found(request: Asked, services: NamedDependency[Services], form: NamedDependency[Form]) -> Response[Any]:
    """Make the workspace and its owner, if there is none yet; the owner is signed in at once."""

    async def create(db: Db) -> Issued[SignIn]:
        if await find_any_workspace(db) is not None:
            raise Conflict("This server has a workspace already. Sign in, or ask its owner for an invitation.")
        founded = await create_workspace(
            db,
            name=form.text("name"),
            email=form.text("email"),
            password=form.secret("password"),
            time_zone=form.text("time_zone"),
            language=form.text("language"),
            first_name=form.text("first_name"),
            last_name=form.text("last_name"),
            now=utcnow(),
        )
        return open_sign_in(db, founded.owner.id, user_agent=_user_agent(request), now=utcnow())

    try:
        _check_first_run(form)
        issued = await write(services.database, create)
    except AppError as refusal:
        if refusal.kind == "conflict":
            raise
        problems = problems_of(refusal, timezone="time_zone")
        return render_bare(
            request, "first_run.html", values=form.values(), languages=LANGUAGES, zones=time_zones(), problems=problems
        )
    return _signed_in(request, services, issued, PATH)


def _check_first_run(form: Form) -> None:
    wanted = {
        "name": "Give the workspace a name.",
        "first_name": "Tell your first name.",
        "email": "Enter your e-mail address.",
    }
    problems = {name: sentence for name, sentence in wanted.items() if not form.text(name)}
    if form.text("language") not in dict(LANGUAGES):
        problems["language"] = "Choose a language from the list."
    if problems:
        raise InvalidFields(problems)


async def _invitation_again(request: Asked, services: Services, token: str, form: Form, refusal: AppError) -> Html:
    async with services.database.read() as db:
        _, person = await find_invitation(db, token, now=utcnow())
        workspace = await _workspace_of(db, person)
    return render_bare(
        request,
        "invitation.html",
        person=person,
        workspace=workspace,
        values=form.values(),
        problems=problems_of(refusal),
    )


async def _workspace_of(db: Db, person: Person) -> Workspace:
    return await db.get_one(Workspace, person.workspace_id)


def _signed_in(
    request: Asked, services: Services, issued: Issued[SignIn], path: str, told: str | None = None
) -> Response[Any]:
    answer = go(request, path, told)
    answer.set_cookie(sign_in_cookie(services, issued.token))
    return answer


def _user_agent(request: Asked) -> str:
    return request.headers.get("user-agent", "")
