"""Secrets and the two signatures of a request.

`x-livestorm-signature` is `<unix seconds>,<hex>` with the plain SHA-256 of seconds, secret and body, one after the
other (not an HMAC), as receivers written for Livestorm check it. Beside it stand the three headers of the Standard
Webhooks specification. Each attempt is signed anew, with the time at which it is made.
"""

import base64
import hashlib
import hmac
import math
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks.webhooks import Webhook

from footlights.kit.secrets import derive, unseal
from footlights.webhooks.models import Endpoint

PREFIX = "whsec_"
SEALED = "webhook secret"
"""What a given secret is sealed for."""


def endpoint_secret(secret_key: bytes, endpoint_id: str, version: int) -> str:
    """`whsec_` and 32 bytes in base64. It is derived, so that no secret is stored; the next version replaces it."""
    raw = bytes.fromhex(derive(secret_key, "webhook", endpoint_id, str(version)))
    return PREFIX + base64.b64encode(raw).decode()


def valid_secrets(secret_key: bytes, endpoint: Endpoint, *, now: datetime) -> list[str]:
    """The endpoint's secret, and the one before while both count. One that was given stands alone."""
    if endpoint.sealed_secret is not None:
        return [unseal(secret_key, SEALED, endpoint.sealed_secret) or ""]
    versions = [endpoint.secret_version]
    if endpoint.old_secret_until is not None and endpoint.old_secret_until > now:
        versions.append(endpoint.secret_version - 1)
    return [endpoint_secret(secret_key, endpoint.id, version) for version in versions]


def livestorm_signature(secret: str, body: bytes, *, timestamp: int) -> str:
    digest = hashlib.sha256(str(timestamp).encode() + secret.encode() + body).hexdigest()
    return f"{timestamp},{digest}"


def signed_headers(secrets: Sequence[str], message_id: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """Headers for a body, signed with every secret, the valid one first.

    Standard Webhooks puts all signatures into one header. Livestorm's has room for one: the secret before signs
    `x-livestorm-signature-previous`.
    """
    timestamp = math.floor(now.timestamp())
    standard = [Webhook(secret).sign(message_id, now, body.decode()) for secret in secrets]
    headers = {
        "x-livestorm-signature": livestorm_signature(secrets[0], body, timestamp=timestamp),
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(standard),
    }
    if len(secrets) > 1:
        headers["x-livestorm-signature-previous"] = livestorm_signature(secrets[1], body, timestamp=timestamp)
    return headers


def message_id(delivery_id: str) -> str:
    """`webhook-id`: the same for every attempt and replay of a delivery."""
    return "msg_" + delivery_id.replace("-", "")


def widget_headers(secret: str, delivery_id: str, event: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """Headers in LiveWebinar's dialect: the signature is the HMAC-SHA256 of seconds, a point and the body, in hex."""
    timestamp = str(math.floor(now.timestamp()))
    digest = hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()
    return {
        "x-webinar-event": event,
        "x-webinar-delivery": delivery_id,
        "x-webinar-timestamp": timestamp,
        "x-webinar-signature": f"sha256={digest}",
    }
