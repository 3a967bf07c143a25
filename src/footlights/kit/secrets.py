"""Tokens, their hashes, passwords and signatures. Only hashes are stored; what must be shown again is derived."""

import base64
import hashlib
import hmac
import secrets
from functools import cache, lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

_passwords = PasswordHasher()


def new_token(prefix: str = "") -> str:
    """A random token with 256 bits, safe in URLs and headers."""
    return prefix + secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 in hex: enough for tokens that are random already."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    """Argon2id with the library's current parameters; about 50 ms, so call it in a thread."""
    return _passwords.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Compare in the same time whether or not the person has a password."""
    try:
        return _passwords.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """The hash of a password that no one has."""
    return _passwords.hash(secrets.token_hex(16))


def derive(key: bytes, purpose: str, *parts: str) -> str:
    """HMAC-SHA256 in hex over `purpose` and `parts`, each set apart by its length."""
    text = "".join([f"{len(part)}:{part}" for part in (purpose, *parts)])
    begun = _begun(key).copy()
    begun.update(text.encode())
    return begun.hexdigest()


@lru_cache(maxsize=8)
def _begun(key: bytes) -> hmac.HMAC:
    """The state after the key: lists derive something for everyone, and getting ready is a third of the time."""
    return hmac.new(key, digestmod="sha256")


def sign(key: bytes, purpose: str, payload: bytes) -> str:
    """`payload` and its signature as one token without padding: `<payload>.<signature>`, both base64url."""
    body = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    return f"{body}.{derive(key, purpose, body)[:43]}"


def unsign(key: bytes, purpose: str, token: str) -> bytes | None:
    """The payload of a token made by `sign` with the same key and purpose, else None."""
    body, _, signature = token.partition(".")
    if not hmac.compare_digest(derive(key, purpose, body)[:43].encode(), signature.encode()):
        return None
    try:
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except ValueError:
        return None


def seal(key: bytes, purpose: str, text: str) -> str:
    """`text` as only this key opens it again: for what somebody else chose and we must send (Fernet specification)."""
    return _box(key, purpose).encrypt(text.encode()).decode()


def unseal(key: bytes, purpose: str, sealed: str) -> str | None:
    """What `seal` was given with the same key and purpose, else None."""
    try:
        return _box(key, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(key: bytes, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(derive(key, "seal", purpose))))
