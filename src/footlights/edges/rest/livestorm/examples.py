"""One example of every resource and of every body, with made-up data, for the reference."""

from typing import Any

from footlights.edges.rest.livestorm.attributes import AttributeAttributes, OptionShape
from footlights.edges.rest.livestorm.chat import MessageAttributes
from footlights.edges.rest.livestorm.deliveries import ReplayAttributes, ReplayInput
from footlights.edges.rest.livestorm.documents import Resource
from footlights.edges.rest.livestorm.events import EventInput, FieldInput
from footlights.edges.rest.livestorm.identity import OrganizationAttributes
from footlights.edges.rest.livestorm.jobs import BulkInput
from footlights.edges.rest.livestorm.people import AnswerInput, RegistrantInput
from footlights.edges.rest.livestorm.recordings import RecordingAttributes
from footlights.edges.rest.livestorm.resources.events import EventAttributes, Owner
from footlights.edges.rest.livestorm.resources.forms import AnswerShape, FormFieldShape, FormOption, FormOptions
from footlights.edges.rest.livestorm.resources.jobs import JobAttributes, TaskAttributes
from footlights.edges.rest.livestorm.resources.people import (
    BasePerson,
    EventDetail,
    EventPerson,
    SessionDetail,
    SessionPerson,
)
from footlights.edges.rest.livestorm.resources.questions import QuestionAttributes
from footlights.edges.rest.livestorm.resources.sessions import SessionAttributes
from footlights.edges.rest.livestorm.resources.tags import TagAttributes
from footlights.edges.rest.livestorm.resources.webhooks import AttemptShape, DeliveryAttributes, WebhookAttributes
from footlights.edges.rest.livestorm.sessions import SessionChangeInput, SessionInput
from footlights.edges.rest.livestorm.tags import TagInput
from footlights.edges.rest.livestorm.users import UserAttributes, UserInput
from footlights.edges.rest.livestorm.webhooks import WebhookChangeInput, WebhookInput

EVENT = "5b0f6c1e-2f8e-4a54-9f0b-8f2c7f1f0a11"
SESSION = "c0d7a7d5-6a9b-4a55-b1c9-9f3f5c6f1b02"
NOOR = "7d6d1e0b-0d2e-4a9f-8b9d-0c1a5c9b3e44"
IDA = "0d9a4c52-8c0c-4d55-a5b8-0b3f3a4f7d20"
WEBHOOK = "b7d2a1aa-4d3e-4f8c-9a1b-5d6e7f809112"
DELIVERY = "3e1f0a9b-5c4d-4e2f-8a7b-9c0d1e2f3a4b"
JOB = "2f1c0b9a-8d7e-4f6a-9b5c-4d3e2f1a0b9c"
WORKSPACE = "31f0b1c2-9c0c-4a53-8a0f-b8c9c7a61f10"
APP = "https://events.example.org"
LIVE = f"{APP}/p/{EVENT}/live"
KEY = "9f1c2b7d4e5a6c8d0e1f2a"

_ida = BasePerson(
    role="team_member",
    created_at=1766000000,
    updated_at=1766000000,
    timezone="Europe/Paris",
    first_name="Ida",
    last_name="Moreau",
    email="ida@example.org",
    avatar_link=None,
)
_noor: dict[str, Any] = {  # Any: members of different types
    "role": "participant",
    "created_at": 1767300000,
    "updated_at": 1768488600,
    "timezone": None,
    "first_name": "Noor",
    "last_name": "Haddad",
    "email": "noor@example.com",
    "avatar_link": None,
}
_answers = [
    AnswerShape(id="email", type="text", value="noor@example.com", required=True),
    AnswerShape(id="first_name", type="text", value="Noor", required=True),
    AnswerShape(id="last_name", type="text", value="Haddad", required=True),
    AnswerShape(id="plan", type="multiple", value=["Pro"], required=True, custom=True),
]

