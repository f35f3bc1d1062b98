"""A session in which the second step was taken, for people whose desks ask for it first."""

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from accounts import gate, second_step


def take(client: Client, person: Any) -> Client:
    """Note the step in the client's session, as setting it up or typing the digits does."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": second_step.METHOD, "at": 1}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(person.pk)
    session.save()
    return client


def take_where_due(client: Client, person: Any) -> Client:
    """The same for those who must, so that tests of their desks speak of the desks."""
    return take(client, person) if gate.is_due(person) else client
