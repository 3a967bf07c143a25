"""What every edge is tested over: services on a real database, with a stage that is not there."""

from functools import cache
from pathlib import Path
from typing import cast

import pytest
from jinja2 import Environment

from footlights.edges.assets import Assets
from footlights.edges.look import make_environment
from footlights.edges.rest.limits import CallLimits
from footlights.kit.database import Database
from footlights.media.control import MediaControl
from footlights.room.live import LiveRooms
from footlights.services import Services
from footlights.settings import Settings
from tests.factories import SECRET_KEY
from tests.room.media import StageFake


class NamedAssets:
    """Addresses of the built files, without building them."""

    def url(self, entry: str) -> str:
        return f"/static/{entry}"

    def source(self, name: str) -> str:
        return "var footlights = {place: (wanted) => wanted};"

    def styles(self, entry: str) -> list[str]:
        return [f"/static/{entry}.css"]


@cache
def _templates() -> Environment:
    """Compiled once in each process."""
    return make_environment(cast("Assets", NamedAssets()))


@pytest.fixture
def services(database: Database, tmp_path: Path) -> Services:
    settings, assets, media = (
        Settings(data_dir=str(tmp_path), form_min_seconds=0),
        cast("Assets", NamedAssets()),
        StageFake(),
    )
    rooms = LiveRooms(database, media, settings, SECRET_KEY)
    limits = CallLimits(settings)
    return Services(settings, database, SECRET_KEY, cast("MediaControl", media), rooms, _templates(), assets, limits)
