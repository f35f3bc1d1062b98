"""Elasticsearch by its manual: the `german` analyser, `multi_match`, `geo_distance`, a terms aggregation."""

from collections.abc import Sequence
from typing import Any

from benchmarks.peers.exchange import SIZE, Answer, Question, Row

BULK = 2_000
TEXTS = {"title": 3, "organisation": 1, "body": 1}


class RawElasticsearch:
    """One index of one shard."""

    digest = ""
    means = "geo_distance"

    def __init__(self, url: str, part: str) -> None:
        from elasticsearch import Elasticsearch  # noqa: PLC0415 -- only where it is asked for

        self.client = Elasticsearch(url, request_timeout=120)
        self.index = f"peer-{part}"

    def holds(self) -> int:
        """What the index holds, 0 where there is none."""
        there = self.client.indices.exists(index=self.index)
        return int(self.client.count(index=self.index)["count"]) if there else 0

    def build(self, rows: Sequence[Row]) -> None:
        """Fill the index and merge it, as one does before comparing."""
        self.client.options(ignore_status=404).indices.delete(index=self.index)
        properties: dict[str, Any] = {name: {"type": "text", "analyzer": "german"} for name in TEXTS}
        properties |= {name: {"type": "keyword"} for name in ("offer", "start", "trade")}
        properties |= {"point": {"type": "geo_point"}}
        self.client.indices.create(index=self.index, mappings={"properties": properties})
        for start in range(0, len(rows), BULK):
            lines: list[dict[str, Any]] = []
            for row in rows[start : start + BULK]:
                lines += [{"index": {"_id": str(row.pk)}}, _source(row)]
            self.client.bulk(index=self.index, operations=lines)
        self.client.indices.refresh(index=self.index)
        self.client.indices.forcemerge(index=self.index, max_num_segments=1)

    def ask(self, question: Question) -> Answer:
        """One request for page, total and facet."""
        fields = [f"{name}^{boost}" for name, boost in TEXTS.items()]
        words = {"query": question.text, "fields": fields, "operator": question.operator, "type": "cross_fields"}
        query: dict[str, Any] = {"bool": {"must": [{"multi_match": words}]}}
        if question.near:
            lat, lon, km = question.near
            query["bool"]["filter"] = [{"geo_distance": {"distance": f"{km}km", "point": {"lat": lat, "lon": lon}}}]
        found = self.client.search(
            index=self.index,
            query=query,
            size=SIZE,
            source=False,
            track_total_hits=True,
            aggs={"offer": {"terms": {"field": "offer"}}},
        )
        counts = {one["key"]: one["doc_count"] for one in found["aggregations"]["offer"]["buckets"]}
        return Answer([int(hit["_id"]) for hit in found["hits"]["hits"]], found["hits"]["total"]["value"], counts)

    def service_cpu_s(self) -> float:
        """Of the whole node."""
        return node_cpu_s(self.client)

    def megabytes(self) -> float:
        """What the index takes on disk."""
        stats = self.client.indices.stats(index=self.index, metric="store")
        return float(stats["_all"]["primaries"]["store"]["size_in_bytes"]) / 1e6


def node_cpu_s(client: Any) -> float:
    """Processor seconds of the nodes of a cluster so far."""
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    return sum(node["process"]["cpu"]["total_in_millis"] for node in nodes) / 1000


def _source(row: Row) -> dict[str, Any]:
    names = (*TEXTS, "offer", "start", "trade")
    return {**{name: getattr(row, name) for name in names}, "point": {"lat": row.lat, "lon": row.lon}}
