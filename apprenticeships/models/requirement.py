"""What the firm wishes of an applicant, with an honest weight."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apprenticeships.models.vacancy import Vacancy

# A demand needs a reason that explains something (product P4, step 2).
REASON_MIN = 15


class Requirement(models.Model):
    """One wish of a vacancy; without a row the answer is „egal“."""

    class Kind(models.TextChoices):
        """What is wished."""

        CERTIFICATE = "certificate", _("Schulabschluss")
        GRADE = "grade", _("Noten")
        GERMAN = "german", _("Deutsch")
        LICENCE = "licence", _("Führerschein")
        OWN_INTERNSHIP = "own_internship", _("Praktikum bei uns")
        CONDITION = "condition", _("Arbeitsalltag")
        OTHER = "other", _("Außerdem")

    class Weight(models.TextChoices):
        """How much it matters (product P4)."""

        ANY = "any", _("egal")
        WISHED = "wished", _("gewünscht")
        EXPECTED = "expected", _("erwartet")

    class Certificate(models.TextChoices):
        """The one ladder of school certificates (glossary 6)."""

        NONE = "none", _("ohne Abschluss")
        FIRST = "first", _("erster Schulabschluss")
        FIRST_EXTENDED = "first_extended", _("erweiterter erster Abschluss")
        MIDDLE = "middle", _("mittlerer Schulabschluss")
        MIDDLE_EXTENDED = "middle_extended", _("mittlerer mit Oberstufe")
        FHR = "fhr", _("Fachhochschulreife")
        ABITUR = "abitur", _("Abitur")

    class German(models.TextChoices):
        """Levels of German that may be asked for."""

        A2 = "A2", _("Deutsch A2")
        B1 = "B1", _("Deutsch B1")
        B2 = "B2", _("Deutsch B2")

    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="requirements")
    kind = models.CharField(max_length=16, choices=Kind)
    weight = models.CharField(max_length=10, choices=Weight, default=Weight.ANY)
    level = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        verbose_name = _("Wunsch des Betriebs")
        verbose_name_plural = _("Wünsche des Betriebs")
        ordering = ["vacancy", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "kind", "text"], name="one_requirement_per_kind"),
            models.CheckConstraint(
                condition=~Q(weight="expected") | ~Q(reason=""), name="requirement_expected_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.get_weight_display()}"

    @property
    def label(self) -> str:
        """What is wished, in words."""
        if self.text:
            return self.text
        if self.kind == self.Kind.CERTIFICATE and self.level in self.Certificate.values:
            return str(self.Certificate(self.level).label)
        if self.kind == self.Kind.GERMAN and self.level in self.German.values:
            return str(self.German(self.level).label)
        return self.get_kind_display()
