"""Call-to-action cards: a title, a text and a button that leads to one https address, through a count of clicks."""
