"""Plays the whole demo network in; running it again adds what is missing and changes nothing else."""

from typing import Any

from django.db import transaction

from accounts.models import Network, Organisation
from pages import actions as page_actions
from pages import tree
from pages.demo import bodies, dates, people, places, source, story
from pages.models import HomePage, NetworkPage, ParentsPage, SelectionPage


@transaction.atomic
def run() -> dict[str, int]:
    """Seed people, organisations, places, events, pages and the story; returns how many of each there are."""
    roots = tree.ensure()
    staff = people.staff()
    people.keep_watch(staff["moderator"])
    pupils = people.pupils()
    guilds = bodies.guilds(staff)
    schools = bodies.schools(staff)
    firms = bodies.firms(guilds, staff)
    counsellor = places.writer(schools["centre"], None)
    network = bodies.network([*guilds.values(), *schools.values(), *_checked(firms)], counsellor)
    vacancies = places.vacancies(firms, guilds)
    events = dates.events(guilds)
    _pages(roots, network, staff["editor"])
    _selection(counsellor, vacancies, events)
    story.tell(pupils, vacancies, firms)
    story.bring_class(events["E05"], schools["altenburg"])
    return {"firms": len(firms), "vacancies": len(vacancies), "events": len(events), "pupils": len(pupils)}


def _checked(firms: dict[str, Organisation]) -> list[Organisation]:
    """Firms that may be named in public."""
    return [firm for firm in firms.values() if firm.is_verified]


def _pages(roots: tree.Tree, network: Network, editor: Any) -> None:
    """The network's page, and its contact on the start page and the page for parents."""
    HomePage.objects.filter(network=None).update(network=network)
    ParentsPage.objects.filter(network=None).update(network=network)
    if NetworkPage.objects.filter(network=network).exists():
        return
    words = source.read("network")
    roots.networks.refresh_from_db()
    page = NetworkPage(
        title=network.name,
        slug=network.slug,
        network=network,
        lead=words["lead"],
        for_firms=words["for_firms"],
        nearby=words["nearby"],
        owner=editor,
    )
    roots.networks.add_child(instance=page)
    page.save_revision(user=editor).publish(user=editor, skip_permission_checks=True)


def _selection(counsellor: Any, vacancies: dict[str, Any], events: dict[str, Any]) -> None:
    """Frau Kessler's selection for class 9b."""
    key = source.key("selection 9b")
    if SelectionPage.objects.filter(client_key=key).exists():
        return
    page = page_actions.make_selection(
        title="Holz und Technik rund um Altenburg",
        intro="Für die 9b: zwei Berufe, ein Platz und eine offene Werkstatt. Sucht euch bis Freitag etwas aus.",
        by=counsellor,
        client_key=key,
    )
    items = [
        ("words", "Fangt mit dem Tag im Beruf an. Was klingt gut, was nicht?"),
        ("trade", {"trade": "tischler", "why": "Ein ganzer Tag steht auf der Seite."}),
        ("trade", {"trade": "kfz_mechatroniker", "why": "Hier wird gesucht, gemessen und geschraubt."}),
        ("vacancy", {"vacancy": vacancies["V02"].pk, "why": "Ein Hocker an einem Tag."}),
        ("event", {"event": events["E01"].pk, "why": "Ohne Anmeldung, mit Eltern."}),
    ]
    for kind, value in items:
        page = page_actions.add_item(page, kind, value, by=counsellor)
