"""Start page, articles and the page for parents."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from pages import front
from pages.blocks import BodyBlock, QuestionBlock


class HomePage(Page):
    """The start: one question, three doors, a promise, a person with a telephone."""

    headline = models.CharField(_("Überschrift"), max_length=80)
    lead = models.TextField(_("Einleitung"), max_length=300)
    promise = models.TextField(_("Versprechen"), max_length=400)
    trust = models.CharField(_("Vertrauenssatz"), max_length=160)
    network = models.ForeignKey(
        "accounts.Network",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Netzwerk"),
        help_text=_("Sein Kontakt steht auf der Startseite."),
    )

    template = "pages/home_page.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("promise"),
        FieldPanel("trust"),
        FieldPanel("network"),
    ]

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")

    def get_context(self, request, *args, **kwargs):  # type: ignore[no-untyped-def]
        """The page with what is near and near in time; queries live in pages.front."""
        return {**super().get_context(request, *args, **kwargs), **front.home(self, request)}


class ArticlePage(Page):
    """A dated text with an owner: guides, information, imprint."""

    intro = models.TextField(_("Einleitung"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("Text"), blank=True)
    checked_on = models.DateField(_("Zuletzt geprüft am"), null=True, blank=True)
    valid_until = models.DateField(_("Gültig bis"), null=True, blank=True)

    template = "pages/article_page.html"
    parent_page_types = ["pages.HomePage", "pages.ArticlePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("checked_on"), FieldPanel("valid_until")], heading=_("Aktualität")),
    ]

    class Meta:
        verbose_name = _("Artikel")
        verbose_name_plural = _("Artikel")


class ParentsPage(Page):
    """What a child does here and what the guardians decide: five sentences, then the questions."""

    sentences = models.TextField(_("Fünf Sätze"), help_text=_("Ein Satz je Zeile."))
    questions = StreamField([("question", QuestionBlock())], verbose_name=_("Fragen"), blank=True)
    network = models.ForeignKey(
        "accounts.Network", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Netzwerk")
    )

    template = "pages/parents_page.html"
    parent_page_types = ["pages.HomePage"]
    max_count = 1
    content_panels = [
        *Page.content_panels,
        FieldPanel("sentences"),
        FieldPanel("questions"),
        FieldPanel("network"),
    ]

    class Meta:
        verbose_name = _("Seite für Eltern")
        verbose_name_plural = _("Seiten für Eltern")

    @property
    def sentence_list(self) -> list[str]:
        """The sentences, one each."""
        return [line.strip() for line in self.sentences.splitlines() if line.strip()]


TEXT_PAGES = (ArticlePage, ParentsPage)  # what people read and search; the others show what lives elsewhere
