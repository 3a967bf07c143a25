"""Finding and keeping answers."""

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from footlights.idempotency.models import KeptAnswer
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, Invalid
from footlights.kit.secrets import seal, unseal

LASTS = timedelta(hours=24)
LONGEST = 255
SEALED = "kept answer"
"""What answers are sealed for: some carry secrets that are stored nowhere else, such as those of webhooks."""


class KeyReused(Invalid):
    code = "idempotency_key_reused"


class AnswerLost(Conflict):
    code = "answer_lost"


class AnsweredBefore(Exception):
    """Not a refusal: the request was answered already, and this is the answer."""

    def __init__(self, status: int, document: str) -> None:
        super().__init__()
        self.status = status
        self.document = document


@dataclass(frozen=True)
class PendingKey:
    """The key of a request that is being answered; `status` is what a good answer will have."""

    workspace_id: str
    key: str
    digest: str
    status: int
    secret_key: bytes = field(repr=False)  # the server's


pending_key: ContextVar[PendingKey | None] = ContextVar("pending_key", default=None)


def check_key(key: str) -> str:
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        sentence = f"Idempotency-Key is 1 to {LONGEST} printable ASCII characters."
        raise Invalid(sentence, code="invalid_idempotency_key")
    return key


def digest_of(*parts: bytes) -> str:
    """SHA-256 in hex over the parts, each set apart by its length."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


async def refuse_second(db: Db, pending: PendingKey, *, now: datetime) -> None:
    """Raise AnsweredBefore for a request that was answered, KeyReused for another one with its key.

    AnswerLost: the server's secret key is another one since.
    """
    own = (KeptAnswer.workspace_id == pending.workspace_id) & (KeptAnswer.key == pending.key)
    kept = (await db.scalars(select(KeptAnswer).where(own, KeptAnswer.expires_at > now))).one_or_none()
    if kept is None:
        return
    if kept.digest != pending.digest:
        raise KeyReused("This Idempotency-Key was sent with another request.")
    is_plain = kept.document.startswith("{")  # from before answers were sealed
    document = kept.document if is_plain else unseal(pending.secret_key, SEALED, kept.document)
    if document is None:
        raise AnswerLost("This request was answered before, and its answer cannot be read any more.")
    raise AnsweredBefore(kept.status, document)


async def keep_answer(db: Db, pending: PendingKey, document: str, *, now: datetime) -> None:
    """Keep the answer for LASTS, in the transaction of what it answers."""
    await db.execute(delete(KeptAnswer).where(KeptAnswer.expires_at <= now))
    db.add(
        KeptAnswer(
            workspace_id=pending.workspace_id,
            key=pending.key,
            digest=pending.digest,
            status=pending.status,
            document=seal(pending.secret_key, SEALED, document),
            expires_at=now + LASTS,
        )
    )
    await db.flush()
