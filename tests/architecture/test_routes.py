"""Every named route × every role, compared with the reviewed table `route_matrix.csv`.

A route without a line, a line without a route and any other status fail. After a reviewed change the table is
written anew with `WRITE_ROUTE_MATRIX=1 pytest tests/architecture/test_routes.py`; its diff is what a reviewer reads.
"""

import csv
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.world import ROLES, World, world  # noqa: F401 -- the fixture

pytestmark = pytest.mark.xdist_group("world")
TABLE = Path(__file__).with_name("route_matrix.csv")
METHODS = ("GET", "POST")
# Wagtail guards its own pages; two tests below ask all of those that need no argument.
FOREIGN = ("wagtail", "wagtailadmin", "djdt")
MISSING = {"int": 987654321, "uuid": uuid.UUID(int=7), "str": "gibt-es-nicht", "slug": "gibt-es-nicht"}


def named_routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each named route of ours with its namespace, in the order of the site map."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            if not str(entry.pattern).startswith(("admin/", "dateien/")):
                yield from named_routes(entry.url_patterns, inner)
        elif entry.name and not entry.name.startswith(FOREIGN):
            yield f"{space}{entry.name}", entry


def routes() -> dict[str, URLPattern]:
    """Name → pattern; several patterns of one name count once, by their last."""
    return dict(named_routes(get_resolver().url_patterns))


def keys(world: World, name: str, pattern: URLPattern, role: str) -> dict[str, object]:
    """The arguments that name our own object for this route; the guardian tries the mailed token on every door."""
    found = {argument: _value(world, name, str(pattern.pattern), argument) for argument in _arguments(pattern)}
    return {**found, "token": world.objects["guardian_token"]} if role == "guardian" and "token" in found else found


def _arguments(pattern: URLPattern) -> list[str]:
    return [*pattern.pattern.regex.groupindex]


def _value(world: World, name: str, route: str, argument: str) -> object:
    """The object behind one argument, by what the address says."""
    things = world.objects
    if argument == "pk" and "<int:slot>" in route:
        return things["slot"].vacancy_id
    if argument == "pk":
        for word, thing in (
            ("auswahl", "selection"),
            ("veranstaltung", "event"),
            ("plaetze", "vacancy"),
            ("inserat", "vacancy"),
            ("ferien", "closure"),
            ("geraet", "device"),
        ):
            if word in route:
                return things[thing].pk
        return 1
    if argument == "public_id":
        words = (
            ("organisationen", "firm"), ("mitglieder", "membership"), ("bewerbungen", "application"),
            ("buchungen", "booking"), ("nachrichten", "conversation"), ("termin/", "occurrence"),
            ("anmeldungen/neu", "occurrence"), ("klasse/neu", "occurrence"), ("anmeldungen/klasse/", "class_booking"),
            ("innung/klasse/", "class_booking"), ("innung/anmeldung/", "registration"),
            ("anmeldungen/", "registration"), ("suche/gespeichert/", "saved_search"),
        )  # fmt: skip
        for word, thing in words:
            if word in route:
                return things[thing].public_id
        return things["waiting"].public_id if name == "verification:detail" else MISSING["uuid"]
    known = {
        "slot": things["slot"].pk,
        "message": MISSING["uuid"],
        "slug": _slug(world, name),
        "kind": "betrieb" if "melden" in route else "trade",
        "key": _key(world, route),
        "step": "da",
        "code": things["registration"].check_in_code,
        "invitation": things["invitation"].public_id,
        "card": things["card"].public_id,
    }
    return known.get(argument, _word(route, argument))


def _key(world: World, route: str) -> object:
    """What a thing is called in addresses that have no number."""
    words = {"melden": world.objects["firm"].public_id, "geraet": world.objects["device"].stop_key}
    return next((key for word, key in words.items() if word in route), "tischler")


def _slug(world: World, name: str) -> str:
    return world.objects["firm"].slug if name == "pages:organisation_page" else "tischler"


