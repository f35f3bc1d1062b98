"""How editors' texts are found: articles, guides and the page for parents."""

from django.utils.html import strip_tags
from wagtail.models import Page

from core import clock
from pages.models import TEXT_PAGES, ParentsPage
from search.documents import SearchDocument, register


@register
class TextDocument(SearchDocument):
    """A public text of the editors; tied to no place, so it is found from everywhere."""

    kind = "page"
    facets = ()
    card = "pages/includes/text_card.html"

    @classmethod
    def queryset(cls):
        """Live texts that nobody has to sign in for; hits are fetched through it again."""
        return Page.objects.live().public().type(*TEXT_PAGES).specific().order_by("pk")

    @classmethod
    def contents(cls, page):
        """Heading and words of a text."""
        return {
            "title": page.title,
            "body": " ".join([intro_of(page), *_words(page)]),
            "published": clock.local(page.first_published_at).date() if page.first_published_at else None,
        }

    @classmethod
    def title_of(cls, page):
        """The heading of a card."""
        return page.title

    @classmethod
    def url_of(cls, page):
        """Where the text stands."""
        return page.url

    @classmethod
    def note_of(cls, page):
        """What it is about, for lists on paper."""
        return intro_of(page)


def intro_of(page: Page) -> str:
    """The first words of a text: its introduction, or the first of the sentences for parents."""
    if isinstance(page, ParentsPage):
        return page.sentence_list[0] if page.sentence_list else ""
    return str(page.intro)


def _words(page: Page) -> list[str]:
    """The text itself without markup."""
    if isinstance(page, ParentsPage):
        return [*page.sentence_list, strip_tags(str(page.questions))]
    return [strip_tags(str(page.body))]
