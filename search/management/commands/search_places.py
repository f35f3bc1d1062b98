"""`manage.py search_places --json "schreiner altenburg"`: the search as an anonymous visitor sees it."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test.utils import override_settings

from search import facets, find
from search.engine import Unavailable, forget_engine
from search.export import as_json
from search.forms import SearchForm

ENGINES = {
    "embedded": "search.backends.embedded.EmbeddedEngine",
    "elasticsearch": "search.backends.elasticsearch.ElasticsearchEngine",
}
PARAMETER = {
    "near": "place",
    "km": "radius",
    "kind": "kind",
    "start_year": "start_year",
    "certificate": "certificate",
    "page": "page",
    "size": "size",
}


class Command(BaseCommand):
    """One question, one JSON object."""

    help = "Searches places as an anonymous visitor and prints one JSON object."

    def add_arguments(self, parser: CommandParser) -> None:
        """The parameters of the search page."""
        parser.add_argument("text", nargs="?", default="")
        parser.add_argument("--json", action="store_true", help="the only form there is")
        parser.add_argument("--near", default="", metavar="PLZ")
        parser.add_argument("--km", default="")
        parser.add_argument("--kind", default="")
        parser.add_argument("--start-year", default="")
        parser.add_argument("--certificate", default="")
        parser.add_argument("--page", default="")
        parser.add_argument("--size", default="")
        parser.add_argument("--engine", default="", choices=["", *ENGINES])

    def handle(self, *args: Any, **options: Any) -> None:
        """Search and print."""
        if options["engine"] == "elasticsearch" and not settings.ELASTICSEARCH_URL:
            raise CommandError("ELASTICSEARCH_URL is not set")
        if options["engine"]:
            with override_settings(SEARCH_BACKEND=ENGINES[options["engine"]]):
                forget_engine()
                self._print(options)
            return
        self._print(options)

    def _print(self, options: dict[str, Any]) -> None:
        params = {name: str(options[option]) for option, name in PARAMETER.items()}
        asked = SearchForm({"q": options["text"], **params}).asked()
        codes = ["about", *(facet.code for facet in facets.FACETS)]
        try:
            page = find.find(
                asked.query, AnonymousUser(), resolution=asked.resolution, facets=codes, origin=asked.origin
            )
        except Unavailable as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(json.dumps(as_json(page), ensure_ascii=False))
