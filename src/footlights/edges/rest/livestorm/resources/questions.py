"""Questions, with their written answers."""

import msgspec

from footlights.edges.rest.livestorm.documents import Resource, unix
from footlights.engagement.models import Question
from footlights.events.models import Session


class QuestionAttributes(msgspec.Struct, kw_only=True):
    """Authors are ids of people, null for who asked without a name; an answer's members are null before it."""

    event_id: str
    session_id: str
    question: str
    question_author_id: str | None
    response: str | None
    response_author_id: str | None
    responded_orally: bool
    response_orally: bool
    responded_at: int | None
    created_at: int
    updated_at: int


def question_resource(session: Session, question: Question) -> Resource:
    """Who asked without a name stays without one here. `responded_orally` has two spellings in use."""
    is_answered = question.status == "answered"
    is_oral = is_answered and question.answer is None
    return Resource(
        "questions",
        question.id,
        QuestionAttributes(
            event_id=session.event_id,
            session_id=question.session_id,
            question=question.text,
            question_author_id=asker_id(question),
            response=question.answer if is_answered else None,
            response_author_id=question.answer_person_id,
            responded_orally=is_oral,
            response_orally=is_oral,
            responded_at=unix(question.answered_at) if question.answered_at else None,
            created_at=unix(question.created_at),
            updated_at=unix(question.updated_at),
        ),
    )


def asker_id(question: Question) -> str | None:
    return None if question.is_anonymous else question.person_id
