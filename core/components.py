"""What every component of templates/components/ accepts; `{% ui %}` refuses anything else.

A component is a promise: REQUIRED must be given, a tuple lists all allowed values with the default first,
any other value is the default. `content` is always what stands between `{% ui … %}` and `{% endui %}`.
"""

from functools import cache
from typing import Any, Final

REQUIRED: Final = object()
LEVELS = (2, 1, 3, 4)
INKS = ("", "rule", "line", "quiet", "chalk")
SKETCHES = ("box", "level", "rule", "saw")

ACTIONS: dict[str, dict[str, Any]] = {
    "button": {
        "href": "",
        "variant": INKS,
        "icon": "",
        "icon_only": False,
        "type": ("button", "submit", "reset"),
        "name": "",
        "value": "",
        "form": "",
        "formaction": "",
        "formnovalidate": False,
        "size": ("", "large"),
        "full": False,
        "start": False,
        "disabled": False,
        "busy": False,
        "pressed": None,
        "describedby": "",
        "open": "",
        "hook": ("", "print", "save", "insert", "copy", "confirm", "again"),
        "hook_value": "",
        "download": False,
        "end": False,
    },
    "action_bar": {"phone": False},
    "chip": {"href": "", "current": False, "icon": "", "remove": False, "insert": False, "lang": "", "dir": ""},
    "chips": {"label": REQUIRED, "scroll": False},
    "save": {"label": REQUIRED, "saved": False, "url": "", "csrf_token": "", "key": "", "floating": True},
}
FIELDS: dict[str, dict[str, Any]] = {
    "errors": {"form": REQUIRED, "title": "", "level": LEVELS},
    "field": {"label": REQUIRED, "for_id": REQUIRED, "hint": "", "error": "", "optional": False, "short": False},
    "fieldset": {"legend": REQUIRED, "hint": "", "error": "", "id": "", "hidden_legend": False, "optional": False},
    "choice": {
        "label": REQUIRED,
        "name": REQUIRED,
        "value": REQUIRED,
        "type": ("checkbox", "radio"),
        "checked": False,
        "disabled": False,
        "count": None,
        "hint": "",
    },
    "tile": {
        "label": REQUIRED,
        "name": REQUIRED,
        "value": REQUIRED,
        "type": ("radio", "checkbox"),
        "checked": False,
        "disabled": False,
        "hint": "",
        "required": False,
    },
    "tiles": {},
    "switch": {"legend": REQUIRED, "name": REQUIRED, "options": REQUIRED, "value": ""},
    "stepper": {"label": REQUIRED, "name": REQUIRED, "value": 1, "least": 0, "most": 99, "id": ""},
    "slot": {
        "name": REQUIRED,
        "value": REQUIRED,
        "weekday": REQUIRED,
        "day": REQUIRED,
        "note": REQUIRED,
        "checked": False,
        "disabled": False,
    },
    "facet": {"title": REQUIRED, "open": False},
    "searchbox": {
        "action": REQUIRED,
        "what": "",
        "where": "",
        "what_name": "was",
        "where_name": "wo",
        "radius": 15,
        "radii": "5 10 15 25 50",
        "go": REQUIRED,
        "placeholder": "",
        "suggest": "",
        "suggest_where": "",
    },
    "searchbar": {"title": REQUIRED, "note": "", "href": REQUIRED, "action": REQUIRED},
}
SURFACES: dict[str, dict[str, Any]] = {
    "card": {
        "title": "",
        "href": "",
        "level": LEVELS,
        "variant": ("", "flat", "tint", "rule", "bench"),
        "tag": ("article", "section", "div", "li", "form"),
        "id": "",
    },
    "panel": {"title": "", "level": LEVELS, "id": "", "link": "", "link_text": "", "padded": False},
    "place_card": {
        "trade": REQUIRED,
        "href": REQUIRED,
        "firm": REQUIRED,
        "town": "",
        "km": None,
        "radius": 15,
        "way": "",
        "fits": (),
        "still_open": (),
        "facts": (),
        "days": None,
        "answer": "",
        "answer_note": "",
        "checked_by": "",
        "confirmed_on": None,
        "kind": "",
        "level": LEVELS,
    },
    "trade_card": {"scene": "", "title": REQUIRED, "href": REQUIRED, "note": "", "level": (3, 2, 4)},
    "event_row": {
        "title": REQUIRED,
        "href": REQUIRED,
        "on": REQUIRED,
        "note": "",
        "wide": True,
        "level": (3, 2, 4),
        "large": False,
    },
    "step_card": {
        "title": REQUIRED,
        "href": "",
        "who": "",
        "days": None,
        "of": 7,
        "late": False,
        "lead": "",
        "note": "",
        "steps": (),
        "steps_label": "",
        "done": False,
        "level": LEVELS,
    },
    "todo": {
        "days": None,
        "of": 7,
        "late": False,
        "lead": REQUIRED,
        "note": "",
        "title": REQUIRED,
        "href": REQUIRED,
        "level": (3, 2, 4),
    },
    "thread_row": {
        "title": REQUIRED,
        "href": REQUIRED,
        "text": "",
        "at": None,
        "unread": 0,
        "state": "",
        "sign": "",
        "sign_variant": ("line", "", "rule"),
    },
    "dialog": {"id": REQUIRED, "title": REQUIRED, "sheet": False},
    "map": {"plan": REQUIRED, "label": REQUIRED, "id": "karte"},
    "atlas": {"atlas": REQUIRED, "label": REQUIRED},
}
FACTS: dict[str, dict[str, Any]] = {
    "badge": {"kind": ("", "free", "rule", "cord", "chalk", "line", "count"), "icon": "", "hidden": ""},
    "print": {"kind": ("", "taken", "chalk")},
    "titleblock": {"size": ("", "small"), "on_bench": False},
    "fact": {"label": REQUIRED, "note": ""},
    "defs": {},
    "fits": {"large": False},
    "fit": {"kind": ("yes", "open"), "lead": ""},
    "answer": {"days": None, "of": 7, "late": False, "large": False, "note": ""},
    "gauge": {"label": REQUIRED, "word": REQUIRED, "step": REQUIRED},
    "gauges": {},
    "way": {"km": REQUIRED, "radius": 15, "note": ""},
    "sign": {"kind": ("", "rule", "line"), "large": False},
    "stat": {"value": REQUIRED, "note": ""},
    "stats": {},
    "bars": {"rows": REQUIRED, "kind": ("bars", "pay", "funnel")},
    "seats": {"capacity": REQUIRED, "taken": REQUIRED},
    "five": {"wide": False},
    "timeline": {"small": False},
    "moment": {"when": REQUIRED, "title": "", "level": (3, 2, 4)},
    "ladder": {},
    "rung": {"mark": "", "title": REQUIRED, "end": ""},
    "reveal": {"label": REQUIRED},
    "reveal_row": {"step": REQUIRED, "title": REQUIRED, "text": "", "on": False},
    "seen": {"at": REQUIRED, "who": REQUIRED, "what": REQUIRED, "why": ""},
    "table": {"label": REQUIRED, "cards": True},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "notice": {"kind": ("", "rule", "chalk", "done"), "icon": "", "role": ("", "status", "alert")},
    "toast": {"icon": "check"},
    "empty": {"title": REQUIRED, "sketch": SKETCHES, "level": LEVELS},
    "work": {"value": REQUIRED, "most": 100, "label": REQUIRED, "large": False},
    "skeleton": {"label": ""},
    "steps": {"steps": REQUIRED, "label": REQUIRED},
}
MOVING: dict[str, dict[str, Any]] = {
    "tabs": {"label": REQUIRED},
    "tab": {"href": REQUIRED, "current": False, "count": 0},
    "pager": {"page": REQUIRED, "query": "", "param": "seite", "label": ""},
    "crumbs": {"trail": REQUIRED},
}
TALK: dict[str, dict[str, Any]] = {
    "chat": {"label": REQUIRED, "id": ""},
    "bubble": {"who": REQUIRED, "mine": False, "at": None, "state": "", "failed": False, "checked": "", "id": ""},
    "chat_day": {},
    "chat_note": {"icon": "info", "night": False},
    "masked": {"label": REQUIRED},
    "composer": {
        "label": REQUIRED,
        "name": "body",
        "value": "",
        "placeholder": "",
        "note": "",
        "limit": 2000,
        "go": "",
    },
}
COMPONENTS: dict[str, dict[str, Any]] = {**ACTIONS, **FIELDS, **SURFACES, **FACTS, **ANSWERS, **MOVING, **TALK}


