"""Statements of the lists of people, for every choice of filters and every order: kept, because they are asked often.

A filter is known by the name of its parameter. Its condition stands here; its value goes with the asking.
"""

from functools import lru_cache

from sqlalchemy import bindparam, exists, func, select

from footlights.edges.rest.livestorm.inputs import (
    Query,
    by_time,
    choice,
    email_filter,
    email_keys,
    flag_filter,
    ordered,
    time_values,
)
from footlights.edges.rest.livestorm.listing import KEPT, Listing, Wanted, listing
from footlights.edges.rest.livestorm.resources.people import BASE, select_places
from footlights.registration.models import Registration
from footlights.room.models import Attendance
from footlights.workspace.models import Person

PLACE_SORTS = {"created_at": Registration.created_at, "updated_at": Registration.updated_at}
PEOPLE_SORTS = {"created_at": Person.created_at, "updated_at": Person.updated_at}
_was_there = exists().where(
    Attendance.session_id == Registration.session_id, Attendance.person_id == Registration.person_id
)
_OF_PLACE = {
    **by_time(created=Registration.created_at, updated=Registration.updated_at),
    "attended": _was_there,
    "missed": ~_was_there,
}
_OF_PERSON = {
    "emails": Person.email_key.in_(bindparam("emails", expanding=True)),
    "roles": Person.role.in_(bindparam("roles", expanding=True)),
}
Filters = dict[str, object]


def place_filters(query: Query) -> Filters:
    """Filters of people in a session, with their values."""
    found: Filters = {**time_values(query)}
    attended = flag_filter(query, "attended")
    if attended is not None:
        found["attended" if attended else "missed"] = True
    return found | person_filters(query)


def person_filters(query: Query) -> Filters:
    """Filters of people anywhere, with their values."""
    emails, roles = email_keys(email_filter(query)), choice(query, "role", ("participant", "team_member"))
    given: Filters = {"emails": sorted(emails), "roles": roles}
    return {name: values for name, values in given.items() if values}


@lru_cache(KEPT)
def session_people(filters: frozenset[str], sort: tuple[str, ...]) -> Listing:
    """Places of `session_id`."""
    own = Registration.session_id == bindparam("session_id")
    of_place = [_OF_PLACE[name] for name in _OF_PLACE if name in filters]
    of_person = [_OF_PERSON[name] for name in _OF_PERSON if name in filters]
    count = select(func.count()).select_from(Registration).where(own, *of_place)
    if of_person:
        count = count.join(Person, Person.id == Registration.person_id).where(*of_person)
    rows = select_places(own, *of_place, *of_person).order_by(*ordered(sort, PLACE_SORTS, id=Registration.id))
    return listing(rows, count)


@lru_cache(KEPT)
def event_people(filters: frozenset[str], sort: tuple[str, ...]) -> Listing:
    """Everyone with a place in a session of `event_id`."""
    places = select(Registration.person_id).where(Registration.event_id == bindparam("event_id"))
    return _people(select(*BASE).where(Person.id.in_(places)), filters, sort)


@lru_cache(KEPT)
def workspace_people(filters: frozenset[str], sort: tuple[str, ...]) -> Listing:
    """Everyone in `workspace_id`."""
    return _people(select(*BASE).where(Person.workspace_id == bindparam("workspace_id")), filters, sort)


def _people(wanted: Wanted, filters: frozenset[str], sort: tuple[str, ...]) -> Listing:
    wanted = wanted.where(*[_OF_PERSON[name] for name in _OF_PERSON if name in filters])
    return listing(wanted.order_by(*ordered(sort, PEOPLE_SORTS, id=Person.id)))
