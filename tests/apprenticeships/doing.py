"""What the tests of this wing do again and again: find a page, write, post, book."""

import uuid

from django.urls import reverse

from apprenticeships.actions import applications, bookings
from apprenticeships.eligibility import Answers
from apprenticeships.models import Slot

ANSWERS = {"why": "Holz.", "example": "Ein Regal.", "first_day": "Hobeln."}
RELEASED = Answers(has_school_release=True)


def at(name, *args):
    """Address of one of our pages."""
    return reverse(f"apprenticeships:{name}", args=args)


def draft(place, pupil):
    """A finished draft."""
    return applications.save_draft(place, by=pupil, values=ANSWERS)


def post(client, owner, answers, **changes):
    """Send the form of a new place."""
    client.force_login(owner)
    return client.post(at("vacancy_new"), answers | changes)


def book(slot, pupil, key=None):
    """Book with the school's release."""
    return bookings.book(slot, by=pupil, client_key=key or uuid.uuid4(), answers=RELEASED)


def taken(slot):
    """Seats taken, as stored."""
    return Slot.objects.values_list("taken", flat=True).get(pk=slot.pk)
