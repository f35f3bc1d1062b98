"""What words tell about trades without naming them: word fields, and the trades they speak for."""

from dataclasses import replace

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from search import clues
from search.clues import MAX_STRENGTH
from search.clues import Clue as HeardClue
from search.models.edited import SwitchedWords
from search.vocabulary import Vocabulary
from trades.models.trade import Trade

WORDS = RegexValidator(
    r"^\s*(?:(?:=\w{2,}|\^?\w{3,}\$?)(?:\s+|$))*$",
    _("Nur Wörter mit Leerzeichen dazwischen; „=“ davor: ganzes Wort, „^“ davor: Anfang, „$“ dahinter: Ende."),
)


class WordField(SwitchedWords, models.Model):
    """Words of one matter: a material, a tool, a product, an activity."""

    name = models.CharField(_("Name"), max_length=40, unique=True)
    words = models.TextField(
        _("Wörter"),
        validators=[WORDS],
        help_text=_("Wortstücke, klein geschrieben. „=bad“ ist das ganze Wort, „^bad“ sein Anfang, „bad$“ sein Ende."),
    )

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="word_field")

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("Wortfeld")
        verbose_name_plural = _("Wortfelder")

    def __str__(self) -> str:
        return self.name

    def edited(self, words: Vocabulary) -> Vocabulary:
        """The words with this field as it stands here; clues follow a new name."""
        old = WordField.objects.filter(pk=self.pk).values_list("name", flat=True).first()
        kept = tuple(field for field in words.fields if field.name != old)
        told = tuple(replace(clue, field=self._renamed(clue.field, old)) for clue in words.clues)
        told = tuple(replace(clue, with_field=self._renamed(clue.with_field, old)) for clue in told)
        if not self.is_used:
            told = tuple(clue for clue in told if self.name not in {clue.field, clue.with_field})
            return replace(words, fields=kept, clues=told)
        me = clues.WordField(self.name, tuple(self.words.split()))
        return replace(words, fields=(*kept, me), clues=(*told, *self._returning(old, told)))

    def _returning(self, old: str | None, told: tuple[HeardClue, ...]) -> list[HeardClue]:
        """Clues that were silent while this field was switched off, and would be heard again."""
        rows = Clue.objects.about(self).select_related("field", "with_field") if self.pk else ()
        heard = [row.as_told() for row in rows if row.would_be_heard(beside=self)]
        named = [
            replace(clue, field=self._renamed(clue.field, old), with_field=self._renamed(clue.with_field, old))
            for clue in heard
        ]
        return [clue for clue in named if clue not in told]

    def cautions(self) -> list[str]:
        """How many clues fall silent or are heard again with the switch."""
        saved = WordField.objects.filter(pk=self.pk).first()
        if saved is None or saved.is_used == self.is_used:
            return []
        hanging = Clue.objects.about(self).select_related("field", "with_field")
        count = sum(row.would_be_heard(beside=self) for row in hanging)
        if self.is_used:
            text = ngettext("Ein Hinweis gilt wieder.", "%(count)d Hinweise gelten wieder.", count)
        else:
            text = ngettext("Ein Hinweis gilt nicht mehr.", "%(count)d Hinweise gelten nicht mehr.", count)
        return [text % {"count": count}]

    def own_words(self) -> list[str]:
        """The words of the field, without their marks."""
        return [word.strip(clues.WHOLE + clues.BEGINNING + clues.END) for word in self.words.split()]

    def _renamed(self, name: str, old: str | None) -> str:
        return self.name if name and name == old else name


class ClueQuerySet(models.QuerySet["Clue"]):
    """Clues as the search reads them."""

    def about(self, field: WordField) -> "ClueQuerySet":
        """Those that this field takes part in."""
        return self.filter(Q(field=field) | Q(with_field=field))

    def in_use(self) -> "ClueQuerySet":
        """Those that are switched on, and whose fields are."""
        pair = Q(with_field=None) | Q(with_field__is_used=True)
        return self.filter(pair, is_used=True, field__is_used=True).select_related("field", "with_field")


class Clue(SwitchedWords, models.Model):
    """One field, or two together, speak for trades: „Porzellan“ and „drehen“ mean the potter."""

    field = models.ForeignKey(WordField, models.CASCADE, related_name="clues", verbose_name=_("Wortfeld"))
    with_field = models.ForeignKey(
        WordField, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("zusammen mit")
    )
    trades = models.CharField(
        _("Berufe"), max_length=300, help_text=_("Kürzel der Berufe, das treffendste zuerst, mit „;“ getrennt.")
    )
    strength = models.PositiveSmallIntegerField(
        _("Stärke"), default=2, validators=[MinValueValidator(1), MaxValueValidator(MAX_STRENGTH)]
    )

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="clue")

    objects = ClueQuerySet.as_manager()

    class Meta:
        ordering = ["field__name", "with_field__name", "pk"]
        verbose_name = _("Hinweis auf Berufe")
        verbose_name_plural = _("Hinweise auf Berufe")
        constraints = [
            models.UniqueConstraint(fields=["field", "with_field"], name="one_clue_per_pair_of_fields"),
            models.UniqueConstraint(fields=["field"], condition=Q(with_field=None), name="one_clue_per_field_alone"),
            models.CheckConstraint(condition=~Q(field=F("with_field")), name="no_field_is_paired_with_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.field} + {self.with_field}" if self.with_field else str(self.field)

    @property
    def trade_ids(self) -> tuple[str, ...]:
        """The trades in their order."""
        return tuple(part.strip() for part in self.trades.split(";") if part.strip())

    def would_be_heard(self, *, beside: WordField | None = None) -> bool:
        """Whether this clue and its fields are switched on, apart from the one it is asked beside."""
        fields = [field for field in (self.field, self.with_field) if field is not None and field != beside]
        return self.is_used and all(field.is_used for field in fields)

    def as_told(self) -> clues.Clue:
        """The clue as the search reads it."""
        return clues.Clue(
            self.field.name, self.trade_ids, self.with_field.name if self.with_field else "", self.strength
        )

    def edited(self, words: Vocabulary) -> Vocabulary:
        """The words with this clue as it stands here."""
        saved = Clue.objects.select_related("field", "with_field").filter(pk=self.pk).first()
        old = saved.as_told() if saved else None
        kept = tuple(clue for clue in words.clues if clue != old)
        return replace(words, clues=(*kept, self.as_told()) if self.would_be_heard() else kept)

    def own_words(self) -> list[str]:
        """Words of the field; for a pair, each with the first word of the other."""
        other = self.with_field.own_words()[:1] if self.with_field else []
        return [" ".join([word, *other]) for word in self.field.own_words()]

    def clean(self) -> None:
        """Every trade must exist."""
        unknown = {*self.trade_ids} - {*Trade.objects.filter(pk__in=self.trade_ids).values_list("pk", flat=True)}
        if unknown or not self.trade_ids:
            raise ValidationError({"trades": _("Unbekannte Berufe: %(ids)s") % {"ids": ", ".join(sorted(unknown))}})
