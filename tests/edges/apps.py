"""Applications under test, built once in each process: registering all routes takes longer than most tests."""

from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

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
