import pytest

from footlights.engagement.judging import Judged, clean_words, judge
from footlights.kit.errors import Invalid


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("zut", True),
        ("Zut!", True),
        ("ＺＵＴ alors", True),
        ("(zut)", True),
        ("zutphen is a town", False),
        ("hazut", False),
        ("well, spam here", False),
        ("no spam\nhere", False),
        ("what SPAM HERE", True),
    ],
)
def test_whole_words_are_found_whatever_their_case_and_width(text: str, held: bool) -> None:
    assert judge(text, clean_words(["Zut", "what spam here"]), masks=False) == Judged(text, held)


def test_words_are_masked_where_the_room_says_so() -> None:
    assert judge("Zut, and zut again", ["zut"], masks=True) == Judged("•••, and ••• again", False)


def test_what_a_mask_does_not_cover_is_held() -> None:
    assert judge("ｚｕｔ", ["zut"], masks=True).is_held


def test_words_with_signs_of_patterns_are_words() -> None:
    assert judge("a.c", ["a.c"], masks=False).is_held
    assert not judge("abc", ["a.c"], masks=False).is_held


def test_a_list_is_cleaned() -> None:
    assert clean_words([" Zut ", "zut", "", "\x00", "Straße"]) == ["zut", "strasse"]


def test_a_list_has_an_end() -> None:
    with pytest.raises(Invalid):
        clean_words([f"w{number}" for number in range(201)])
