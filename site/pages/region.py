"""Sets up a real region: its network, its chambers as organisations, its pages, its first administrator."""

from django.db import transaction
from django.utils.html import escape
from django.utils.text import slugify

from accounts import actions as account_actions
from accounts.models import Network, Organisation, User
from core.models import Chamber, District
from core.text import transliterate
from pages import tree
from pages.models import ArticlePage, HomePage, NetworkPage, ParentsPage

FACTS = ("name", "contact", "phone", "hours", "email", "imprint", "admin", "journey")


class UnknownDistrict(Exception):
    """No Kreis has this AGS."""


@transaction.atomic
def set_up(
    *,
    name: str,
    kreise: list[str],
    contact: str,
    phone: str,
    hours: str,
    email: str,
    imprint: str,
    admin: str,
    journey: str = "",
) -> Network:
    """Make or complete the region; running it again with the same name corrects contact and imprint."""
    districts = _districts(kreise)
    account_actions.ensure_groups()
    roots = tree.ensure()
    network, _made = Network.objects.update_or_create(
        slug=slugify(transliterate(name)),
        defaults={
            "name": name,
            "contact_name": contact,
            "phone": phone,
            "phone_hours": hours,
            "email": email,
            "journey_address": journey,
        },
    )
    network.districts.set(districts)
    for chamber in Chamber.objects.filter(code__in={district.chamber_code for district in districts}):
        account_actions.join_network(network, by=None, organisation=_chamber(chamber))
    _pages(roots, network, imprint)
    _administrator(admin)
    return network


def _districts(kreise: list[str]) -> list[District]:
    """The Kreise; raises UnknownDistrict for the first that does not exist."""
    found = District.objects.in_bulk(kreise)
    if missing := [code for code in kreise if code not in found]:
        raise UnknownDistrict(missing[0])
    return [found[code] for code in kreise]


def _chamber(chamber: Chamber) -> Organisation:
    """The chamber as an organisation of its own; it is checked by the operator like everybody else."""
    if found := Organisation.objects.filter(kind=Organisation.Kind.CHAMBER, name=chamber.name).first():
        return found
    return account_actions.found_organisation(
        by=None, kind=Organisation.Kind.CHAMBER, name=chamber.name, website=chamber.website
    )


def _pages(roots: tree.Tree, network: Network, imprint: str) -> None:
    """The network's page, the contact on the front pages, the imprint."""
    HomePage.objects.update(network=network)
    ParentsPage.objects.update(network=network)
    if not NetworkPage.objects.filter(network=network).exists():
        roots.networks.refresh_from_db()
        page = NetworkPage(title=network.name, slug=network.slug, network=network, lead="Wir kennen uns. Komm vorbei.")
        roots.networks.add_child(instance=page)
        page.save_revision().publish()
    article = ArticlePage.objects.get(slug="impressum")
    lines = "<br/>".join(escape(line.strip()) for line in imprint.splitlines())
    article.body = article._meta.get_field("body").stream_block.to_python(
        [{"type": "text", "value": f"<p>{lines}</p>"}]
    )
    article.save_revision().publish()


def _administrator(email: str) -> User:
    """The first administrator, who signs in by mailed code."""
    if found := User.objects.filter(email=email.lower()).first():
        return found
    return account_actions.create_person(
        email.lower(), by=None, kind=User.Kind.STAFF, shown_name="Verwaltung", is_staff=True, is_superuser=True
    )
