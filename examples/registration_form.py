#!/usr/bin/env python3
"""A registration form of your own: asks what the event asks, registers through the API, shows the personal link.

    API_URL=… API_TOKEN=… python examples/registration_form.py SESSION_ID [--port 8000]

The token stays on this side and needs the scope events:write. `?utm_source=…` and the page people come from are
passed on. Put a web server with TLS in front of it for more than a trial.
"""

import argparse
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
from api import Api, Refused, Resource, stop

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<h1>{title}</h1>
{body}
</html>
"""
MOST_BYTES = 64 * 1024
SOURCES = ("referrer", "utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign")
Answers = dict[str, list[str]]
Problems = dict[str, str]
"""Sentences by field id; those about no field are under an empty one."""


class Form:
    """The form of one session."""

    def __init__(self, api: Api, session_id: str) -> None:
        self._api = api
        self._path = f"/sessions/{quote(session_id, safe='')}"
        document = api.call("GET", self._path, params={"include": "event"})
        event = next(other for other in document["included"] if other["type"] == "events")["attributes"]
        self.title: str = event["title"]
        self.fields: list[Resource] = sorted(event["fields"], key=lambda field: field["order"])

    def register(self, answers: Answers) -> tuple[str, Problems]:
        """The personal link, or what is wrong."""
        missing = [field["id"] for field in self.fields if field["required"] and not any(answers.get(field["id"], []))]
        if missing:
            return "", dict.fromkeys(missing, "Please fill this in.")
        fields = [
            {"id": field["id"], "value": value(field, answers)} for field in self.fields if field["id"] in answers
        ]
        sources = {name: answers[name][0] for name in SOURCES if answers.get(name)}
        body = {"data": {"type": "people", "attributes": {"fields": fields, **sources}}}
        try:
            person = self._api.call("POST", f"{self._path}/people", json=body)["data"]
        except Refused as refusal:
            return "", self._explain(refusal)
        except httpx.HTTPError:
            return "", {"": "The registration does not work at the moment. Please try again later."}
        return person["attributes"]["registrant_detail"]["connection_link"], {}

    def _explain(self, refusal: Refused) -> Problems:
        if refusal.status == httpx.codes.CONFLICT:
            return {"": f"{refusal}. Your link is in the mail you got."}
        known = {field["id"] for field in self.fields}
        if refusal.status not in {httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY}:
            return {"": "The registration does not work at the moment. Please try again later."}
        problems: Problems = {}
        for problem in refusal.problems:
            place = str((problem.get("source") or {}).get("pointer", "")).rpartition("/")[2]
            problems[place if place in known else ""] = str(problem.get("detail", ""))
        return problems

    def page(self, answers: Answers, problems: Problems) -> str:
        parts = [f'<p role="alert">{escape(problems[""])}</p>'] if "" in problems else []
        parts.append('<form method="post">')
        parts += [row(field, answers.get(field["id"], []), problems.get(field["id"], "")) for field in self.fields]
        hidden = [(name, answers[name][0]) for name in SOURCES if answers.get(name)]
        parts += [f'<input type="hidden" name="{name}" value="{escape(text)}">' for name, text in hidden]
        parts.append("<button>Register</button>\n</form>")
        return PAGE.format(title=escape(self.title), body="\n".join(parts))

    def thanks(self, link: str) -> str:
        body = (
            f'<p>You are registered.</p>\n<p><a href="{escape(link)}">Your personal link</a>: keep it to yourself.</p>'
        )
        return PAGE.format(title=escape(self.title), body=body)


def value(field: Resource, answers: Answers) -> str | list[str]:
    return answers[field["id"]] if field["type"] == "multiple" else answers[field["id"]][0]


def row(field: Resource, given: list[str], problem: str) -> str:
    """One question with its answer so far, and what is wrong with it."""
    name, required = escape(field["id"]), " required" if field["required"] else ""
    about = f' aria-invalid="true" aria-describedby="{name}-problem"' if problem else ""
    attributes = f'id="{name}" name="{name}"{required}{about}'
    label = escape(field["id"].replace("_", " ").capitalize())
    said = f' <strong id="{name}-problem">{escape(problem)}</strong>' if problem else ""
    return f'<p><label for="{name}">{label}</label> {control(field, given, attributes)}{said}</p>'


def control(field: Resource, given: list[str], attributes: str) -> str:
    if field["type"] != "multiple":
        kind = {"email": "email", "avatar": "url"}.get(field["id"], "text")
        return f'<input type="{kind}" {attributes} value="{escape(given[0] if given else "")}">'
    options = field.get("options") or {"items": []}
    many = " multiple" if options.get("multiple_answers") else ""
    items = [""] * (not many) + [str(item["value"]) for item in options["items"]]
    rows = [f"<option{' selected' if item in given else ''}>{escape(item)}</option>" for item in items]
    return f"<select {attributes}{many}>{''.join(rows)}</select>"


class Handler(BaseHTTPRequestHandler):
    form: Form
    timeout = 10

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path != "/":
            return self._answer(404, PAGE.format(title="Not found", body=""))
        given = parse_qs(url.query)
        sources = {name: given[name] for name in SOURCES if name in given}
        referrer = self.headers.get("referer")
        return self._answer(200, self.form.page({**({"referrer": [referrer]} if referrer else {}), **sources}, {}))

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 9 or int(length) > MOST_BYTES:
            return self._answer(413, PAGE.format(title="Too long", body=""))
        answers = parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace"))
        link, problems = self.form.register(answers)
        if problems:
            return self._answer(422, self.form.page(answers, problems))
        return self._answer(200, self.form.thanks(link))

    def _answer(self, status: int, page: str) -> None:
        content = page.encode()
        self.send_response(status)
        for name, text in {
            "content-type": "text/html; charset=utf-8",
            "content-length": str(len(content)),
            "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
        }.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing: addresses of pages may say who somebody is."""


def main() -> None:
    parser = argparse.ArgumentParser(description="A registration form of one session.")
    parser.add_argument("session", help="the id of the session")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    try:
        Handler.form = Form(Api(), asked.session)
    except (Refused, httpx.HTTPError) as error:
        stop(f"The session cannot be read: {error}")
    with ThreadingHTTPServer(("127.0.0.1", asked.port), Handler) as server:
        print(f"The form is at http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
