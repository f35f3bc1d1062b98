"""What may stand in the long text of an event."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["bold", "italic", "ul", "ol", "link"]


class EventBody(blocks.StreamBlock):
    """Headings, paragraphs and pictures; nothing that could bring markup of its own."""

    heading = blocks.CharBlock(
        label=_("Überschrift"), max_length=80, icon="title", template="events/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(label=_("Absatz"), features=FEATURES, template="events/blocks/paragraph.html")
    picture = ImageChooserBlock(label=_("Bild"), template="events/blocks/picture.html")

    class Meta:
        required = False
