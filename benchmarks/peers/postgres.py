"""PostgreSQL by hand: full text with the German dictionary, a distance filter, list, count and facet as queries.

With PostGIS the distance is `ST_DWithin` on geography; without it `earthdistance` over a cube, both with an index.
"""

from collections.abc import Sequence
from typing import Any

from benchmarks.chat.server import cpu_seconds_of
from benchmarks.peers.exchange import SIZE, Answer, Missing, Question, Row

TABLE = """
DROP TABLE IF EXISTS peer_place;
CREATE TABLE peer_place (
    pk bigint PRIMARY KEY, title text, organisation text, body text, offer text, start text, trade text,
    lat double precision, lon double precision,
    words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('german', title), 'A') || setweight(to_tsvector('german', organisation), 'B')
        || setweight(to_tsvector('german', body), 'C')) STORED
);
"""
POINTS = {
    "PostGIS": ("ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography", "gist"),
    "earthdistance": ("ll_to_earth(lat, lon)", "gist"),
}
NEAR = {
    "PostGIS": "ST_DWithin(ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography, "
    "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography, %(metres)s)",
    "earthdistance": "earth_box(ll_to_earth(%(lat)s, %(lon)s), %(metres)s) @> ll_to_earth(lat, lon) "
    "AND earth_distance(ll_to_earth(%(lat)s, %(lon)s), ll_to_earth(lat, lon)) <= %(metres)s",
}
ASKED = {"and": "websearch_to_tsquery('german', %(text)s)", "or": "%(either)s::tsquery"}


class FullText:
    """One table with a generated column of words."""

    digest = ""

    def __init__(self, url: str) -> None:
        try:
            import psycopg  # noqa: PLC0415 -- only where it is there
        except ImportError as absent:
            raise Missing("psycopg is not installed") from absent
        self.connection = psycopg.connect(url, autocommit=True)
        self.means = self._means()

    def holds(self) -> int:
        """The rows of the table, 0 where there is none."""
        if self._all("SELECT to_regclass('peer_place') IS NULL", {})[0][0]:
            return 0
        return int(self._all("SELECT count(*) FROM peer_place", {})[0][0])

    def service_cpu_s(self) -> float:
        """Of the server's process for this connection."""
        return cpu_seconds_of(self.connection.info.backend_pid)

    def _means(self) -> str:
        """How distance is measured here: the best extension the server has."""
        for means, names in (("PostGIS", ["postgis"]), ("earthdistance", ["cube", "earthdistance"])):
            held = self.connection.execute(
                "SELECT count(*) FROM pg_available_extensions WHERE name = ANY(%s)", [names]
            ).fetchone()
            if held and held[0] == len(names):
                for name in names:
                    self.connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
                return means
        raise Missing("PostgreSQL here has neither PostGIS nor earthdistance")

    def build(self, rows: Sequence[Row]) -> None:
        """Copy the rows and index words and points."""
        self.connection.execute(TABLE)
        names = ("pk", "title", "organisation", "body", "offer", "start", "trade", "lat", "lon")
        with self.connection.cursor().copy(f"COPY peer_place ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([getattr(row, name) for name in names])
        point, method = POINTS[self.means]
        self.connection.execute("CREATE INDEX ON peer_place USING gin (words)")
        self.connection.execute(f"CREATE INDEX ON peer_place USING {method} (({point}))")
        self.connection.execute("VACUUM ANALYZE peer_place")

    def ask(self, question: Question) -> Answer:
        """Three queries: a page by rank, the total, the facet."""
        asked = ASKED[question.operator]
        values: dict[str, Any] = {"text": question.text, "either": self._either(question.text), "size": SIZE}
        where = f"words @@ {asked}"
        if question.near:
            lat, lon, km = question.near
            where += f" AND {NEAR[self.means]}"
            values |= {"lat": lat, "lon": lon, "metres": km * 1000}
        page = f"SELECT pk FROM peer_place WHERE {where} ORDER BY ts_rank_cd(words, {asked}) DESC, pk LIMIT %(size)s"  # noqa: S608 -- fixed words
        keys = [row[0] for row in self._all(page, values)]
        total = self._all(f"SELECT count(*) FROM peer_place WHERE {where}", values)[0][0]  # noqa: S608
        counts = self._all(f"SELECT offer, count(*) FROM peer_place WHERE {where} GROUP BY offer", values)  # noqa: S608
        return Answer(keys, int(total), {str(name): int(number) for name, number in counts})

    def _either(self, text: str) -> str:
        """The words of a text, of which one is enough."""
        return str(
            self._all("SELECT replace(plainto_tsquery('german', %(text)s)::text, '&', '|')", {"text": text})[0][0]
        )

    def _all(self, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, values).fetchall()  # type: ignore[arg-type]

    def megabytes(self) -> float:
        """The table with its indexes."""
        return float(self._all("SELECT pg_total_relation_size('peer_place')", {})[0][0]) / 1e6
