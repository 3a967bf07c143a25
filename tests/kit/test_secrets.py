import hmac

import pytest

from footlights.kit.secrets import derive, hash_password, sign, unsign, verify_password

KEY = b"k" * 32


def test_unsign_gives_back_what_was_signed() -> None:
    assert unsign(KEY, "seat", sign(KEY, "seat", b"payload")) == b"payload"


def test_unsign_refuses_other_key_purpose_and_text() -> None:
    token = sign(KEY, "seat", b"payload")

    refused = [
        unsign(b"o" * 32, "seat", token),
        unsign(KEY, "other", token),
        unsign(KEY, "seat", "x" + token),
        unsign(KEY, "seat", ""),
        unsign(KEY, "seat", "é.é"),
    ]

    assert refused == [None] * 5


def test_derive_keeps_parts_apart() -> None:
    assert derive(KEY, "join", "ab", "c") != derive(KEY, "join", "a", "bc")


def test_verify_password_needs_the_same_password_and_a_stored_one() -> None:
    stored = hash_password("correct horse")

    answers = [verify_password(stored, "correct horse"), verify_password(stored, "x"), verify_password(None, "x")]

    assert answers == [True, False, False]


@pytest.mark.parametrize("length", [1, 32, 64, 65, 200])
def test_derive_is_the_standard_hmac(length: int) -> None:
    key = bytes(range(length))

    expected = hmac.digest(key, b"4:join2:ab1:c", "sha256").hex()

    assert [derive(key, "join", "ab", "c") for _ in range(2)] == [expected] * 2
