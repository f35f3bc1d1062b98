"""Kind sentences for refusals, prefilled and editable (sample texts by reason code of product 6.3)."""

from django.utils.translation import gettext as _

from apprenticeships.models import Requirement, Vacancy
from apprenticeships.models.application import Reason


def sentence(reason: str, vacancy: Vacancy | None = None) -> str:
    """The prefilled sentence of a reason; what is known of the place is filled in."""
    hour = f"{vacancy.work_start:%-H:%M}" if vacancy and vacancy.work_start else "6:00"
    return _sentences()[reason] % {
        "hour": hour,
        "certificate": _wish(vacancy, Requirement.Kind.CERTIFICATE) or _("einen bestimmten Abschluss"),
        "level": _wish(vacancy, Requirement.Kind.GERMAN) or _("Deutsch B1"),
    }


def sentences(vacancy: Vacancy | None = None) -> dict[str, str]:
    """All reasons with their sentence, in the order of the catalogue."""
    return {reason: sentence(reason, vacancy) for reason in Reason.values}


def _wish(vacancy: Vacancy | None, kind: str) -> str:
    if vacancy is None:
        return ""
    return next((row.label for row in vacancy.requirements.all() if row.kind == kind), "")


def _sentences() -> dict[str, str]:
    return {
        Reason.POSITION_FILLED: _("Der Platz ist inzwischen vergeben. Das lag nicht an dir."),
        Reason.TOO_FAR: _("Der Weg zu uns ist sehr weit, vor allem um %(hour)s Uhr. Schau nach Plätzen näher bei dir."),
        Reason.CERTIFICATE: _(
            "Wir wünschen uns für diesen Platz: %(certificate)s. Über ein Praktikum oder eine Einstiegsqualifizierung "
            "kann es trotzdem klappen."
        ),
        Reason.GERMAN: _(
            "Für Sicherheit und Berufsschule brauchst du hier etwas mehr Deutsch. Mit %(level)s sprechen wir gern noch "
            "einmal."
        ),
        Reason.PRACTICE_MISSING: _("Komm bitte erst einen Tag vorbei, dann entscheiden wir gemeinsam."),
        Reason.NOT_THIS_TRADE: _("Wir glauben, dass dir ein anderer Beruf mehr liegt. Schau dir die Nachbarberufe an."),
        Reason.OTHER_PREFERRED: _(
            "Wir hatten mehr gute Bewerbungen als Plätze und haben uns für jemand anderen entschieden."
        ),
        Reason.DOCUMENTS_INCOMPLETE: _("Uns fehlt noch eine Unterlage. Wenn du sie nachreichst, schauen wir neu hin."),
        Reason.NO_RESPONSE: _("Wir haben dich leider nicht erreicht. Wenn du noch magst, melde dich."),
        Reason.AGE_RULE: _("Das dürfen wir in deinem Alter noch nicht anbieten. Später gern."),
        Reason.FIRM_STOPPED_TRAINING: _("Wir können dieses Jahr doch nicht ausbilden. Das tut uns leid."),
        Reason.GOOD_BUT_NOT_HERE: _("Deine Bewerbung ist gut, bei uns passt es nur gerade nicht."),
    }
