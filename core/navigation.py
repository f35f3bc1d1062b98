"""Who finds what in header, tab bar and footer.

The map of the menus is `settings.NAVIGATION`; an app may add to it with `register`, say who somebody is with
`audience`, and hang a number on an entry with `counter`. An entry whose address does not exist is not shown,
so no menu leads to a missing page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Text = str | Promise
AUDIENCES = ("visitor", "pupil", "guardian", "firm", "guild", "class", "staff")
BARS = ("main", "account", "you", "firms", "help", "legal")


@dataclass(frozen=True)
class Entry:
    """One way to a page: its words, the name of its address, its bar, and for whom it stands there."""

    code: str
    title: Text
    url_name: str
    bar: str = "main"
    audiences: tuple[str, ...] = AUDIENCES
    icon: str = ""
    tab: bool = False  # also in the tab bar on the phone
    order: int = 50
    args: tuple[Any, ...] = ()
    below: tuple[str, ...] = ()  # further addresses that belong to this entry, as beginnings of a path


@dataclass(frozen=True)
class Link:
    """An entry as the page shows it."""

    code: str
    title: Text
    url: str
    icon: str
    tab: bool
    current: bool
    count: int = 0


@dataclass(frozen=True)
class Menu:
    """All bars of one page for one person."""

    audience: str
    bars: dict[str, list[Link]] = field(default_factory=dict)

    @property
    def main(self) -> list[Link]:
        """The links of the header."""
        return self.bars["main"]

    @property
    def tabs(self) -> list[Link]:
        """The links of the tab bar: five at most, or thumbs miss them."""
        return [link for link in self.main if link.tab][:5]


_entries: list[Entry] = []
_counters: dict[str, Callable[[Any], int]] = {}
_audiences: list[Callable[[Any], str | None]] = []


def register(*entries: Entry) -> None:
    """Add entries; call it from an app's `ready`. Raises ValueError for a bar or an audience that does not exist."""
    for entry in entries:
        if entry.bar not in BARS or not set(entry.audiences) <= set(AUDIENCES):
            raise ValueError(f"{entry.code}: unknown bar or audience")
        _entries.append(entry)


def audience(function: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    """Decorator: the function says for a signed-in person which audience they are, or None if it cannot tell."""
    _audiences.append(function)
    return function


def counter(code: str) -> Callable[[Callable[[Any], int]], Callable[[Any], int]]:
    """Decorator: the function counts for a signed-in person what waits behind the entry; asked once a page."""

    def remember(function: Callable[[Any], int]) -> Callable[[Any], int]:
        _counters[code] = function
        return function

    return remember


def audience_of(user: Any) -> str:
    """Visitor, pupil, guardian, firm, guild, class or staff."""
    if not getattr(user, "is_authenticated", False):
        return "visitor"
    told = next((answer for ask in _audiences if (answer := ask(user))), None)
    kinds = {"pupil": "pupil", "trainee": "pupil", "guardian": "guardian", "staff": "staff", "member": "firm"}
    return told or kinds.get(getattr(user, "kind", ""), "pupil")


def menu(user: Any, path: str) -> Menu:
    """The bars for a person on the page of this path."""
    who = audience_of(user)
    bars: dict[str, list[Link]] = {bar: [] for bar in BARS}
    for entry in sorted(entries(), key=lambda entry: entry.order):
        if who in entry.audiences and (url := address(entry)) is not None:
            bars[entry.bar].append(_link(entry, url, user, path))
    for bar, links in bars.items():
        bars[bar] = _only_the_nearest(links, path)
    return Menu(audience=who, bars=bars)


def entries() -> Iterable[Entry]:
    """The entries of the settings and those the apps added."""
    return (*_from_settings(), *_entries)


def address(entry: Entry) -> str | None:
    """The entry's path, None while there is no such page."""
    try:
        return reverse(entry.url_name, args=entry.args)
    except NoReverseMatch:
        return None


@cache
def _from_settings() -> tuple[Entry, ...]:
    return tuple(import_string(settings.NAVIGATION))


def _link(entry: Entry, url: str, user: Any, path: str) -> Link:
    count = _counters[entry.code](user) if entry.code in _counters and entry.bar == "main" else 0
    here = path == url or any(path.startswith(start) for start in (url, *entry.below) if start != "/")
    return Link(entry.code, entry.title, url, entry.icon, entry.tab, here, count)


def _only_the_nearest(links: list[Link], path: str) -> list[Link]:
    """One link at most is the current one: the one whose address says most of the path."""
    here = max((link for link in links if link.current), key=lambda link: len(link.url), default=None)
    return [replace(link, current=link is here) for link in links]
