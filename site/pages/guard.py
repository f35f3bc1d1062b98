"""Refuses to start a real installation in which a demo account exists: its password is printed in the documents."""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from accounts.models import User
from pages.demo.source import DOMAIN


def refuse_demo_accounts() -> None:
    """Raise ImproperlyConfigured outside demo mode when somebody could sign in with the demo's password."""
    if not settings.DEMO and _found():
        raise ImproperlyConfigured(
            f"Es gibt Demo-Konten (…@{DOMAIN}), deren Passwort in docs/demo.md steht. "
            "Eine echte Installation beginnt mit einer leeren Datenbank: manage.py setup_network --help."
        )


def refuse_demo_accounts_from_anywhere() -> None:
    """The same where an event loop may be running, as when uvicorn imports the application."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(refuse_demo_accounts).result()


def _found() -> bool:
    """Whether there is such an account; before the first migration there is none."""
    try:
        return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()
    except DatabaseError:
        return False
    finally:
        connection.close()