PEOPLE: dict[type, Resource] = {
    BasePerson: Resource("people", NOOR, BasePerson(**_noor)),
    EventPerson: Resource(
        "people",
        NOOR,
        EventPerson(
            **_noor,
            registrant_detail=EventDetail(
                event_id=EVENT, created_at=1767300000, updated_at=1768488600, fields=_answers
            ),
        ),
    ),
    SessionPerson: Resource(
        "people",
        NOOR,
        SessionPerson(
            **_noor,
            registrant_detail=SessionDetail(
                event_id=EVENT,
                session_id=SESSION,
                created_at=1767300000,
                updated_at=1768488600,
                fields=_answers,
                referrer=None,
                utm_source="newsletter",
                utm_medium=None,
                utm_term=None,
                utm_content=None,
                utm_campaign=None,
                password_key=KEY,
                connection_link=f"{LIVE}?email=noor%40example.com&key={KEY}&s={SESSION}",
                attended=True,
                attendance_rate=96,
                attendance_duration=2650,
                attended_at=1768485725,
                left_at=1768488484,
                registration_type="API",
                is_highlighted=False,
                is_guest_speaker=False,
                session_role=None,
            ),
            messages_count=3,
            questions_count=1,
            votes_count=2,
            up_votes_count=4,
            replay_view_detail=None,
        ),
    ),
}
"""By depth."""