class WrongAttribute(Exception):
    """A component got an attribute it does not know, lacks one it needs, or a value it does not allow."""


def attributes(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """All attributes of a component with defaults filled in; raises WrongAttribute with the sentence to print."""
    if name not in COMPONENTS:
        raise WrongAttribute(f"There is no component {name}")
    accepted, (defaults, needed, choices) = COMPONENTS[name], _prepared(name)
    if unknown := given.keys() - accepted.keys():
        raise WrongAttribute(f"{name} does not accept {', '.join(sorted(unknown))}")
    if missing := needed - given.keys():
        raise WrongAttribute(f"{name} needs {', '.join(sorted(missing))}")
    for key in choices & given.keys():
        if given[key] not in accepted[key]:
            raise WrongAttribute(f"{name} knows no {key} {given[key]!r}, only {', '.join(map(repr, accepted[key]))}")
    return {**defaults, **given}


@cache
def _prepared(name: str) -> tuple[dict[str, Any], frozenset[str], frozenset[str]]:
    """Of one component: the values where nothing is given, the attributes it needs, and those of a fixed choice."""
    accepted = COMPONENTS[name]
    defaults = {key: _default(default) for key, default in accepted.items()}
    needed = frozenset(key for key, default in accepted.items() if default is REQUIRED)
    return defaults, needed, frozenset(key for key, default in accepted.items() if _is_choice(default))


def _is_choice(default: Any) -> bool:
    return isinstance(default, tuple) and len(default) > 0


def _default(default: Any) -> Any:
    return default[0] if _is_choice(default) else default
