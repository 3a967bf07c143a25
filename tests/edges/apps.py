"""Applications under test, built once in each process: registering all routes takes longer than most tests."""

from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

from footlights.app import create_app
from footlights.services import Services

_built: dict[str, Litestar] = {}


def app_over(services: Services, name: str, **parts: Any) -> Litestar:
    """The application of that name over these services and with a fresh state; `parts` are what it is built of."""
    app = _built.get(name)
    if app is None:
        built = Litestar(
            dependencies={"services": Provide(lambda: built.state.services, sync_to_thread=False)},
            openapi_config=None,
            **parts,
        )
        app = _built[name] = built
    app.state = State({"services": services, "assets": services.assets})
    return app


def whole_app(services: Services) -> Litestar:
    """Every edge over these services; built anew only for settings that it is built by."""
    name = f"{services.settings.base_url} {services.settings.cors_origins}"
    app = _built.get(name)
    if app is None:
        app = _built[name] = create_app(services)
    app.state = State({"services": services, "assets": services.assets})
    return app