RESOURCES = {
    resource.type: resource
    for resource in (
        Resource(
            "organizations",
            "31f0b1c2-9c0c-4a53-8a0f-b8c9c7a61f10",
            OrganizationAttributes(name="Example Org", slug="example-org"),
        ),
        Resource(
            "users",
            IDA,
            UserAttributes(
                role="host",
                created_at=1766000000,
                updated_at=1766000000,
                first_name="Ida",
                last_name="Moreau",
                email="ida@example.org",
                avatar_link=None,
                locale="en",
                pending_invite=False,
            ),
        ),
        Resource(
            "events",
            EVENT,
            EventAttributes(
                title="Quarterly product tour",
                slug="quarterly-product-tour",
                registration_link=f"{APP}/p/{EVENT}",
                estimated_duration=45,
                registration_page_enabled=True,
                everyone_can_speak=False,
                description="<p>What changed and why.</p>",
                status="published",
                light_registration_page_enabled=True,
                detailed_registration_page_enabled=False,
                recording_enabled=True,
                recording_public=None,
                show_in_company_page=False,
                chat_enabled=True,
                polls_enabled=True,
                questions_enabled=True,
                language="en",
                published_at=1767225600,
                scheduling_status="upcoming",
                created_at=1767139200,
                updated_at=1767225600,
                owner=Owner(id=IDA, attributes=_ida),
                sessions_count=2,
                fields=[
                    FormFieldShape(id="email", type="text", order=0, required=True),
                    FormFieldShape(id="first_name", type="text", order=1, required=True),
                    FormFieldShape(
                        id="plan",
                        type="multiple",
                        order=2,
                        required=True,
                        custom=True,
                        options=FormOptions([FormOption("Free"), FormOption("Pro")], False),
                    ),
                ],
            ),
        ),
        Resource(
            "sessions",
            SESSION,
            SessionAttributes(
                event_id=EVENT,
                event_type_id=EVENT,
                status="past",
                timezone="Europe/Paris",
                room_link=f"{LIVE}?s={SESSION}",
                name=None,
                attendees_count=41,
                duration=2764,
                estimated_started_at=1768485600,
                started_at=1768485720,
                ended_at=1768488484,
                canceled_at=0,
                created_at=1767225600,
                updated_at=1768488484,
                registrants_count=73,
                embed_url=None,
            ),
        ),
        Resource("tags", "aa4cf1f7-5ec0-4b93-8a7e-6a6f6d3b7c33", TagAttributes(title="Customers")),
        Resource(
            "people_attributes",
            "e2b3f0c4-7a0e-4d7e-8f4b-3f2a1c5d6e77",
            AttributeAttributes(
                slug="plan",
                name="Plan",
                placeholder="Pick one",
                description=None,
                type="unique_select",
                builtin=False,
                user_id=IDA,
                options=[
                    OptionShape(label="Free", value="Free", position=0),
                    OptionShape(label="Pro", value="Pro", position=1),
                ],
                created_at=1766100000,
                updated_at=1766100000,
            ),
        ),
        Resource(
            "chat_messages",
            "f4a1c2d3-0b1c-4d2e-8f3a-4b5c6d7e8f90",
            MessageAttributes(
                author_id=NOOR,
                text_content="Hello from Lyon",
                html_content="Hello from Lyon",
                from_team_member=False,
                from_guest_speaker=False,
                created_at=1768485900,
                updated_at=1768485900,
                session_id=SESSION,
                event_id=EVENT,
            ),
        ),
        Resource(
            "questions",
            "0b9d8c7e-6f5a-4b3c-8d2e-1f0a9b8c7d65",
            QuestionAttributes(
                event_id=EVENT,
                session_id=SESSION,
                question="Is there an on-premise build?",
                question_author_id=NOOR,
                response="Yes.",
                response_author_id=IDA,
                responded_orally=False,
                response_orally=False,
                responded_at=1768486500,
                created_at=1768486200,
                updated_at=1768486500,
            ),
        ),
        Resource(
            "recordings",
            "9a8b7c6d-5e4f-4a3b-9c2d-1e0f9a8b7c6d",
            RecordingAttributes(
                event_id=EVENT,
                session_id=SESSION,
                file_type="video",
                mime_type="mp4",
                file_size=183500800,
                file_name="9a8b7c6d.mp4",
                url="https://media.example.org/9a8b7c6d.mp4?signature=…",
                url_generated_at=1768490000,
                url_expires_in=43200,
            ),
        ),
        Resource(
            "webhooks",
            WEBHOOK,
            WebhookAttributes(
                url="https://hooks.example.com/footlights",
                event="people.registered",
                created_at=1767000000,
                updated_at=1767000000,
                events=["people.registered"],
                name="CRM sync",
                policy="park",
                enabled=True,
                disabled_at=0,
                paused_at=0,
                parked_at=0,
                failing_since=0,
                last_status=204,
            ),
        ),
        Resource(
            "deliveries",
            DELIVERY,
            DeliveryAttributes(
                webhook_id=WEBHOOK,
                message_id="msg_3e1f0a9b5c4d4e2f8a7b9c0d1e2f3a4b",
                number=7,
                event="people.registered",
                subject_id=NOOR,
                state="delivered",
                due_at=0,
                attempts=1,
                last_status=204,
                last_ms=231,
                created_at=1767300000,
                delivered_at=1767300001,
                replayed_at=0,
                payload={
                    "data": {
                        "id": NOOR,
                        "type": "people",
                        "attributes": {"email": "noor@example.com"},
                        "relationships": {},
                        "meta": {"webhook": {"event": "people.registered", "organization_id": WORKSPACE}},
                    }
                },
                tries=[
                    AttemptShape(
                        began_at=1767300000,
                        took_ms=231,
                        status=204,
                        problem=None,
                        request_headers={"webhook-id": "msg_3e1f0a9b5c4d4e2f8a7b9c0d1e2f3a4b"},
                        response_headers={"server": "nginx"},
                        response_body="",
                    )
                ],
            ),
        ),
        Resource(
            "jobs",
            JOB,
            JobAttributes(
                status="processing",
                source="api",
                organization_id=WORKSPACE,
                session_id=SESSION,
                total_items=2,
                total_processed_items=0,
                total_fail=0,
                total_success=0,
                total_failed=0,
                total_succeeded=0,
                total_tasks=2,
                total_processed_tasks=0,
                dry_run=False,
                file_name=None,
                created_at=1767300000,
                updated_at=1767300000,
                ended_at=0,
            ),
        ),
        Resource(
            "tasks",
            "c1b2a3d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d",
            TaskAttributes(status="succeeded", errors=[], email="noor@example.com", number=1, line=None),
        ),
        Resource("replays", "8c7b6a5d-4e3f-4a2b-8c1d-0e9f8a7b6c5d", ReplayAttributes(replayed=12)),
    )
}

BODIES: dict[type, Any] = {  # Any: structs of different types
    EventInput: EventInput(
        title="Quarterly product tour",
        description="<p>What changed and why.</p>",
        status="published",
        estimated_duration=45,
        fields=[FieldInput(id="email", required=True), FieldInput(id="company")],
    ),
    SessionInput: SessionInput(estimated_started_at="2030-02-01 15:00:00", timezone="Europe/Paris", name="Part 1"),
    SessionChangeInput: SessionChangeInput(name="Part 2"),
    RegistrantInput: RegistrantInput(
        fields=[AnswerInput(id="email", value="noor@example.com"), AnswerInput(id="first_name", value="Noor")],
        utm_source="newsletter",
    ),
    TagInput: TagInput(title="Customers"),
    UserInput: UserInput(email="tom@example.org", role="host"),
    WebhookInput: WebhookInput(url="https://hooks.example.com/footlights", event="people.registered"),
    WebhookChangeInput: WebhookChangeInput(paused=True),
    BulkInput: BulkInput(
        tasks=[RegistrantInput(fields=[AnswerInput(id="email", value="noor@example.com")], utm_source="newsletter")]
    ),
    ReplayInput: ReplayInput(only_failed=True),
}
