"""Examples can be copied out of this repository."""

import ast
import sys
from pathlib import Path

import pytest

from tests.examples.conftest import EXAMPLES

SCRIPTS = sorted(EXAMPLES.glob("*.py"))


def imports_of(tree: ast.AST) -> set[str]:
    nodes = list(ast.walk(tree))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_example_needs_only_httpx(script: Path) -> None:
    names = {name.partition(".")[0] for name in imports_of(ast.parse(script.read_text()))}

    assert names - sys.stdlib_module_names <= {"httpx", "api", "hooks"}


def test_every_example_is_in_the_readme() -> None:
    readme = (EXAMPLES / "README.md").read_text()

    assert [script.name for script in SCRIPTS if f"]({script.name})" not in readme] == []
