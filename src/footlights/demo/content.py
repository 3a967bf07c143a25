"""What the demo says. All of it is invented."""

from typing import NamedTuple

WORKSPACE = "Hearth & Grid"
OWNER = ("Ines", "Marchetti", "ines@hearthgrid.example")
SPEAKER = ("Tomasz", "Wilk", "tomasz@hearthgrid.example")
ZONE = "Europe/Amsterdam"

PAST = "Heat pumps in old houses: what last winter taught us"
PAST_TEXT = (
    "<p>We followed 64 homes built before 1978 through a whole winter. What worked, what did not, and what it cost.</p>"
    "<p>With time for your own house at the end.</p>"
)
LIVE = "Open house: ask us anything about heating"
LIVE_TEXT = "<p>Walk in, listen, ask. We are here all day.</p>"
UPCOMING = "Solar on a north roof: when it still pays"
UPCOMING_TEXT = (
    "<p>Forty minutes with real roofs, real bills and a simple rule that you can use on your own street.</p>"
)
OWN = "A room of your own"
OWN_TEXT = "<p>Press Start when you like. Nobody is watching unless you invite them.</p>"
NOTE = (
    "Make tea. Find last year’s gas bill if you can; in the second half you can hold your own house against the "
    "figures."
)


class Guest(NamedTuple):
    """Someone of the past webinar: minutes after the start at which they came and went (None: never came)."""

    first_name: str
    last_name: str
    came: int | None
    left: int | None


GUESTS = [
    Guest("Hanneke", "Kuipers", 0, 45),
    Guest("Oluwaseun", "Bello", 0, 45),
    Guest("Marit", "Løvdal", 1, 45),
    Guest("Davide", "Vianello", 0, 44),
    Guest("Noor", "Haddad", 2, 45),
    Guest("Samuel", "Okafor", 0, 31),
    Guest("Katarzyna", "Zielińska", 4, 45),
    Guest("Jürgen", "Brandt", 0, 45),
    Guest("Aoife", "Brennan", 3, 38),
    Guest("Mehmet", "Yıldız", 0, 22),
    Guest("Inês", "Carvalho", 6, 45),
    Guest("Lars", "Nygård", 0, 45),
    Guest("Chiara", "Fontana", 1, 45),
    Guest("Wouter", "de Vries", 0, 12),
    Guest("Elena", "Petrova", 0, 45),
    Guest("Thabo", "Mokoena", 9, 45),
    Guest("Sophie", "Lambert", 0, 40),
    Guest("Mateusz", "Nowak", None, None),
    Guest("Freya", "Lindqvist", None, None),
    Guest("Omar", "Benali", None, None),
    Guest("Greta", "Hofmann", None, None),
    Guest("Pádraig", "Nolan", None, None),
    Guest("Yara", "Santos", None, None),
    Guest("Bram", "Jansen", None, None),
]

CHAT = [
    (2, "Hanneke", "Our radiators are from 1964. Do they all have to go?"),
    (4, "Ines", "Usually two or three rooms, not all. Tomasz shows the sizing table in a moment."),
    (7, "Oluwaseun", "Ours ran at 38 °C flow all January. Brick terrace, 1931, no wall insulation at all."),
    (9, "Marit", "That 2.9 is lower than the brochure said. Good to see a real figure for once."),
    (13, "Davide", "Does the study split houses with a buffer tank from those without?"),
    (14, "Ines", "It does, on page 21. I will put the link into the follow-up."),
    (21, "Jürgen", "What did the noisiest one sound like from the neighbour’s window?"),
    (27, "Noor", "Is there an on-premise way to log the heat meter, without a cloud?"),
    (33, "Elena", "Thank you, the bill comparison was what I came for."),
    (43, "Lars", "Clear and honest. More of this, please."),
]
