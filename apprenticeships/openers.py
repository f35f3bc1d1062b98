"""First questions that a pupil may take over and change (ten templates)."""

from django.utils.translation import gettext as _

from apprenticeships.models import Vacancy


def of(vacancy: Vacancy) -> tuple[str, ...]:
    """The ten questions, the trade filled in; what the pupil has to fill in stands in brackets."""
    return (
        _("Hallo, mich interessiert der Platz als %(trade)s. Kann ich einen Tag schnuppern?")
        % {"trade": vacancy.trade.label},
        _("Was macht man bei Ihnen in der ersten Woche?"),
        _("Wann fängt der Tag an und wie komme ich ohne Auto hin?"),
        _("Ich habe noch keinen Abschluss. Ist das in Ordnung?"),
        _("Was sollte ich können, was kann ich bei Ihnen lernen?"),
        _("Wie viele Azubis haben Sie und kann ich mit einem sprechen?"),
        _("Was ist bei Ihnen anstrengend?"),
        _("Kann ich in den Ferien ein Praktikum machen, vom … bis …?"),
        _("Was muss ich zum Schnuppertag anziehen und mitbringen?"),
        _("Ich bin mir nicht sicher, ob der Beruf zu mir passt. Was würden Sie mir raten?"),
    )
