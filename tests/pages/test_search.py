"""How an editors' text is found, and when it is forgotten."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageViewRestriction

from pages import documents, tree
from pages.documents import TextDocument
from pages.models import ArticlePage, ParentsPage
from search import find, rebuilding, writer
from search.models import DocumentVersion
from search.query import Query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_index_yet")]


@pytest.fixture
def article() -> Any:
    """A guide that is live."""
    page = ArticlePage(title="Anrufen ohne Angst", intro="Drei Sätze reichen.", body=[("text", "<p>Telefonieren</p>")])
    tree.ensure().home.add_child(instance=page)
    page.save_revision().publish()
    return page


def version(page: Any) -> DocumentVersion:
    return DocumentVersion.objects.get(kind="page", key=str(page.pk))


def found(*words: str) -> list[str]:
    if not writer.write_waiting():
        rebuilding.rebuild()
    return [hit.url for hit in find.find(Query(words=words, kinds=("page",)), AnonymousUser()).hits]


def test_contents_are_words_without_markup(article: Any) -> None:
    contents = TextDocument.contents(TextDocument.queryset().get(pk=article.pk))

    assert contents["title"] == "Anrufen ohne Angst"
    assert contents["body"].split() == ["Drei", "Sätze", "reichen.", "Telefonieren"]
    assert "<p>" not in contents["body"]


def test_the_page_for_parents_is_a_text_too(article: Any) -> None:
    page = ParentsPage(title="Für Eltern", sentences="Ihr Kind schreibt zuerst.\nSie sagen ja.")
    article.get_parent().add_child(instance=page)

    assert documents.intro_of(page) == "Ihr Kind schreibt zuerst."
    assert "Sie sagen ja." in TextDocument.contents(page)["body"]


def test_a_published_text_is_found_and_an_unpublished_one_is_not(article: Any) -> None:
    assert found("telefonieren") == [article.url]

    article.unpublish()
    assert found("telefonieren") == []


def test_a_closed_part_of_the_tree_is_not_found_and_comes_back(article: Any) -> None:
    before = version(article).version
    closed = PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    assert version(article).version > before
    assert found("telefonieren") == []

    closed.delete()
    assert found("telefonieren") == [article.url]
