"""Packages: how much one account of the team may use. Null is no limit; what has no limit here is not rationed."""

import msgspec

from footlights.kit.errors import Forbidden, Invalid, filled


class Package(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    max_attendees: int | None = None  # places of a session
    max_presenters: int | None = None
    concurrent_sessions: int | None = None  # sessions of one owner that are live at once
    storage_bytes: int | None = None
    recording_minutes: int | None = None
    evergreens: int | None = None
    features: tuple[str, ...] = ("registration", "chat", "questions", "polls", "embedding", "api")


PACKAGES = {
    package.id: package
    for package in (
        Package(id=1, name="Unlimited"),
        Package(id=2, name="Standard", max_attendees=100, concurrent_sessions=2),
        Package(id=3, name="Small", max_attendees=10, concurrent_sessions=1),
    )
}
DEFAULT = PACKAGES[1]


class OverPackage(Forbidden):
    """The owner's package does not reach so far."""

    code = "package_limit"


def package_of(package_id: int | None) -> Package:
    return PACKAGES.get(package_id or DEFAULT.id, DEFAULT)


def check_package(package_id: int) -> int:
    if package_id not in PACKAGES:
        raise Invalid("The selected package is invalid.", code="unknown_package", pointer="package_id")
    return package_id


def places_within(package: Package, places: int | None) -> int | None:
    """Places of a session: what is wanted, at most the package's, which also counts when nothing is (OverPackage)."""
    if package.max_attendees is None:
        return places
    if places is not None and places > package.max_attendees:
        raise OverPackage(
            filled(
                "The package %(name)s has %(places)s places for a session.",
                name=package.name,
                places=package.max_attendees,
            )
        )
    return places or package.max_attendees
