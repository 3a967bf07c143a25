"""What a running server is made of; every edge is handed one of these."""

from dataclasses import dataclass, field

from jinja2 import Environment

from footlights.edges.assets import Assets
from footlights.edges.rest.limits import CallLimits
from footlights.kit.database import Database
from footlights.kit.together import GroupWriter
from footlights.media.control import MediaControl
from footlights.registration.geography import Geography
from footlights.room.live import LiveRooms
from footlights.settings import Settings
from footlights.webhooks.addresses import AddressPolicy


@dataclass
class Services:
    settings: Settings
    database: Database
    secret_key: bytes  # signs seats and derives join links
    media: MediaControl
    rooms: LiveRooms
    templates: Environment
    assets: Assets
    limits: CallLimits  # of the REST APIs
    geography: Geography = field(default_factory=Geography)
    blocked_domains: frozenset[str] = frozenset()  # of addresses that cannot register
    is_stopping: bool = False  # the server has been told to end
    together: GroupWriter = field(init=False)

    def __post_init__(self) -> None:
        self.together = GroupWriter(self.database)

    @property
    def webhook_addresses(self) -> AddressPolicy:
        return AddressPolicy(self.settings.webhook_allow, self.settings.webhook_http)
