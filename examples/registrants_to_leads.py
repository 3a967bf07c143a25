#!/usr/bin/env python3
"""Turn registrants into leads for a CRM, by webhook.

    API_URL=… API_TOKEN=… python examples/registrants_to_leads.py --make https://crm.example.org/hooks
    WEBHOOK_SECRET=… python examples/registrants_to_leads.py --leads leads.csv [--port 8001] [--consent newsletter]

The first command subscribes an address to people.registered and prints the secret. The second listens behind that
address, checks signatures, and appends a line to a CSV for each new registrant; with --consent only for those who
answered yes to that field. `Leads.add` is the place for your CRM's own call. A delivery that comes again changes
nothing, and whatever was missed while this program was off is delivered when it is back. The token needs the scope
webhooks:write.
"""

import argparse
import csv
import os
from pathlib import Path
from typing import Any

import httpx
from api import Api, Refused, Resource, safe, stop
from hooks import Seen, receive

COLUMNS = {
    "email": "Email",
    "first_name": "First Name",
    "last_name": "Last Name",
    "company": "Company",
    "job_title": "Title",
}
"""Field ids, and what the CRM calls them."""
EXTRA = ("Lead Source", "Campaign", "Webinar", "Person ID")


def main() -> None:
    parser = argparse.ArgumentParser(description="Turn registrants into leads.")
    parser.add_argument("--make", metavar="URL", help="subscribe this address and print the secret")
    parser.add_argument("--leads", type=Path, default=Path("leads.csv"))
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--consent", metavar="FIELD", help="only people who said yes to this field")
    asked = parser.parse_args()
    if asked.make:
        print(subscribe(asked.make))
        return
    secret = os.environ.get("WEBHOOK_SECRET", "")
    if not secret:
        stop("Set WEBHOOK_SECRET to the secret that --make printed.")
    leads = Leads(asked.leads, asked.consent)
    receive(secret, Seen(asked.leads.with_suffix(".seen")), leads.handle, port=asked.port)


def subscribe(url: str) -> str:
    """Make the webhook. Its secret is in this answer only."""
    attributes = {"url": url, "event": "people.registered"}
    try:
        made = Api().call("POST", "/webhooks", json={"data": {"type": "webhooks", "attributes": attributes}})
    except (Refused, httpx.HTTPError) as error:
        stop(f"The webhook cannot be made: {error}")
    return str(made["data"]["attributes"]["secret"])


class Leads:
    """A CSV of leads."""

    def __init__(self, path: Path, consent: str | None) -> None:
        self._path = path
        self._consent = consent

    def handle(self, event: str, person: Resource) -> None:
        attributes = person["attributes"]
        if event != "people.registered" or attributes["role"] != "participant":
            return
        detail = attributes["registrant_detail"]
        answers: dict[str, Any] = {field["id"]: field["value"] for field in detail["fields"]}  # Any: text or texts
        if self._consent and str(answers.get(self._consent)).lower() != "true":
            return
        known = {**answers, **{name: attributes[name] for name in ("email", "first_name", "last_name")}}
        lead = {name: known.get(id) or "" for id, name in COLUMNS.items()}
        lead |= {
            "Lead Source": detail["utm_source"] or detail["referrer"] or "Webinar",
            "Campaign": detail["utm_campaign"] or "",
            "Webinar": detail["session_id"],
            "Person ID": person["id"],
        }
        self.add(lead)

    def add(self, lead: dict[str, Any]) -> None:  # Any: text or texts
        is_new = not self._path.exists()
        with self._path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*COLUMNS.values(), *EXTRA], lineterminator="\n")
            if is_new:
                writer.writeheader()
            writer.writerow({name: safe(str(value)) for name, value in lead.items()})


if __name__ == "__main__":
    main()
