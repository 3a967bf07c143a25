"""What every example needs of the REST API: a token, calls, all pages of a list."""

import os
import sys
from typing import Any, NoReturn

import httpx

Resource = dict[str, Any]  # Any: JSON
Included = dict[str, Resource]
TIMEOUT_S = 30


class Refused(Exception):
    """The server does not do what was asked; `problems` are its errors."""

    def __init__(self, status: int, problems: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(str(problem.get("detail") or problem.get("title")) for problem in problems))
        self.status = status
        self.problems = problems


class Api:
    """Speaks to `API_URL` (such as https://webinars.example.org) with the token in `API_TOKEN`."""

    def __init__(self) -> None:
        url, token = os.environ.get("API_URL", ""), os.environ.get("API_TOKEN", "")
        if not url or not token:
            stop("Set API_URL to the address of the server and API_TOKEN to an API token.")
        base = url.rstrip("/").removesuffix("/v1")
        self._http = httpx.Client(base_url=f"{base}/v1", headers={"authorization": token}, timeout=TIMEOUT_S)

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of a good answer. Raises Refused, and httpx.HTTPError when there is none."""
        answer = self._http.request(method, path, **options)
        try:
            document = answer.json() if answer.content else {}
        except ValueError:
            document = {}
        if not answer.is_success:
            raise Refused(answer.status_code, document.get("errors") or [{"detail": f"HTTP {answer.status_code}"}])
        return document

    def read_all(self, path: str, **query: str) -> tuple[list[Resource], Included]:
        """All rows of a list, and what came along with them by id."""
        rows: list[Resource] = []
        included: Included = {}
        page: dict[str, str] = {"page[size]": "100"}
        while True:
            document = self.call("GET", path, params={**query, **page})
            rows += document["data"]
            included |= {other["id"]: other for other in document.get("included", [])}
            following = document["meta"]["next_page"]
            if following is None:
                return rows, included
            page["page[number]"] = str(following)


def stop(why: str) -> NoReturn:
    """End the script with one line."""
    print(why, file=sys.stderr)
    raise SystemExit(1)


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula, for CSV."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
