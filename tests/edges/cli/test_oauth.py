"""`footlights oauth client` on a data directory."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from footlights.edges.cli import app
from footlights.kit.errors import AppError

REDIRECT = "https://crm.example.org/callback"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = run("init", "--data", str(tmp_path), "--workspace", "Hearth", "--email", "ines@example.org", "--json")
    assert made.exit_code == 0, made.output
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def client(data: Path, *arguments: str) -> Result:
    return run("oauth", "client", *arguments, "--data", str(data))


def test_create_list_and_revoke(data: Path) -> None:
    made = json.loads(client(data, "create", "--name", "CRM", "--redirect", REDIRECT, "--json").stdout)
    (listed,) = json.loads(client(data, "list", "--json").stdout)
    revoked = client(data, "revoke", str(made["client_id"]), "--json")

    assert (type(made["client_id"]), len(made["client_secret"]), made["redirect_uri"]) == (int, 40, REDIRECT)
    assert (listed["client_id"], listed["name"], "client_secret" in listed) == (made["client_id"], "CRM", False)
    assert json.loads(revoked.stdout)["client_id"] == made["client_id"]
    assert json.loads(client(data, "list", "--json").stdout) == []


def test_plain_words(data: Path) -> None:
    made = client(data, "create", "--name", "CRM", "--redirect", REDIRECT, "--scopes", "events:read", "--public")
    listed = client(data, "list")

    assert made.stdout.splitlines()[1:] == ["client_secret: None", f"redirect_uri: {REDIRECT}"]
    assert listed.stdout.endswith(f"  CRM  {REDIRECT}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "--name", "CRM", "--redirect", "http://crm.example.org/"),
        ("create", "--name", " ", "--redirect", REDIRECT),
        ("create", "--name", "CRM", "--redirect", REDIRECT, "--scopes", "events:delete"),
        ("revoke", "123456789"),
    ],
)
def test_refusals(data: Path, arguments: tuple[str, ...]) -> None:
    refused = client(data, *arguments)

    assert isinstance(refused.exception, AppError)
