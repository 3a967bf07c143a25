"""How often a room speaks. A send costs the same for one line as for ten, so a crowd hears more at once, less often.

One process sends about 25,000 frames a second (`make bench-room`, one core); these steps keep a room of 3,000 below
two thirds of that while everyone claps, and a line still arrives within half a second.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between rounds of sending, between sums of reactions, and between counts of who is here."""

    round_s: float
    reactions_s: float
    present_s: float


SMALL = Pace(0.0, 0.0, 0.5)
FULL = Pace(0.2, 0.5, 2.0)
CROWDED = Pace(0.3, 1.0, 3.0)


def pace_of(connections: int) -> Pace:
    """A round of zero seconds: as soon as the process's own tick allows."""
    if connections <= 500:
        return SMALL
    return FULL if connections <= 1500 else CROWDED
