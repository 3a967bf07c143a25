"""Every table of the product in one metadata, for migrations."""

import footlights.email.models
import footlights.engagement.cards.models
import footlights.engagement.cues.models
import footlights.engagement.handouts.models
import footlights.engagement.models
import footlights.engagement.polls.models
import footlights.engagement.quizzes.models
import footlights.engagement.reports.models
import footlights.engagement.slides.models
import footlights.engagement.storage.models
import footlights.events.models
import footlights.idempotency.models
import footlights.imports.models
import footlights.jobs.models
import footlights.numbering.models
import footlights.oauth.models
import footlights.outbox.models
import footlights.registration.models
import footlights.room.models
import footlights.webhooks.models
import footlights.workspace.models  # noqa: F401
from footlights.kit.database import Base

metadata = Base.metadata
