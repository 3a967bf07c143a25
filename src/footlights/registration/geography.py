"""Countries and cities of network addresses, from a MaxMind database file that the operator provides."""

from dataclasses import dataclass

import geoip2.database
from geoip2.errors import AddressNotFoundError
from maxminddb import InvalidDatabaseError


class UnusableDatabase(Exception):
    """The file is missing or is no MaxMind database; the message is one line for the operator."""


@dataclass(frozen=True)
class Place:
    city: str | None = None
    country_code: str | None = None
    country_name: str | None = None


class Geography:
    """Looks addresses up in `file` (GeoLite2 City or Country); without one it knows no place."""

    def __init__(self, file: str = "") -> None:
        self._reader: geoip2.database.Reader | None = None
        if not file:
            return
        try:
            self._reader = geoip2.database.Reader(file)
        except (OSError, InvalidDatabaseError) as error:
            raise UnusableDatabase(f"The address database {file} cannot be read.") from error

    def find(self, address: str) -> Place:
        """Where an address is, in English; an empty place when that is not known."""
        if self._reader is None:
            return Place()
        try:
            if "City" in self._reader.metadata().database_type:
                found = self._reader.city(address)
                return Place(found.city.name, found.country.iso_code, found.country.name)
            country = self._reader.country(address).country
            return Place(None, country.iso_code, country.name)
        except (AddressNotFoundError, ValueError, InvalidDatabaseError):
            return Place()

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
