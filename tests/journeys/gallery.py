"""Which pages the checks of every page look at, and how to get to each as the person who sees it.

A step is an address, or a CSS selector of a link to follow on the page before: objects of the demo network have no
fixed number, so they are found the way a person finds them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """One page: who looks (empty: a visitor) and the way there."""

    who: str
    steps: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.who or 'visitor'}: {' > '.join(self.steps)}"


def stops(who: str, *ways: str | tuple[str, ...]) -> list[Stop]:
    """All pages of one person."""
    return [Stop(who, (way,) if isinstance(way, str) else way) for way in ways]


JOINER = "/suche/?q=schreiner+altenburg"
TALK = "main li.thread-row a"
PLACE = "main a[href^='/plaetze/']"
EVENT = "main a[href^='/veranstaltungen/']:not([href*='.ics']):not([href*='?']):not([href$='/veranstaltungen/'])"

PUBLIC = stops(
    "",
    "/",
    "/suche/",
    JOINER,
    "/suche/?q=schraube+neuenkirchen",
    "/suche/?q=xyzxyz",
    "/suche/?q=tischlr",
    "/suche/?trade=tischler",
    (JOINER, PLACE),
    (JOINER, PLACE, "a[href$='/aushang/']"),
    (JOINER, PLACE, "a[href^='/betriebe/']"),
    "/merkliste/",
    "/berufe/",
    "/berufe/tischler/",
    "/berufe/fleischer/",
    "/berufe/geigenbauer/",
    "/veranstaltungen/",
    ("/veranstaltungen/", EVENT),
    "/eltern/",
    "/betriebe-info/",
    "/netzwerke/",
    ("/netzwerke/", "main a[href^='/netzwerke/']:not([href='/netzwerke/'])"),
    "/hilfe/",
    "/barrierefreiheit/",
    "/impressum/",
    "/datenschutz/",
    "/quellen/",
    "/melden/",
    "/konto/anmelden/",
    "/konto/anmelden/passwort/",
    "/konto/neu/",
    "/konto/neu/jugendliche/",
    "/konto/neu/betrieb/",
    "/konto/neu/innung/",
    "/konto/neu/beratung/",
    "/demo/post/",
    "/gibt-es-nicht/",
)
DESKS = [
    *stops(
        "amira",
        "/mein/",
        "/bewerbungen/",
        ("/bewerbungen/", "main a[href^='/bewerbungen/']:not([href='/bewerbungen/'])"),
        "/nachrichten/",
        ("/nachrichten/", TALK),
        "/nachrichten/mitteilungen/",
        "/buchungen/",
        "/anmeldungen/",
        "/konto/",
        "/konto/daten/",
        "/konto/passwort/aendern/",
        "/nachrichten/mitteilungen/mails/",
        (JOINER, PLACE, "a[href$='/frage/']"),
    ),
    *stops(
        "firm",
        "/betrieb/",
        "/betrieb/inserat/",
        "/betrieb/inserat/neu/",
        ("/betrieb/inserat/", "main a[href^='/betrieb/inserat/']:not([href$='/neu/'])"),
        "/bewerbungen/",
        ("/bewerbungen/", "main a[href^='/bewerbungen/']:not([href='/bewerbungen/']):not([href*='?'])"),
        "/nachrichten/",
        ("/nachrichten/", TALK),
        ("/nachrichten/", TALK, "main a[href$='/termine/']"),
        "/buchungen/",
        "/konto/",
    ),
    *stops(
        "guild",
        "/innung/",
        "/innung/veranstaltungen/",
        "/innung/veranstaltung/neu/",
        ("/innung/veranstaltungen/", "main a[href^='/innung/']:not([href$='/neu/'])"),
        "/bewerbungen/",
        "/betrieb/inserat/neu/",
        "/pruefung/",
        "/pruefung/organisationen/",
        ("/konto/", "main a:has-text('Kreishandwerkerschaft')"),  # a word wider than a phone
    ),
    *stops("counsellor", "/klasse/", ("/klasse/", "main a[href^='/klasse/auswahl/']"), "/konto/"),
    *stops(
        "moderator",
        "/moderation/",
        "/moderation/dienst/",
        "/pruefung/",
        "/pruefung/organisationen/",
        (
            "/pruefung/organisationen/",
            "main a[href^='/pruefung/']:not([href$='/organisationen/']):not([href*='/zustimmungen/'])",
        ),
        "/pruefung/zustimmungen/",
    ),
    *stops("admin", "/styleguide/", "/konto/"),
]
STOPS = [*PUBLIC, *DESKS]
# Wagtail's pages with our fields in them: looked at for accessibility and a silent console; the markup is Wagtail's.
ADMIN = [
    *stops(
        "editor",
        "/admin/",
        "/admin/pages/",
        ("/admin/pages/search/?q=Tischler", "main a[href$='/edit/']:has-text('Tischler/in')"),
        ("/admin/pages/search/?q=Leim", "main a[href$='/edit/']:has-text('Späne')"),
        "/admin/images/",
        "/admin/images/add/",
    ),
    *stops("guild", ("/admin/pages/search/?q=Leim", "main a[href$='/edit/']:has-text('Späne')")),
]
