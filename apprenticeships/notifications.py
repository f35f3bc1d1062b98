"""The notices of this wing, in the words of the catalogue; `telling` sends them."""

from django.utils.translation import gettext_lazy as _

from messaging import notifications
from messaging.notifications import Kind, Topic

APPLICATION_RECEIVED_PUPIL = notifications.mailed(
    "application_received_pupil",
    _("Deine Bewerbung ist angekommen"),
    _("%(firm)s will bis %(due)s antworten."),
    template="apprenticeships_received_pupil",
    reader="pupil",
    topic=Topic.APPLICATIONS,
)
APPLICATION_RECEIVED_FIRM = notifications.mailed(
    "application_received_firm",
    _("Neue Bewerbung für %(place)s"),
    _("Versprochen ist eine Antwort bis %(due)s."),
    template="apprenticeships_received_firm",
    sms=_("Eine neue Bewerbung ist da."),
    reader="member",
    topic=Topic.APPLICATIONS,
)
APPLICATION_MOVED = notifications.mailed(
    "application_moved",
    _("Neues zu deiner Bewerbung: %(state)s"),
    _("%(place)s bei %(firm)s."),
    template="apprenticeships_moved",
    push=_("Bei einer Bewerbung gibt es Neues."),
    reader="pupil",
    topic=Topic.APPLICATIONS,
)
APPLICATION_DECLINED = notifications.mailed(
    "application_declined",
    _("Leider keine Zusage"),
    _("%(firm)s hat abgesagt: %(reason)s"),
    template="apprenticeships_declined",
    push=_("Bei einer Bewerbung gibt es Neues."),
    reader="pupil",
    topic=Topic.APPLICATIONS,
)
APPLICATION_ANSWERED_FIRM = notifications.mailed(
    "application_answered_firm",
    _("Eine Bewerbung hat sich geändert: %(state)s"),
    _("%(place)s"),
    push=_("Bei einer Bewerbung gibt es Neues."),
    reader="member",
    topic=Topic.APPLICATIONS,
)
QUESTION_WAITING = notifications.mailed(
    "question_waiting",
    _("%(firm)s hat eine Rückfrage"),
    _("Die Uhr steht, bis du geantwortet hast."),
    template="apprenticeships_question_waiting",
    push=_("Eine Rückfrage wartet."),
    reader="pupil",
    topic=Topic.APPLICATIONS,
)
QUESTION_ASKED = notifications.mailed(
    "question_asked",
    _("Neue Frage zu %(place)s"),
    _("Ein Satz als Antwort reicht oft."),
    reader="member",
    topic=Topic.APPLICATIONS,
)
BOOKING_REQUEST = notifications.mailed(
    "booking_request",
    _("Jemand möchte einen Tag bei Ihnen ausprobieren"),
    _("%(day)s, %(hours)s"),
    template="apprenticeships_booking_request",
    sms=_("Jemand fragt nach einem Tag."),
    reader="member",
    topic=Topic.DAYS,
)
BOOKING_CONFIRMED = notifications.mailed(
    "booking_confirmed",
    _("Dein Tag bei %(firm)s steht"),
    _("%(day)s, %(hours)s"),
    template="apprenticeships_booking_confirmed",
    reader="pupil",
    topic=Topic.DAYS,
)
BOOKING_CANCELLED = notifications.mailed(
    "booking_cancelled",
    _("Ein Tag ist abgesagt"),
    _("%(day)s, %(hours)s"),
    template="apprenticeships_booking_cancelled",
    sms=_("Ein Tag ist abgesagt."),
    topic=Topic.DAYS,
)
BOOKING_DECLINED = notifications.mailed(
    "booking_declined",
    _("Diesmal klappt der Tag nicht"),
    _("%(day)s bei %(firm)s. %(reason)s"),
    template="apprenticeships_booking_declined",
    reader="pupil",
    topic=Topic.DAYS,
)
BOOKING_ENDED = notifications.mailed(
    "booking_ended",
    _("Deine Anfrage für einen Tag ist abgelaufen"),
    _("%(day)s bei %(firm)s."),
    reader="pupil",
    topic=Topic.DAYS,
)
SEAT_OFFERED = notifications.mailed(
    "seat_offered_day",
    _("Ein Platz ist frei geworden"),
    _("%(day)s bei %(firm)s. Wir halten ihn bis %(until)s für dich."),
    template="apprenticeships_seat_offered",
    sms=_("Ein Platz an einem Tag ist frei geworden."),
    topic=Topic.DAYS,
)
PRINTOUT_ASKED = notifications.mailed(
    "printout_asked",
    _("%(firm)s möchte deine Bewerbung auf Papier"),
    _("%(office)s würde sie ausdrucken. Du entscheidest."),
    reader="pupil",
    topic=Topic.APPLICATIONS,
)
PRINTOUT_ALLOWED = notifications.mailed(
    "printout_allowed",
    _("Eine Bewerbung darf ausgedruckt werden"),
    _("Für %(firm)s: %(place)s"),
    reader="member",
    topic=Topic.APPLICATIONS,
)
VACANCY_MOVED = notifications.mailed(
    "vacancy_moved",
    _("Ihr Platz: %(state)s"),
    _("%(place)s"),
    template="apprenticeships_vacancy_moved",
    reader="member",
    topic=Topic.PLACES,
)

