"""The map of the menus, in reading order. A line whose page does not exist yet is simply not shown."""

from django.utils.translation import gettext_lazy as _

from core.navigation import Entry

YOUNG = ("visitor", "pupil", "guardian")
PUPIL = ("pupil",)
FIRM = ("firm",)
GUILD = ("guild",)
SCHOOL = ("class",)
STAFF = ("staff",)
AT_WORK = ("firm", "guild", "class", "staff")
SIGNED_IN = ("pupil", "guardian", *AT_WORK)

ENTRIES = [
    # young people
    Entry("mein", _("Mein Bereich"), "pages:my_desk", audiences=PUPIL, icon="home", tab=True, order=5),
    Entry("suche", _("Suchen"), "search:results", audiences=YOUNG, icon="search", tab=True, order=10),
    Entry("berufe", _("Berufe"), "trades:trade_list", audiences=YOUNG, icon="tools", tab=True, order=20),
    Entry("check", _("Interessen-Test"), "trades:check", audiences=YOUNG, icon="check", order=30),
    Entry("termine", _("Termine"), "events:event_list", audiences=YOUNG, icon="calendar", tab=True, order=40),
    # firms, guilds, counsellors, staff
    Entry("heute", _("Heute"), "pages:firm_desk", audiences=FIRM, icon="clock", tab=True, order=5),
    Entry("plaetze", _("Plätze"), "apprenticeships:vacancy_desk", audiences=FIRM, icon="tools", tab=True, order=10),
    Entry("innung", _("Überblick"), "pages:guild_desk", audiences=GUILD, icon="home", tab=True, order=5),
    Entry("klasse", _("Klasse"), "pages:class_desk", audiences=SCHOOL, icon="school", tab=True, order=5),
    Entry("moderation", _("Fälle"), "messaging:moderation", audiences=STAFF, icon="flag", tab=True, order=5),
    Entry("termine", _("Termine"), "events:event_list", audiences=AT_WORK, icon="calendar", tab=True, order=40),
    Entry("redaktion", _("Redaktion"), "wagtailadmin_home", audiences=STAFF, icon="pencil", tab=True, order=60),
    # everybody signed in
    Entry(
        "nachrichten",
        _("Nachrichten"),
        "messaging:conversation_list",
        audiences=("pupil", *AT_WORK),
        icon="chat",
        tab=True,
        order=50,
    ),
    # right end of the header
    Entry("anmelden", _("Anmelden"), "account_login", bar="account", audiences=("visitor",), icon="user"),
    Entry("konto", _("Konto"), "accounts:account", bar="account", audiences=SIGNED_IN, icon="user"),
    # footer
    Entry("suche", _("Plätze suchen"), "search:results", bar="you", order=10),
    Entry("check", _("Interessen-Test"), "trades:check", bar="you", order=20),
    Entry("termine", _("Termine in der Nähe"), "events:event_list", bar="you", order=30),
    Entry("merkliste", _("Merkliste"), "search:watch_list", bar="you", order=40),
    Entry("platz", _("Platz aufgeben"), "apprenticeships:vacancy_create", bar="firms", order=10),
    Entry("betrieb", _("Für Betriebe"), "pages:firm_desk", bar="firms", order=20),
    Entry("innung", _("Für Innungen"), "pages:guild_desk", bar="firms", order=30),
    Entry("klasse", _("Für Schule und Beratung"), "pages:class_desk", bar="firms", order=40),
    Entry("melden", _("Etwas melden"), "messaging:report", bar="help", order=30),
    Entry("abmelden", _("Abmelden"), "account_logout", bar="legal", audiences=SIGNED_IN, order=90),
]
