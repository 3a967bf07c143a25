#!/usr/bin/env python3
"""Register everyone in a CSV to a session.

    API_URL=… API_TOKEN=… python examples/bulk_registration.py SESSION_ID people.csv [--dry-run] [--in-fifties]

The file has a heading with field ids (email, first_name, …). One call takes all of it, up to 50,000 rows; with
--in-fifties it goes in jobs of fifty, which Livestorm's own API takes as well. Either way the same command again, after
whatever interrupted it, registers nobody twice. What failed is written to standard output as CSV, with the reason. The
token needs the scope events:write.
"""

import argparse
import csv
import hashlib
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import httpx
from api import Api, Refused, Resource, safe, stop

FIFTY = 50
PAUSE_S = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description="Register everyone in a CSV to a session.")
    parser.add_argument("session", help="the id of the session")
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="check every row and register nobody")
    parser.add_argument("--in-fifties", action="store_true", help="in jobs of fifty, as Livestorm takes them")
    asked = parser.parse_args()
    path = f"/sessions/{quote(asked.session, safe='')}/people"
    try:
        api = Api()
        jobs = fifties(api, path, asked.file) if asked.in_fifties else [whole(api, path, asked.file, asked.dry_run)]
        failed = [task for job in jobs for task in finish(api, job)]
    except (Refused, httpx.HTTPError, OSError) as error:
        stop(f"The people cannot be registered: {error}")
    write(failed)
    raise SystemExit(1 if failed else 0)


def whole(api: Api, path: str, file: Path, is_dry_run: bool) -> Resource:
    """All of the file in one call. The key is made of the file: sending it again finds the job that is there."""
    content = file.read_bytes()
    key = hashlib.sha256(path.encode() + content).hexdigest() + ("-dry" if is_dry_run else "")
    headers = {"idempotency-key": key, "content-type": "text/csv"}
    query = {"dry_run": "true"} if is_dry_run else {}
    job: Resource = api.call("POST", f"{path}/import", content=content, headers=headers, params=query)["data"]
    return job


def fifties(api: Api, path: str, file: Path) -> Iterator[Resource]:
    """One job after the other, so that a call budget lasts."""
    with file.open(newline="", encoding="utf-8-sig") as opened:
        rows = csv.DictReader(opened)
        while part := list(islice(rows, FIFTY)):
            tasks = [{"fields": [{"id": id, "value": value} for id, value in row.items() if id]} for row in part]
            body = {"data": {"type": "jobs", "attributes": {"tasks": tasks}}}
            key = hashlib.sha256(repr((path, tasks)).encode()).hexdigest()
            yield api.call("POST", f"{path}/bulk", json=body, headers={"idempotency-key": key})["data"]


def finish(api: Api, job: Resource) -> list[Resource]:
    """Wait until a job is over; its tasks that failed."""
    while job["attributes"]["status"] == "processing":
        time.sleep(PAUSE_S)
        job = api.call("GET", f"/jobs/{job['id']}")["data"]
        counts = job["attributes"]
        print(f"{counts['total_processed_items']} of {counts['total_items']}", file=sys.stderr)
    if not job["attributes"]["total_failed"]:
        return []
    tasks, _ = api.read_all(f"/jobs/{job['id']}/tasks")
    return [task for task in tasks if task["attributes"]["status"] == "failed"]


def write(failed: list[Resource]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if failed:
        writer.writerow(["email", "problem"])
    for task in failed:
        attributes = task["attributes"]
        problems = "; ".join(error["detail"] for error in attributes["errors"])
        writer.writerow([safe(attributes["email"] or ""), safe(problems)])


if __name__ == "__main__":
    main()