# Told in the app: the firm's mailbox is at fault, nothing the young person did.
FIRM_UNREACHED = notifications.register(
    Kind(
        "firm_unreached",
        _("Mails an %(firm)s kommen zurück"),
        _("Was du geschickt hast, liegt dort in der App. %(hint)s"),
        may_stop=False,
        reader="pupil",
        name=_("Ein Betrieb ist per Mail nicht zu erreichen"),
    )
)

# --- by the clock -----------------------------------------------------------------------------------------------------

ANSWER_REMINDER = notifications.mailed(
    "answer_reminder",
    _("Eine Bewerbung wartet auf Antwort: %(place)s"),
    _(
        "Versprochen ist eine Antwort bis %(due)s. Einladen, nachfragen, absagen oder „Brauche noch bis …“ geht auf "
        "der Seite der Bewerbung."
    ),
    sms=_("Eine Bewerbung wartet auf Ihre Antwort."),
    reader="member",
    topic=Topic.APPLICATIONS,
)
ANSWER_OVERDUE = notifications.mailed(
    "answer_overdue",
    _("Antwort überfällig: %(place)s bei %(firm)s"),
    _("Versprochen war %(due)s. Auch eine kurze Absage ist eine Antwort. Die Innung kann sie übernehmen."),
    sms=_("Eine Antwort ist überfällig."),
    push="",
    reader="member",
    topic=Topic.APPLICATIONS,
)
ANSWER_ESCALATION = notifications.mailed(
    "answer_escalation",
    _("Bitte anrufen: %(firm)s"),
    _("Seit %(days)s Tagen wartet dort eine Bewerbung auf Antwort (%(trade)s). %(call)s"),
    reader="member",
    name=_("Betriebe, die nicht antworten"),
    topic=Topic.APPLICATIONS,
)
APPLICATION_UNANSWERED = notifications.mailed(
    "application_unanswered",
    _("Noch keine Antwort von %(firm)s"),
    _("Das liegt nicht an dir. Wir haben dort erinnert. Schau dir solange andere Plätze in deiner Nähe an."),
    reader="pupil",
    topic=Topic.APPLICATIONS,
)
APPLICATION_CLOSED = notifications.mailed(
    "application_closed",
    _("%(firm)s hat nicht geantwortet"),
    _("Deine Bewerbung ist dort beendet. Das sagt nichts über dich. Deine Texte kannst du woanders weiter benutzen."),
    reader="pupil",
    topic=Topic.APPLICATIONS,
)
APPLICATION_CLOSED_FIRM = notifications.mailed(
    "application_closed_firm",
    _("Ohne Antwort beendet: %(place)s bei %(firm)s"),
    _("Nach drei Wochen ohne Antwort ist die Bewerbung geschlossen. Das zählt in „So antwortet der Betrieb“ mit."),
    reader="member",
    topic=Topic.APPLICATIONS,
)
DRAFT_REMINDER = notifications.mailed(
    "draft_reminder",
    _("Dein Entwurf ist noch nicht abgeschickt"),
    _("%(place)s bei %(firm)s nimmt Bewerbungen bis %(closes)s."),
    reader="pupil",
    topic=Topic.APPLICATIONS,
)
DAY_REMINDER = notifications.mailed(
    "day_reminder",
    _("Bald ist es so weit: %(day)s"),
    _("%(hours)s bei %(firm)s, %(meeting_point)s. Wer nicht kann, sagt bis %(call_off_until)s Uhr ab."),
    sms=_("Bald ist ein Tag zum Ausprobieren."),
    name=_("Erinnerung an Tage zum Ausprobieren"),
    topic=Topic.DAYS,
)
