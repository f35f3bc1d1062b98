"""Blocks of editors' pages and of a counsellor's selection."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link", "document-link"]


class QuestionBlock(blocks.StructBlock):
    """A question people ask, with its answer."""

    question = blocks.CharBlock(label=_("Frage"), max_length=140)
    answer = blocks.RichTextBlock(label=_("Antwort"), features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Frage und Antwort")
        template = "blocks/question.html"


class PictureBlock(blocks.StructBlock):
    """A picture that says in words what it shows."""

    image = ImageChooserBlock(label=_("Bild"))
    description = blocks.CharBlock(label=_("Was zu sehen ist"), max_length=200)

    class Meta:
        icon = "image"
        label = _("Bild")
        template = "blocks/picture.html"


class BodyBlock(blocks.StreamBlock):
    """The text of an article."""

    heading = blocks.CharBlock(
        label=_("Zwischenüberschrift"), max_length=100, icon="title", template="blocks/heading.html"
    )
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, template="blocks/text.html")
    question = QuestionBlock()
    picture = PictureBlock()

    class Meta:
        required = False


class TradeItemBlock(blocks.StructBlock):
    """A trade the class should look at, and why."""

    trade = SnippetChooserBlock("trades.Trade", label=_("Beruf"))
    why = blocks.CharBlock(label=_("Warum"), max_length=200, required=False)

    class Meta:
        icon = "tag"
        label = _("Beruf")


class VacancyItemBlock(blocks.StructBlock):
    """A place, known by the number in its address."""

    vacancy = blocks.IntegerBlock(
        label=_("Nummer des Platzes"), min_value=1, help_text=_("Die Zahl in der Adresse /plaetze/…/")
    )
    why = blocks.CharBlock(label=_("Warum"), max_length=200, required=False)

    class Meta:
        icon = "pick"
        label = _("Platz")


class EventItemBlock(blocks.StructBlock):
    """An event near by."""

    event = blocks.PageChooserBlock(page_type="events.EventPage", label=_("Veranstaltung"))
    why = blocks.CharBlock(label=_("Warum"), max_length=200, required=False)

    class Meta:
        icon = "date"
        label = _("Veranstaltung")


class SelectionBlock(blocks.StreamBlock):
    """What a counsellor shows a class: trades, places, events and own words, in the order that is read."""

    words = blocks.TextBlock(label=_("Eigene Worte"), rows=3, max_length=600, icon="pilcrow")
    trade = TradeItemBlock()
    vacancy = VacancyItemBlock()
    event = EventItemBlock()

    class Meta:
        required = False
        max_num = 30
