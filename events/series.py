"""Dates by a rule: the days are computed, the wall time is kept, also when the clock changes."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DAYS_A_WEEK = 7


class Rule(TextChoices):
    """How a series goes on."""

    WEEKLY = "weekly", _("jede Woche")
    FORTNIGHTLY = "fortnightly", _("alle zwei Wochen")
    MONTHLY = "monthly", _("jeden Monat am gleichen Wochentag, zum Beispiel am zweiten Samstag")


def days(first: date, rule: str, count: int) -> list[date]:
    """The first day and those after it, `count` in all.

    A month without a fifth weekday is passed over: nobody expects „the fifth Saturday“ on the fourth.
    """
    return list(islice(_endless(first, Rule(rule)), count))


def _endless(first: date, rule: Rule) -> Iterator[date]:
    if rule == Rule.MONTHLY:
        yield from _monthly(first)
        return
    step = timedelta(days=DAYS_A_WEEK * (2 if rule == Rule.FORTNIGHTLY else 1))
    day = first
    while True:
        yield day
        day += step


def _monthly(first: date) -> Iterator[date]:
    """The same weekday of the same week of each month."""
    week = (first.day - 1) // DAYS_A_WEEK
    month = first.replace(day=1)
    while True:
        start = month + timedelta(days=(first.weekday() - month.weekday()) % DAYS_A_WEEK)
        day = start + timedelta(days=DAYS_A_WEEK * week)
        if day.month == month.month:
            yield day
        month = (month + timedelta(days=31)).replace(day=1)
