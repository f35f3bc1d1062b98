"""`manage.py resolve_trades`: one query per line on stdin, one JSON object per line on stdout."""

from typing import Any

from django.core.management.base import BaseCommand

from search.lines import answer_lines
from search.resolver import resolve_trades


class Command(BaseCommand):
    """Needs the migrated and seeded database only: no index, server or network."""

    help = "Reads queries from standard input and writes the trades each may mean, one JSON object per line."

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer until the input ends."""
        answer_lines(_answer)


def _answer(line: str) -> dict[str, Any]:
    hits, ambiguous = resolve_trades(line)
    found: dict[str, Any] = {
        "query": line,
        "trades": [{"id": hit.id, "score": round(hit.score, 4), "why": hit.why} for hit in hits],
    }
    return found | ({"ambiguous": True} if ambiguous else {})
