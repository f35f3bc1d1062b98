"""How long things are kept: one rule a kind of data, declared in `<app>/lifetimes.py`, run every night.

`manage.py retention --dry-run` counts what the next night would forget and changes nothing. Each rule is one
transaction of its own: a run that is killed has forgotten whole rules, and the next one goes on. A second run finds
nothing left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import clock


@dataclass(frozen=True, slots=True)
class Rule:
    """What is forgotten after how many days; `forget` gets the rows, without it they are deleted."""

    name: str
    days: int
    says: str
    rows: Callable[[datetime], QuerySet[Any]]
    forget: Callable[[QuerySet[Any]], Any] | None = None

    def due(self) -> QuerySet[Any]:
        """Rows older than the rule allows now."""
        return self.rows(clock.now() - timedelta(days=self.days)).order_by("pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report."""

    name: str
    says: str
    count: int


_rules: dict[str, Rule] = {}


def keep(*rules: Rule) -> None:
    """Declare rules; the name is theirs alone."""
    for rule in rules:
        _rules[rule.name] = rule


def rules() -> list[Rule]:
    """All rules in a fixed order."""
    return [_rules[name] for name in sorted(_rules)]


def run(*, dry: bool = False) -> list[Line]:
    """Forget what is due, or only count it; the report has a line for each rule."""
    return [Line(rule.name, rule.says, _apply(rule, dry=dry)) for rule in rules()]


def _apply(rule: Rule, *, dry: bool) -> int:
    with transaction.atomic():
        keys = list(rule.due().values_list("pk", flat=True))
        if keys and not dry:
            chosen = rule.due().filter(pk__in=keys)
            rule.forget(chosen) if rule.forget else _delete(chosen)
        return len(keys)


def _delete(rows: QuerySet[Any]) -> None:
    for row in rows:
        row.delete()
