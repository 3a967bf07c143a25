"""What handlers of the pages and of REST are given, by name."""

from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.services import Services

Running = NamedDependency[Services]
"""The parameter `services`."""
PathText = FromPath[str]
"""A part of the address."""
