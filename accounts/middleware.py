"""What a request knows about its person."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts import gate, second_step


class SecondStepMiddleware:
    """Tell the person of the request whether the second step was taken in this session (permissions.revealed_to).

    It stays lazy: a page that never asks who is there still asks neither session nor database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Wrap the person; stands after AuthenticationMiddleware."""
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        """The admin's lists of people are no view of ours that could carry the mark."""
        if request.path.startswith(gate.ADMIN_OF_PEOPLE) and gate.is_due(request.user):
            return gate.to_the_step(request)
        return None


def _person(request: HttpRequest) -> Any:
    person = get_user(request)
    if person.is_authenticated:
        person.took_second_step = second_step.is_taken(request, person)
    return person
