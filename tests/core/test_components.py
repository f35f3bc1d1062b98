"""The component tag is strict, escapes once, nests, and every use of it in the templates is right."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.template import TemplateSyntaxError, engines
from django.template.base import NodeList, Template
from django.template.library import SimpleBlockNode
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from core import clock, components, views_styleguide
from core.components import COMPONENTS, REQUIRED

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


def render(source: str, **context: Any) -> str:
    """The source as a template that loads our tags."""
    return engines["django"].from_string("{% load ui %}" + source).render(context)


def test_content_and_attributes_are_escaped_once() -> None:
    hostile = "<b>&</b>"

    html = render('{% ui "badge" hidden=words %}{{ words }}{% endui %}', words=hostile)

    assert html.count("&lt;b&gt;&amp;&lt;/b&gt;") == 2
    assert "&amp;lt;" not in html


def test_components_nest() -> None:
    html = render(
        '{% ui "card" title="Außen" %}{% ui "notice" %}{% ui "badge" %}{{ words }}{% endui %}{% endui %}{% endui %}',
        words="<i>",
    )

    assert re.search(
        r"<article.*<div class=\"notice\">.*<span class=\"badge\">&lt;i&gt;</span>.*</article>", html, re.DOTALL
    )


def test_a_component_sees_its_attributes_and_not_the_page() -> None:
    html = render('{% ui "card" %}x{% endui %}', title="Von der Seite", href="/von-der-seite/")

    assert "Seite" not in html
    assert "von-der-seite" not in html


def test_a_line_break_is_no_content() -> None:
    row = '{% ui "event_row" title="Tag" href="/" on=on %}\n  {% endui %}'

    assert "event__end" not in render(row, on=views_styleguide.AT)


def test_the_page_keeps_its_names_after_a_component() -> None:
    assert render('{% ui "card" title="Innen" %}x{% endui %}{{ title }}', title="Seite").endswith("Seite")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('{% ui "card" titel="x" %}{% endui %}', "card does not accept titel"),
        ('{% ui "facet" %}{% endui %}', "facet needs title"),
        ('{% ui "button" variant="green" %}{% endui %}', "button knows no variant 'green'"),
        ('{% ui "karte" %}{% endui %}', "There is no component karte"),
        ('{% icon "unicorn" %}', "There is no sign unicorn"),
        ('{% scene "unicorn" %}', "There is no scene unicorn"),
        ('{% sketch "unicorn" %}', "There is no sketch unicorn"),
        ('{% stamp "Innung" craft="unicorn" %}', "There is no stamp for unicorn"),
    ],
)
def test_a_mistake_is_said_aloud(source: str, complaint: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=re.escape(complaint)):
        render(source)


@pytest.mark.parametrize(
    ("distance", "words"),
    [(None, ""), (0, "unter 1"), (0.5, "0,5"), (1.84, "1,8"), (9.94, "9,9"), (11.6, "12"), (120, "120")],
)
def test_distances_read_like_speech(distance: float | None, words: str) -> None:
    assert render("{{ distance|km }}", distance=distance) == words


def test_a_moment_of_today_is_its_time_and_any_other_its_day() -> None:
    moment = views_styleguide.AT

    with clock.frozen(moment):
        assert render("{{ moment|when }}", moment=moment) == "15:40"
    with clock.frozen(moment + timedelta(days=1)):
        assert render("{{ moment|when }}", moment=moment) == "23.11."


def test_defaults_are_filled_in() -> None:
    attributes = components.attributes("button", {"variant": "line"})

    assert attributes["variant"] == "line"
    assert attributes["type"] == "button"
    assert attributes["pressed"] is None
    assert attributes.keys() == COMPONENTS["button"].keys()


def test_every_component_has_a_file_and_every_file_is_a_component() -> None:
    assert {file.stem for file in (TEMPLATES / "components").glob("*.html")} == set(COMPONENTS)


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_a_component_says_when_to_use_it(name: str) -> None:
    first_line = (TEMPLATES / "components" / f"{name}.html").read_text(encoding="utf-8").splitlines()[0]

    assert re.fullmatch(r"\{# .{20,} #\}", first_line)


def test_the_style_guide_shows_every_component() -> None:
    shown = {use.name for file in (TEMPLATES / "core" / "styleguide").glob("*.html") for use in uses(file)}

    # A pager inside, a row inside: what another component draws is shown with it.
    inside = {use.name for name in shown for use in uses(TEMPLATES / "components" / f"{name}.html")}
    assert set(COMPONENTS) - shown - inside == set()


def test_the_style_guide_shows_every_choice() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in (TEMPLATES / "core" / "styleguide").glob("*.html"))
    wanted = {
        (name, key, value)
        for name, accepted in COMPONENTS.items()
        for key, choices in accepted.items()
        if isinstance(choices, tuple) and key in ("variant", "kind", "size")
        for value in choices[1:]
    }

    missing = {
        (name, key, value)
        for name, key, value in wanted
        if not re.search(rf'{{% ui "{name}"[^%]*\b{key}="{value}"', sources)
    }

    assert missing == set()


def test_the_style_guide_renders() -> None:
    html = get_template("core/styleguide.html").render(views_styleguide.samples())

    assert html.count("<h1") == 1
    ids = re.findall(r'\bid="([^"]+)"', re.sub(r"<template>.*?</template>", "", html, flags=re.DOTALL))
    doubled = {one for one in ids if ids.count(one) > 1 and not one.startswith("id_")}
    assert doubled == set()


def asked_by(kind: str) -> HttpRequest:
    """A request for the style guide by somebody of a kind."""
    request = RequestFactory().get("/styleguide/")
    request.user = SimpleNamespace(kind=kind, is_staff=False, is_authenticated=bool(kind))  # type: ignore[assignment]
    return request


def test_staff_sees_the_style_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views_styleguide, "render", lambda *given: HttpResponse(given[1]))

    assert views_styleguide.styleguide(asked_by("staff")).content == b"core/styleguide.html"


@pytest.mark.parametrize("kind", ["pupil", "member", "guardian", ""])
def test_nobody_else_knows_the_style_guide(kind: str) -> None:
    with pytest.raises(Http404):
        views_styleguide.styleguide(asked_by(kind))


class Use:
    """One `{% ui … %}` in a template: the component and the names of its attributes."""

    def __init__(self, node: SimpleBlockNode) -> None:
        self.name = str(node.args[0].var)
        self.given = {
            key: str(value.var) if isinstance(value.var, SafeString | str) else None
            for key, value in node.kwargs.items()
        }

    def complaint(self) -> str:
        """What is wrong with it, empty if nothing."""
        accepted = COMPONENTS.get(self.name)
        if accepted is None:
            return f"no component {self.name}"
        unknown = self.given.keys() - accepted.keys()
        missing = {key for key, default in accepted.items() if default is REQUIRED} - self.given.keys()
        wrong = {
            key
            for key, value in self.given.items()
            if value is not None
            and isinstance(accepted.get(key), tuple)
            and accepted[key]
            and value not in accepted[key]
        }
        return " ".join(
            f"{self.name} {word}: {sorted(keys)}"
            for word, keys in (("unknown", unknown), ("missing", missing), ("wrong", wrong))
            if keys
        )


def uses(file: Path) -> Iterator[Use]:
    """Every use of the component tag in a template, nested ones too."""
    template: Template = get_template(str(file.relative_to(TEMPLATES))).template
    yield from in_nodes(template.nodelist)


def in_nodes(nodes: NodeList) -> Iterator[Use]:
    """Uses in a list of nodes and below."""
    for node in nodes.get_nodes_by_type(SimpleBlockNode):
        if node.func.__name__ == "ui":
            yield Use(node)
            yield from in_nodes(node.nodelist)


def complaints(file: Path) -> list[str]:
    """What is wrong with the uses in one template."""
    return [complaint for use in uses(file) if (complaint := use.complaint())]


@pytest.mark.parametrize("file", sorted(str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")))
def test_every_template_uses_components_rightly(file: str) -> None:
    assert complaints(TEMPLATES / file) == []


def test_a_wrong_use_is_found() -> None:
    source = (
        '{% load ui %}{% if x %}{% ui "card" %}{% ui "facet" open=True colour="x" %}{% endui %}{% endui %}{% endif %}'
    )
    template = engines["django"].from_string(source).template

    assert [use.complaint() for use in in_nodes(template.nodelist)] == [
        "",
        "facet unknown: ['colour'] facet missing: ['title']",
    ]
