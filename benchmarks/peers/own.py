"""The product's own two engines, asked with what was typed: the question is read, then searched; no page around it."""

import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.exchange import SIZE, Answer, Question, Row, TooSlow


class Own:
    """Reads the index of the stock in this folder; the stock was built before, and its time was noted."""

    digest = ""
    means = "postal codes within"

    def __init__(self, folder: str, elasticsearch: str = "") -> None:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        if elasticsearch:
            os.environ |= {"ELASTICSEARCH_URL": elasticsearch}
        import django  # noqa: PLC0415 -- the folder is named just above

        django.setup()
        from search.backends.elasticsearch import ElasticsearchEngine  # noqa: PLC0415 -- after setup
        from search.backends.embedded import EmbeddedEngine  # noqa: PLC0415

        self.folder = Path(folder)
        self.engine = ElasticsearchEngine() if elasticsearch else EmbeddedEngine()

    def build(self, rows: Sequence[Row]) -> None:
        """Nothing to do: the stock's own index is asked."""

    def ask(self, question: Question) -> Answer:
        """Read the question, search, put the window in the product's order."""
        from core import clock  # noqa: PLC0415 -- after setup
        from search import ranking  # noqa: PLC0415
        from search.engine import Unavailable  # noqa: PLC0415
        from search.query import Near, Query  # noqa: PLC0415
        from search.resolver import resolve  # noqa: PLC0415

        read = resolve(question.text, with_places=False)
        near = Near(question.plz, *question.near) if question.near else None
        query = Query(
            text=question.text,
            words=read.words,
            trades=tuple(hit.id for hit in read.trades),
            filters=read.filters,
            kinds=("vacancy",),
            near=near,
        )
        try:
            found = self.engine.search(query, ("kind",))
        except Unavailable as late:  # the product gives up waiting and falls back
            raise TooSlow from late
        ranked = ranking.best_of_each(ranking.rank(found.rows, query, clock.today()))
        return Answer([one.row.order_id % 10**12 for one in ranked[:SIZE]], found.total, dict(found.facets["kind"]))

    def holds(self) -> int:
        """What the stock's index holds of places."""
        return len(self.engine.versions("vacancy"))

    def service_cpu_s(self) -> float:
        """Of the cluster; the embedded engine works in this process."""
        from benchmarks.peers.elastic import node_cpu_s  # noqa: PLC0415 -- needs no setup, but only one engine uses it
        from search.backends import cluster  # noqa: PLC0415 -- after setup

        return 0.0 if self.engine.mode == "embedded" else node_cpu_s(cluster.writer())

    def megabytes(self) -> float:
        """What the live index takes on disk."""
        from search.backends import cluster, store  # noqa: PLC0415 -- after setup

        if self.engine.mode == "embedded":
            return sum(file.stat().st_size for file in (store.root() / store.live_name()).rglob("*")) / 1e6
        stats = cluster.writer().indices.stats(index=cluster.alias(), metric="store")
        return float(stats["_all"]["primaries"]["store"]["size_in_bytes"]) / 1e6