def _word(route: str, argument: str) -> object:
    """A word that the pattern itself offers (a|b), else one that does not exist."""
    if found := re.search(rf"\(\?P<{argument}>\(?\??:?([a-z-]+)[|)]", route):
        return found[1]
    if f"<uuid:{argument}>" in route:
        return MISSING["uuid"]
    return 987654321 if f"<int:{argument}>" in route else "gibt-es-nicht"


def address(name: str, arguments: dict[str, object]) -> str | None:
    """The route's address, None where these words do not fit it."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return None


def measured(world: World) -> dict[tuple[str, str], dict[str, str]]:
    """What every role gets at every route."""
    found = {}
    for name, pattern in routes().items():
        where = {role: address(name, keys(world, name, pattern, role)) for role in ROLES}
        for method in METHODS:
            found[(name, method)] = {
                role: world.status(role, method, there) if there else "n/a" for role, there in where.items()
            }
    return found


def reviewed() -> dict[tuple[str, str], dict[str, str]]:
    """The table in the repository."""
    with TABLE.open(newline="") as file:
        return {(row.pop("route"), row.pop("method")): row for row in csv.DictReader(file)}


def write(rows: dict[tuple[str, str], dict[str, str]]) -> None:
    """Write the table anew, sorted, so that a diff shows what changed."""
    with TABLE.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["route", "method", *ROLES], lineterminator="\n")
        writer.writeheader()
        for (name, method), row in sorted(rows.items()):
            writer.writerow({"route": name, "method": method, **row})


@pytest.fixture(scope="module")
def rows(world: World) -> dict[tuple[str, str], dict[str, str]]:
    """Measured once; writes the table where a reviewer asked for it."""
    found = measured(world)
    if os.environ.get("WRITE_ROUTE_MATRIX"):
        write(found)
    return found


def test_every_route_has_a_line_and_every_line_a_route(rows: dict[tuple[str, str], dict[str, str]]) -> None:
    assert sorted(rows.keys() ^ reviewed().keys()) == []


def test_everybody_gets_what_the_table_says(rows: dict[tuple[str, str], dict[str, str]]) -> None:
    table = reviewed()
    wrong = {
        f"{method} {name} as {role}": f"{row[role]}, table: {table[name, method][role]}"
        for (name, method), row in rows.items()
        if (name, method) in table
        for role in ROLES
        if row[role] != table[name, method][role]
    }

    assert wrong == {}


def test_nobody_meets_an_error_of_ours(rows: dict[tuple[str, str], dict[str, str]]) -> None:
    assert [
        f"{key} {role}" for key, row in rows.items() for role, status in row.items() if status.startswith("5")
    ] == []


def test_what_is_missing_is_as_foreign_as_what_is_foreign(world: World) -> None:
    """Whoever gets 404 for an existing thing gets the same answer for one that does not exist, and nobody gets 200."""
    wrong = []
    for name, pattern in routes().items():
        missing = {argument: _missing(str(pattern.pattern), argument) for argument in _arguments(pattern)}
        where = address(name, missing) if missing else None
        if where is None or name.startswith("mfa_"):
            continue  # keys of the sign-in: everybody is asked for the password first, whatever is named
        for role in ("pupil", "firm", "guild"):
            status = world.status(role, "GET", where)
            if status not in ("404", "403", "405"):
                wrong.append(f"{name} {role}: {status}")

    assert wrong == []


def _missing(route: str, argument: str) -> object:
    kind = re.search(rf"<(\w+):{argument}>", route)
    return MISSING.get(kind[1] if kind else "str", _word(route, argument))


def test_the_table_bites_when_a_guard_is_taken_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: everybody may see every application, and the stranger's line turns from 404 to 200."""
    from apprenticeships.models.application import ApplicationQuerySet  # noqa: PLC0415 -- only for this control

    where = reverse("apprenticeships:application_detail", args=[world.objects["application"].public_id])
    assert world.status("other_firm", "GET", where) == "404"

    monkeypatch.setattr(ApplicationQuerySet, "visible_to", lambda self, user: self)

    assert world.status("other_firm", "GET", where) == "200"
