from pathlib import Path

import pytest

from footlights.registration.geography import Geography, Place, UnusableDatabase
from footlights.registration.provenance import read_client
from tests.services.mmdb import city, write_mmdb

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (CHROME, ("Chrome", "126.0.0.0", "Windows", "10.0")),
        (f"{CHROME} Edg/126.0.1.2", ("Edge", "126.0.1.2", "Windows", "10.0")),
        (SAFARI, ("Safari", "17.5", "iOS", "17.5")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0", ("Firefox", "126.0", "Linux", None)),
        ("curl/8.0", (None, None, None, None)),
        ("", (None, None, None, None)),
    ],
)
def test_browser_and_system_are_read(agent: str, told: tuple[str | None, ...]) -> None:
    client = read_client(user_agent=agent)

    assert (client.browser_name, client.browser_version, client.os_name, client.os_version) == told


def test_screen_language_and_place_are_read() -> None:
    client = read_client(accept_language="nl-NL,nl;q=0.9", screen="390x844", place=Place("Lyon", "FR", "France"))
    junk = read_client(accept_language="<script>", screen="1x99999999")

    assert (client.screen_width, client.screen_height, client.language) == (390, 844, "nl-NL")
    assert (client.ip_city, client.ip_country_code, client.ip_country_name) == ("Lyon", "FR", "France")
    assert (junk.screen_width, junk.language) == (None, None)


def test_without_a_database_no_place_is_known(tmp_path: Path) -> None:
    assert Geography().find("203.0.113.4") == Place()
    with pytest.raises(UnusableDatabase):
        Geography(str(tmp_path / "none.mmdb"))


@pytest.mark.parametrize(
    ("kind", "lyon"),
    [("GeoLite2-City", Place("Lyon", "FR", "France")), ("GeoLite2-Country", Place(None, "FR", "France"))],
)
def test_database_file_tells_where_an_address_is(tmp_path: Path, kind: str, lyon: Place) -> None:
    geography = Geography(write_mmdb(tmp_path / "geo.mmdb", kind, {"203.0.113.0/24": city("Lyon", "FR", "France")}))

    assert geography.find("203.0.113.77") == lyon
    assert geography.find("198.51.100.1") == Place()
    assert geography.find("2001:db8::1") == Place()
    assert geography.find("no address") == Place()
    geography.close()


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"not a database" * 100)

    with pytest.raises(UnusableDatabase):
        Geography(str(broken))
