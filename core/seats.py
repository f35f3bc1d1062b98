"""Seats: one guarded way to give away what is scarce, shared by event occurrences and bookable days.

A seat is taken by one conditional UPDATE. Counting first and inserting afterwards sells more seats than there are
as soon as two people click at once; `select_for_update` is ignored by SQLite.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Seated(models.Model):
    """Something with a limited number of seats; `capacity` None means as many as come."""

    capacity = models.PositiveIntegerField(_("Plätze"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("belegt"), default=0, editable=False)

    class Meta:
        abstract = True
        constraints = [
            # Lowering the capacity below what is taken closes the thing, it never removes people (see resize).
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity")),
                name="%(app_label)s_%(class)s_taken_within_capacity",
            ),
        ]

    @property
    def seats_left(self) -> int | None:
        """Free seats, None when there is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        """Whether nobody can take a seat any more."""
        return self.seats_left == 0


def take(thing: Seated, n: int = 1) -> bool:
    """Take n seats or none; True when they were taken. One statement, so fifty people get exactly what is left."""
    _positive(n)
    enough = Q(capacity__isnull=True) | Q(taken__lte=F("capacity") - n)
    return _change(thing, enough, n)


def give_back(thing: Seated, n: int = 1) -> bool:
    """Free n seats; False when fewer were taken, which means that somebody gave them back before."""
    _positive(n)
    return _change(thing, Q(taken__gte=n), -n)


def resize(thing: Seated, capacity: int | None) -> int | None:
    """Set the capacity, at least what is taken already; returns the one that was set.

    Fewer seats than people never removes a person: the thing is full from then on.
    """
    manager = type(thing)._default_manager.filter(pk=thing.pk)
    if capacity is not None and not manager.filter(taken__lte=capacity).update(capacity=capacity):
        manager.update(capacity=F("taken"))
    elif capacity is None:
        manager.update(capacity=None)
    thing.refresh_from_db(fields=["capacity", "taken"])
    return thing.capacity


def _positive(n: int) -> None:
    if n < 1:
        raise ValueError("Seats are taken and given back one at a time or more")


def _change(thing: Seated, condition: Q, by: int) -> bool:
    rows: Any = type(thing)._default_manager.filter(condition, pk=thing.pk)
    changed = rows.update(taken=F("taken") + by) == 1
    if changed:
        thing.refresh_from_db(fields=["capacity", "taken"])
    return changed
