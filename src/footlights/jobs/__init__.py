"""Jobs: work after the transaction, at least once.

`enqueue` adds a job to the caller's transaction; `worker.Worker` claims due jobs by a conditional UPDATE, runs the
handler of the job's kind outside any transaction, and retries with backoff until `max_attempts`. A handler takes ids,
loads, acts, and may run twice.
"""

from footlights.jobs.models import Job
from footlights.jobs.queue import add_job, enqueue, enqueue_many

__all__ = ["Job", "add_job", "enqueue", "enqueue_many"]
