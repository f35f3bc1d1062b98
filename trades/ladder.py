"""The way from apprentice to own firm where no editor wrote one: what the law says, nothing more."""

from dataclasses import dataclass

from django.utils.translation import gettext

from trades.models.trade import BASE_STAGE_MONTHS, Trade, in_years


@dataclass(frozen=True)
class Step:
    """A step with its time, name and one sentence."""

    mark: str
    title: str
    text: str


def of(trade: Trade) -> list[Step]:
    """Steps of a trade by its annex of the HwO (§§ 1, 7, 18, 45, 51a)."""
    return [_certificate(trade), *_next_training(trade), *_master(trade), *_own_firm(trade)]


def _time(trade: Trade) -> str:
    """The length for the narrow mark of a step: „3 J.“, „3½ J.“."""
    return in_years(trade.months).replace(gettext("Jahre"), gettext("J.")).replace(gettext("Monate"), gettext("Mon."))


def _certificate(trade: Trade) -> Step:
    if trade.hwo_ref:
        return Step(_time(trade), gettext("Gesellin, Geselle"), gettext("Ausbildung geschafft, mit Gesellenbrief."))
    return Step(_time(trade), gettext("Abschlussprüfung"), gettext("Ausbildung geschafft, mit Prüfungszeugnis."))


def _next_training(trade: Trade) -> list[Step]:
    if trade.months > BASE_STAGE_MONTHS:
        return []
    text = gettext("Oft kannst du in einem verwandten Beruf weiterlernen. Die zwei Jahre können angerechnet werden.")
    return [Step("+", gettext("Weiterlernen"), text)]


def _master(trade: Trade) -> list[Step]:
    if trade.annex not in {"A", "B1"}:
        return []
    return [
        Step("+", gettext("Meisterin, Meister"), gettext("Du darfst ausbilden und mit dem Meisterbrief studieren."))
    ]


def _own_firm(trade: Trade) -> list[Step]:
    texts = {
        "A": gettext("In diesem Gewerk brauchst du dafür in der Regel den Meisterbrief."),
        "B1": gettext("In diesem Gewerk geht das auch ohne Meisterbrief."),
        "B2": gettext("In diesem Gewerk geht das ohne Meisterbrief."),
    }
    if trade.annex not in texts:
        return []
    return [Step(gettext("frei"), gettext("Eigener Betrieb"), texts[trade.annex])]
