"""The words and the bounds of the protocol."""

from typing import Annotated, Literal

from msgspec import Meta

Role = Literal["host", "moderator", "speaker", "attendee"]
Right = Literal[
    "start",
    "end",
    "note",
    "publish",
    "chat",
    "react",
    "people",
    "moderate",
    "answer",
    "activities",
    "present",
    "stage",
    "roles",
    "hand",
]
Status = Literal["draft", "upcoming", "live", "ended", "canceled"]
StreamKind = Literal["camera", "screen", "file"]
Layout = Literal["speaker", "grid", "presentation", "spotlight"]
StageStanding = Literal["off", "invited", "on"]
Reaction = Literal["applause", "heart", "thumbs_up", "laugh", "surprise"]
PollKind = Literal["single", "multiple", "text", "rating"]
PollStatus = Literal["prepared", "open", "closed"]
CueKind = Literal["poll", "card", "note"]
Grade = Literal["good", "fair", "poor"]
ErrorKind = Literal[
    "invalid", "unauthenticated", "forbidden", "not_found", "conflict", "gone", "limited", "unavailable"
]
ByeCode = Literal[
    "seat_invalid",
    "not_published",
    "canceled",
    "full",
    "removed",
    "shown_out",
    "banned",
    "denied",
    "locked",
    "replaced",
    "too_slow",
    "bad_frames",
    "restarting",
    "silent",
]
Channel = Literal["everyone", "team", "direct"]
"""Who a chat line is for: all, the team alone, or the team and one attendee."""
QuestionStatus = Literal["held", "open", "answering", "answered", "dismissed"]
Language = Annotated[str, Meta(max_length=35)]
"""A language tag; what is not spoken here is English."""
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
MAX_FRAME_BYTES = 256 * 1024
CHAT_KEPT = 200
"""Lines in a snapshot; older ones come by `chat.history`."""
PRIVATE_KEPT = 200
"""Private lines in a snapshot."""
QUESTIONS_KEPT = 300
"""Questions in a snapshot, the newest."""
PINS_MOST = 3
