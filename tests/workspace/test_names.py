from footlights.workspace.models import Person


def test_person_without_a_name_is_called_like_the_mailbox() -> None:
    assert Person(email="ines@example.org").name == "ines"
    assert Person(email="ines@example.org", first_name="Ines", last_name="Marchetti").name == "Ines Marchetti"
    assert Person(email="1767225600+id@unknown.example.org").name == "Guest"
    assert Person(email="guest-id@guests.invalid").name == "Guest"
