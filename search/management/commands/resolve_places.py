"""`manage.py resolve_places`: one query per line on stdin, one JSON object per line on stdout."""

from typing import Any

from django.core.management.base import BaseCommand

from core import places
from search import vocabulary
from search.lines import answer_lines


class Command(BaseCommand):
    """Needs the place tables, and the words once."""

    help = "Reads places from standard input and writes what each may mean, one JSON object per line."

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer until the input ends, from the first line on with what editors say of places."""
        vocabulary.current()
        answer_lines(_answer)


def _answer(line: str) -> dict[str, Any]:
    answer = places.look_up(line) if line.strip() else places.PlaceAnswer()
    found: dict[str, Any] = {
        "query": line,
        "places": [
            {"name": hit.name, "plz": list(hit.plz), "ags": hit.ags, "lat": hit.lat, "lon": hit.lon}
            for hit in answer.hits
        ],
    }
    return found | ({"ambiguous": True} if answer.ambiguous else {})
