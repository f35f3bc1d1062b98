"""Blocks from which editors build a trade profile."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError

LEVELS = 5  # a spirit level shows five steps, from little to much


class TaskBlock(blocks.StructBlock):
    """One thing a trainee really does, with a sentence where it needs one."""

    title = blocks.CharBlock(label=_("Was"), max_length=80)
    text = blocks.TextBlock(label=_("Satz dazu"), max_length=200, required=False, rows=2)

    class Meta:
        icon = "edit"
        label = _("Tätigkeit")
        template = "blocks/trade_task.html"


class DayStepBlock(blocks.StructBlock):
    """A moment of the working day."""

    time = blocks.TimeBlock(label=_("Uhrzeit"))
    title = blocks.CharBlock(label=_("Was"), max_length=80)
    text = blocks.TextBlock(label=_("Mehr dazu"), max_length=200, required=False, rows=2)

    class Meta:
        icon = "time"
        label = _("Zeitpunkt")
        template = "blocks/trade_day_step.html"


class LevelBlock(blocks.StructBlock):
    """How much of something the trade has: an estimate on five steps, always with a word."""

    what = blocks.ChoiceBlock(
        label=_("Wovon"),
        choices=[
            ("outside", _("Draußen")),
            ("noise", _("Lautstärke")),
            ("height", _("Höhe")),
            ("lifting", _("Schwer heben")),
            ("people", _("Kontakt mit Leuten")),
            ("dirt", _("Staub und Schmutz")),
            ("precision", _("Genau arbeiten")),
            ("computer", _("Am Rechner")),
            ("early", _("Früh anfangen")),
            ("standing", _("Stehen")),
        ],
    )
    level = blocks.IntegerBlock(label=_("Stufe 1 bis 5"), min_value=1, max_value=LEVELS)
    word = blocks.CharBlock(label=_("In Worten"), max_length=40)

    class Meta:
        icon = "minus"
        label = _("Wasserwaage")
        template = "blocks/trade_level.html"


class LevelsBlock(blocks.StreamBlock):
    """Levels of a profile; each thing is estimated once."""

    level = LevelBlock()

    class Meta:
        required = False

    def clean(self, value):
        """Refuse the same thing twice, beside the second one."""
        cleaned = super().clean(value)
        seen: set[str] = set()
        errors = {}
        for position, child in enumerate(cleaned):
            what = child.value["what"]
            if what in seen:
                message = ValidationError(_("Das steht schon weiter oben."))
                errors[position] = StructBlockValidationError(block_errors={"what": message})
            seen.add(what)
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return cleaned


class LadderStepBlock(blocks.StructBlock):
    """A step on the way from apprentice to own firm."""

    mark = blocks.CharBlock(label=_("Zeit"), max_length=12, help_text=_("zum Beispiel „3 J.“ oder „+2 J.“"))
    title = blocks.CharBlock(label=_("Stufe"), max_length=80)
    text = blocks.TextBlock(label=_("Was dann geht"), max_length=200, required=False, rows=2)

    class Meta:
        icon = "order-up"
        label = _("Stufe")
        template = "blocks/trade_ladder_step.html"


def downside_block() -> blocks.TextBlock:
    """An honest line: what is hard about the trade."""
    return blocks.TextBlock(
        label=_("Das ist auch so"), max_length=240, rows=2, icon="warning", template="blocks/trade_downside.html"
    )
