"""Rows that come from files and are edited by people: every version kept, and for words a preview of their effect."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin, Revision, RevisionMixin

from search import effect, vocabulary
from search.vocabulary import Vocabulary


class EditedRow(RevisionMixin):
    """A row of a shipped table that people change.

    The shipped rows have no version. What such a row said is kept as its first one as soon as a person changes it.
    """

    class Meta:
        abstract = True

    @classmethod
    def versions(cls, *names: str) -> dict[tuple[Any, ...], str]:
        """What these fields said in any version, with the key of its row.

        A person who changed a row into another one has dropped the first: no file may bring it back.
        """
        kept = Revision.objects.filter(content_type=ContentType.objects.get_for_model(cls)).order_by("pk")
        fields = [cls._meta.get_field(name) for name in names]
        said = kept.values_list(
            "object_id", *(KT(f"content__{name}") for name in names)
        )  # as text: „2022“ is no number
        return {
            tuple(field.to_python(value) for field, value in zip(fields, values, strict=True)): key
            for key, *values in said
        }

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Note what a shipped row said before it is changed for the first time."""
        is_shipped = self.pk is not None and self.latest_revision_id is None
        self._shipped = type(self)._default_manager.filter(pk=self.pk).first() if is_shipped else None
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Keep this version, and before the first one what was shipped."""
        shipped, self._shipped = getattr(self, "_shipped", None), None
        if shipped is not None:
            super(EditedRow, shipped).save_revision(changed=False, clean=False)
        return super().save_revision(*args, **kwargs)


class EditedWords(PreviewableMixin, EditedRow):
    """Words whose preview lists the questions that would be answered otherwise."""

    class Meta:
        abstract = True

    def edited(self, words: Vocabulary) -> Vocabulary:
        """The vocabulary with this row as it stands in the form."""
        raise NotImplementedError

    def own_words(self) -> list[str]:
        """Questions that this row itself gives rise to."""
        return []

    def cautions(self) -> list[str]:
        """What an editor should know before saving, though nothing forbids it."""
        return []

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """One template for all such rows."""
        return "search/words_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """The row and its effect."""
        found = effect.of(self.edited(vocabulary.current()), self.own_words())
        return {"row": self, "effect": found, "cautions": self.cautions()}


class SwitchedRow(EditedRow):
    """Such a row that is switched off rather than deleted, so that its history stays and no file brings it back."""

    is_used = models.BooleanField(
        _("wird benutzt"), default=True, help_text=_("Abschalten statt löschen: So bleibt die Geschichte erhalten.")
    )

    class Meta:
        abstract = True


class SwitchedWords(EditedWords, SwitchedRow):
    """Words that are switched off rather than deleted."""

    is_used = models.BooleanField(
        _("wird benutzt"), default=True, help_text=_("Abschalten statt löschen: So bleibt die Geschichte des Wortes.")
    )

    class Meta:
        abstract = True
