"""The words of an event: its kind, how one registers, languages and topics (product table of event types)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of event it is."""

    OPEN_WORKSHOP = "open_workshop", _("Tag der offenen Werkstatt")
    OPEN_DAY = "open_day", _("Tag der offenen Tür")
    TASTER_DAY = "taster_day", _("Schnuppertag der Innung")
    INTERNSHIP_WEEK = "internship_week", _("Praktikumswoche")
    SPEED_DATING = "speed_dating", _("Azubi-Speed-Dating")
    FAIR = "fair", _("Ausbildungsmesse, Berufsmesse")
    GUILD_EVENT = "guild_event", _("Innungstag")
    HANDS_ON = "hands_on", _("Mitmach-Station, Werkstatttag")
    CRAFTS_DAY = "crafts_day", _("Tag des Handwerks")
    ACTION_DAY = "action_day", _("Girls’Day, Boys’Day")
    FIRM_VISIT = "firm_visit", _("Betriebsbesichtigung")
    FIELD_EXPLORATION = "field_exploration", _("Berufsfelderkundung")
    POTENTIAL_ANALYSIS = "potential_analysis", _("Potenzialanalyse, Werkstatttage")
    PARENTS_EVENING = "parents_evening", _("Elternabend")
    ADVICE_HOUR = "advice_hour", _("Beratungssprechtag")
    ONLINE_SERIES = "online_series", _("Online-Reihe")
    APPLICATION_TRAINING = "application_training", _("Bewerbungstraining, Mappencheck")
    GRADUATION = "graduation", _("Freisprechung")
    MASTER_CEREMONY = "master_ceremony", _("Meisterfeier")
    COMPETITION = "competition", _("Wettbewerb")
    TRAINERS_DAY = "trainers_day", _("Ausbildertag")
    SUCCESSION_DAY = "succession_day", _("Nachfolge-Sprechtag")
    CLUSTER_MEETING = "cluster_meeting", _("Cluster-Treffen")
    SUPPORT_CENTRE = "support_centre", _("Angebot eines Digital-Zentrums")


# A cluster is a closed group of firms: its meetings are never public.
NEVER_PUBLIC = frozenset({Kind.CLUSTER_MEETING})


class RegistrationKind(models.TextChoices):
    """How one gets a seat."""

    INDIVIDUAL = "individual", _("Einzelanmeldung")
    CLASS = "class", _("Klassenanmeldung")
    TIME_SLOT = "time_slot", _("Zeitfenster")
    OPEN = "open", _("ohne Anmeldung")


class Language(models.TextChoices):
    """The language spoken there."""

    GERMAN = "de", _("Deutsch")
    ENGLISH = "en", _("Englisch")
    TURKISH = "tr", _("Türkisch")
    ARABIC = "ar", _("Arabisch")
    UKRAINIAN = "uk", _("Ukrainisch")
    POLISH = "pl", _("Polnisch")


class Topic(models.TextChoices):
    """Future topics that an event may belong to."""

    HYDROGEN = "hydrogen", _("Wasserstoff")
    HEAT_PUMP = "heat_pump", _("Wärmepumpe")
    SOLAR = "solar", _("Solar")
    CLIMATE_RENOVATION = "climate_renovation", _("klimaneutrales Sanieren")
    ELECTROMOBILITY = "electromobility", _("Elektromobilität")
    ROBOTICS = "robotics", _("Robotik")
    SMART_HOME = "smart_home", _("Smart Home")
    HERITAGE = "heritage", _("Denkmal")


class Audience(models.TextChoices):
    """For whom it is; classes 7 to 13 are numbers beside it."""

    PUPILS = "pupils", _("Schüler:innen")
    PARENTS = "parents", _("Eltern")
    FIRMS = "firms", _("Betriebe")
    TEACHERS = "teachers", _("Lehrkräfte")
