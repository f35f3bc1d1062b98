"""Why something did not work, in the words of the person who wanted it."""

from django.utils.translation import gettext as _

from events import actions, words

REFUSALS = (
    actions.Closed,
    actions.TooYoung,
    actions.Overlaps,
    actions.GuardianNeeded,
    actions.QuotaExceeded,
    actions.TooMany,
    actions.WrongStep,
    actions.AlreadyBegun,
)


def sentence(fault: Exception) -> str:
    """One sentence for the form or the message on the next page."""
    if isinstance(fault, actions.Overlaps):
        when = words.span(fault.other.starts_at, fault.other.ends_at)
        return _("Zur selben Zeit gibt es schon eine Anmeldung: %(event)s, %(when)s.") % {
            "event": fault.other.page.title,
            "when": when,
        }
    if isinstance(fault, actions.QuotaExceeded):
        return _("Für Ihre Schule sind hier noch %(n)d Plätze vorgesehen.") % {"n": fault.left}
    if isinstance(fault, actions.TooMany):
        return _("Gebucht sind %(n)d Plätze, mehr können es nicht sein.") % {"n": fault.seats}
    if isinstance(fault, actions.GuardianNeeded):
        return str(fault)
    return str(_sentences()[type(fault)])


def _sentences() -> dict[type[Exception], str]:
    return {
        actions.Closed: _("Für diesen Termin kann man sich nicht mehr anmelden."),
        actions.TooYoung: _(
            "Dafür bist du noch zu jung. Mit der Schule oder deinen Eltern kannst du oft trotzdem kommen."
        ),
        actions.WrongStep: _("Das ist in der Zwischenzeit schon geschehen."),
        actions.AlreadyBegun: _("Der Termin hat schon begonnen."),
    }
