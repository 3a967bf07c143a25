from typing import cast

import pytest
from jinja2 import DictLoader, Environment, UndefinedError

from footlights.edges.assets import Assets
from footlights.edges.look import make_environment, speak
from footlights.edges.look.environment import FOLDERS, coded, sanitised
from footlights.kit.errors import Invalid, filled
from tests.edges.conftest import NamedAssets

TYPED = '<b>bold</b> & "quoted"'


@pytest.fixture
def environment() -> Environment:
    made = make_environment(cast("Assets", NamedAssets()))
    made.loader = DictLoader(
        {
            "page.html": "{{ typed }}",
            "mail.txt": "{{ typed }}",
            "mail.subject": "{{ typed }}",
            "no.html": "{{ nothing }}",
        }
    )
    return made


def test_pages_escape_and_plain_text_does_not(environment: Environment) -> None:
    assert environment.get_template("page.html").render(typed=TYPED) == "&lt;b&gt;bold&lt;/b&gt; &amp; &#34;quoted&#34;"
    for name in ("mail.txt", "mail.subject"):
        assert environment.get_template(name).render(typed=TYPED) == TYPED


def test_undefined_name_is_an_error(environment: Environment) -> None:
    with pytest.raises(UndefinedError):
        environment.get_template("no.html").render()


def test_every_template_of_the_product_compiles() -> None:
    environment = make_environment(cast("Assets", NamedAssets()))
    names = environment.list_templates(extensions=["html"])

    assert all(folder.is_dir() for folder in FOLDERS)
    assert {"pages/event.html", "console/home.html"} <= set(names)
    for name in names:
        environment.get_template(name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<p>Hi</p>", "<p>Hi</p>"),
        (None, ""),
        ("<script>x()</script>y", "y"),
        ('<p onclick="x()" style="color:red">y</p>', "<p>y</p>"),
        ('<a href="javascript:x()">y</a>', '<a rel="noopener noreferrer nofollow">y</a>'),
        ("<img src=x onerror=y><iframe></iframe>z", "z"),
    ],
)
def test_typed_html_keeps_plain_formatting_only(typed: str | None, shown: str) -> None:
    assert sanitised(typed) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Send `page[size]` and `a<b`.", "Send <code>page[size]</code> and <code>a&lt;b</code>."),
        ("One ` alone, <b>", "One ` alone, &lt;b&gt;"),
        (None, ""),
    ],
)
def test_backticks_set_code(text: str | None, shown: str) -> None:
    assert coded(text) == shown


def test_what_people_typed_is_no_format_and_no_html_when_it_is_translated(environment: Environment) -> None:
    refusal = Invalid(filled("There is no field “%(name)s”.", name="100 %s <b>"))
    shown = environment.from_string("{% autoescape true %}{{ sentence|spoken }} {{ plain|spoken }}{% endautoescape %}")

    with speak("fr"):
        said = shown.render(sentence=refusal.sentence, plain="50 % of <i>")

    assert said == "Il n’y a pas de champ « 100 %s &lt;b&gt; ». 50 % of &lt;i&gt;"
