"""The map of the menus, in reading order. A line whose page does not exist yet is simply not shown."""

from django.utils.functional import Promise
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
WRITING = ("pupil", *AT_WORK)


def page(slug: str, title: str | Promise, bar: str, order: int) -> Entry:
    """An editors' page that `prepare` makes in every installation, so that it is there from the first day."""
    return Entry(slug, title, "wagtail_serve", bar=bar, order=order, args=(f"{slug}/",))


ENTRIES = [
    # young people
    Entry("mein", _("Mein Bereich"), "pages:pupil_desk", audiences=PUPIL, icon="home", tab=True, order=5),
    Entry("suche", _("Suchen"), "search:search", audiences=YOUNG, icon="search", tab=True, order=10),
    Entry("berufe", _("Berufe"), "trades:trade_list", audiences=YOUNG, icon="tools", tab=True, order=20),
    Entry("termine", _("Termine"), "events:event_list", audiences=YOUNG, icon="calendar", tab=True, order=40),
    # firms, guilds, counsellors, staff
    Entry("heute", _("Heute"), "pages:firm_desk", audiences=FIRM, icon="clock", tab=True, order=5),
    Entry("plaetze", _("Plätze"), "apprenticeships:vacancy_list", audiences=FIRM, icon="tools", tab=True, order=10),
    Entry(
        "bewerbungen",
        _("Bewerbungen"),
        "apprenticeships:application_list",
        audiences=("firm", "guild"),
        icon="doc",
        tab=True,
        order=15,
    ),
    Entry("innung", _("Überblick"), "pages:guild_desk", audiences=GUILD, icon="home", tab=True, order=5),
    Entry("eigene", _("Termine"), "events:own_events", audiences=GUILD, icon="calendar", tab=True, order=20),
    Entry("klasse", _("Klasse"), "pages:selection_list", audiences=SCHOOL, icon="school", tab=True, order=5),
    Entry("moderation", _("Fälle"), "messaging:moderation", audiences=STAFF, icon="flag", tab=True, order=5),
    Entry("pruefung", _("Prüfung"), "pages:checking", audiences=(*STAFF, *GUILD), icon="check", tab=True, order=10),
    Entry("suche", _("Suchen"), "search:search", audiences=SCHOOL, icon="search", tab=True, order=20),
    Entry("berufe", _("Berufe"), "trades:trade_list", audiences=SCHOOL, icon="tools", tab=True, order=30),
    Entry(
        "termine", _("Termine"), "events:event_list", audiences=("firm", "class"), icon="calendar", tab=True, order=40
    ),
    Entry("redaktion", _("Redaktion"), "wagtailadmin_home", audiences=STAFF, icon="pencil", tab=True, order=60),
    # everybody who may write
    Entry(
        "nachrichten",
        _("Nachrichten"),
        "messaging:conversation_list",
        audiences=WRITING,
        icon="chat",
        tab=True,
        order=50,
    ),
    # right end of the header
    Entry("anmelden", _("Anmelden"), "account_login", bar="account", audiences=("visitor",), icon="user"),
    Entry("konto", _("Konto"), "accounts:account", bar="account", audiences=SIGNED_IN, icon="user"),
    # footer
    Entry("suche", _("Plätze suchen"), "search:search", bar="you", order=10),
    Entry("berufe", _("Alle Berufe"), "trades:trade_list", bar="you", order=20),
    Entry("termine", _("Termine in der Nähe"), "events:event_list", bar="you", order=30),
    Entry("merkliste", _("Merkliste"), "search:watch_list", bar="you", order=40),
    page("eltern", _("Für Eltern"), "you", 50),
    page("betriebe-info", _("Für Betriebe"), "firms", 10),
    page("netzwerke", _("Netzwerke"), "firms", 20),
    Entry("firma", _("Betrieb anmelden"), "accounts:sign_up_firm", bar="firms", audiences=("visitor",), order=30),
    Entry("gilde", _("Innung anmelden"), "accounts:sign_up_guild", bar="firms", audiences=("visitor",), order=40),
    page("hilfe", _("Hilfe und Rechte"), "help", 10),
    Entry("melden", _("Etwas melden"), "messaging:report", bar="help", order=20),
    page("barrierefreiheit", _("Barrierefreiheit"), "help", 30),
    page("impressum", _("Impressum"), "legal", 10),
    page("datenschutz", _("Datenschutz"), "legal", 20),
    page("quellen", _("Quellen"), "legal", 30),
    Entry("abmelden", _("Abmelden"), "account_logout", bar="legal", audiences=SIGNED_IN, order=90),
]
