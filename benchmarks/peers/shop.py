"""A small Django project with one searchable table: Wagtail's search (django-modelsearch) as its manual sets it up."""

from typing import Any

import django
import environ
from django.apps import AppConfig
from django.conf import settings


class PeersConfig(AppConfig):
    """The app that owns the table."""

    name = "benchmarks.peers"
    label = "peers"
    default_auto_field = "django.db.models.BigAutoField"


def open_at(url: str) -> None:
    """Configure Django on this database, with the tables of the search and our one."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "modelsearch", "benchmarks.peers.shop.PeersConfig"],
        DATABASES={"default": dict(environ.Env.db_url_config(url))},
        MODELSEARCH_BACKENDS={"default": {"BACKEND": "modelsearch.backends.database", "SEARCH_CONFIG": "german"}},
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- after setup
    from django.db import connection  # noqa: PLC0415

    from benchmarks.peers.models import Place  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if Place._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Place)


def backend() -> Any:
    """The search backend of this project."""
    from modelsearch.backends import get_search_backend  # noqa: PLC0415 -- after setup

    return get_search_backend()
