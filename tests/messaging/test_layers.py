"""The layers: our own over a SQLite file, Redis pub/sub where there is one."""

import asyncio
import gc
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from messaging.layers import CAPACITY, SqliteTailLayer
from tests.messaging.contract_layers import LayerContract


@pytest.fixture(autouse=True)
def _collect() -> Any:
    """Connections of loops that ended are closed before the next test looks for forgotten ones."""
    yield
    gc.collect()


class TestSqliteTail(LayerContract):
    """The default."""

    def backend(self) -> str:
        return "messaging.layers.SqliteTailLayer"

    def options(self, tmp_path: Path) -> dict[str, Any]:
        return {"path": str(tmp_path / "hints.sqlite3")}

    async def test_a_sleeping_reader_loses_only_the_oldest(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)
        channel = await layer.new_channel()
        await layer.group_add("room.1", channel)

        for number in range(CAPACITY + 130):
            await layer.group_send("room.1", {"type": "said", "number": number})
        await asyncio.sleep(0.3)
        heard = await self._drain(layer, channel, CAPACITY)

        assert [one["number"] for one in heard] == list(range(130, CAPACITY + 130))

    async def test_a_clock_that_jumps_keeps_subscriptions(self, tmp_path: Path, monkeypatch: Any) -> None:
        layer = self.make(tmp_path)
        channel = await layer.new_channel()
        await layer.group_add("room.1", channel)
        import time  # noqa: PLC0415 -- patched here only

        now = time.time()
        monkeypatch.setattr("messaging.layers.tail.time.time", lambda: now + 61)

        await layer.group_send("room.1", {"type": "said"})

        assert await self._drain(layer, channel, 1) == [{"type": "said"}]

    async def test_ten_thousand_readers_leave_nothing_behind(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)
        for number in range(10_000):
            channel = await layer.new_channel()
            await layer.group_add(f"user.{number}", channel)
            reader = asyncio.ensure_future(layer.receive(channel))
            await asyncio.sleep(0)
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader

        registry = layer.registry()
        assert (registry.queues, registry.groups, registry.memberships) == ({}, {}, {})
        await asyncio.sleep(0.1)
        assert registry.tail is not None
        assert registry.tail.done()

    async def test_old_rows_are_thrown_away(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)
        await layer.group_send("room.1", {"type": "said"})
        with closing(sqlite3.connect(tmp_path / "hints.sqlite3")) as file, file:
            file.execute("UPDATE hint SET at = at - 61")
        layer.file.pruned_at = -100.0

        await layer.group_send("room.1", {"type": "said"})

        with closing(sqlite3.connect(tmp_path / "hints.sqlite3")) as file:
            assert file.execute("SELECT count(*) FROM hint").fetchone() == (1,)

    async def test_file_is_wal_and_apart_from_the_database(self, tmp_path: Path, settings: Any) -> None:
        layer = self.make(tmp_path)
        await layer.group_send("room.1", {"type": "said"})

        with closing(sqlite3.connect(tmp_path / "hints.sqlite3")) as file:
            assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert layer.file.path != settings.DATABASES["default"]["NAME"]


class DeafLayer(SqliteTailLayer):
    """A layer that drops every second hint: the contract must turn red on it."""

    sent = 0

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Forget every second message."""
        self.sent += 1
        if self.sent % 2:
            await super().group_send(group, message)


class ChattyLayer(SqliteTailLayer):
    """A layer that says everything twice."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send twice."""
        await super().group_send(group, message)
        await super().group_send(group, message)


@pytest.mark.parametrize("layer", [DeafLayer, ChattyLayer])
async def test_the_contract_turns_red_on_a_broken_layer(tmp_path: Path, layer: Any) -> None:
    """Negative control."""
    contract = TestSqliteTail()
    contract.patience = 0.3
    contract.make = lambda path: layer(**TestSqliteTail.options(contract, path))  # type: ignore[method-assign]

    with pytest.raises(AssertionError):
        await contract.test_all_of_36_arrive_once_and_nowhere_else(tmp_path)


@pytest.mark.service("redis")
class TestRedisPubSub(LayerContract):
    """Production."""

    def backend(self) -> str:
        return "channels_redis.pubsub.RedisPubSubChannelLayer"

    def options(self, tmp_path: Path) -> dict[str, Any]:
        return {"hosts": [os.environ["REDIS_URL"]], "prefix": tmp_path.name}


@pytest.mark.service("postgres")
class TestPgNotify(LayerContract):
    """PostgreSQL without Redis."""

    made: list[Any] = []

    @pytest.fixture(autouse=True)
    def _closed(self) -> Any:
        """Sending connections are closed when a test ends."""
        yield
        while self.made:
            self.made.pop().close()

    def make(self, tmp_path: Path) -> Any:
        self.made.append(super().make(tmp_path))
        return self.made[-1]

    def backend(self) -> str:
        return "messaging.layers.notify.PgNotifyLayer"

    def options(self, tmp_path: Path) -> dict[str, Any]:
        return {"url": os.environ["POSTGRES_URL"], "channel": f"hints_{tmp_path.name}"[:60]}

    async def test_a_lost_connection_is_made_again(self, tmp_path: Path, monkeypatch: Any) -> None:
        monkeypatch.setattr("messaging.layers.notify.RETRY_SECONDS", 0.1)
        import psycopg  # noqa: PLC0415 -- only where the service is

        layer = self.make(tmp_path)
        channel = await layer.new_channel()
        await layer.group_add("room.1", channel)
        await layer.group_send("room.1", {"type": "said", "number": 1})
        with psycopg.connect(os.environ["POSTGRES_URL"], autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND (query ILIKE %s OR query ILIKE %s)",
                (f"%{layer.channel}%", "%pg_notify%"),
            )
        await asyncio.sleep(0.5)
        with suppress(psycopg.Error):  # the first hint finds the sending connection dead
            await layer.group_send("room.1", {"type": "said", "number": 2})
        await layer.group_send("room.1", {"type": "said", "number": 3})

        assert [one["number"] for one in await self._drain(layer, channel, 2)] == [1, 3]

    async def test_a_hint_that_is_too_long_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="too long"):
            await self.make(tmp_path).group_send("room.1", {"type": "said", "text": "x" * 8000})
