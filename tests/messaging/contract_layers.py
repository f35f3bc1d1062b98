"""What every channel layer must do; one subclass per layer (test_layers.py)."""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROOMS, MEMBERS, ROUNDS = 3, 2, 3
# A process of its own joins a room, says so, and prints what it receives until it has heard enough.
LISTENER = """
import asyncio, json, sys
from django.utils.module_loading import import_string
async def main():
    layer = import_string(sys.argv[1])(**json.loads(sys.argv[2]))
    channel = await layer.new_channel()
    await layer.group_add(sys.argv[3], channel)
    print("ready", flush=True)
    for _ in range(int(sys.argv[4])):
        message = await asyncio.wait_for(layer.receive(channel), 10)
        print(json.dumps(message), flush=True)
asyncio.run(main())
"""


class LayerContract:
    """Six sockets in three rooms of two, three rounds: 36 of 36 deliveries, none twice, none in a foreign room."""

    patience = 5.0  # seconds to wait for what should come

    def backend(self) -> str:
        """Dotted name of the layer."""
        raise NotImplementedError

    def options(self, tmp_path: Path) -> dict[str, Any]:
        """Keyword arguments of the layer."""
        raise NotImplementedError

    def make(self, tmp_path: Path) -> Any:
        """A fresh layer."""
        module, _, name = self.backend().rpartition(".")
        __import__(module)
        return getattr(sys.modules[module], name)(**self.options(tmp_path))

    async def _drain(self, layer: Any, channel: str, number: int, seconds: float | None = None) -> list[dict[str, Any]]:
        heard = []
        try:
            async with asyncio.timeout(self.patience if seconds is None else seconds):
                while len(heard) < number:
                    heard.append(await layer.receive(channel))
        except TimeoutError:
            pass
        return heard

    async def test_all_of_36_arrive_once_and_nowhere_else(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)
        channels = {}
        for room in range(ROOMS):
            for member in range(MEMBERS):
                channels[room, member] = await layer.new_channel()
                await layer.group_add(f"room.{room}", channels[room, member])

        for turn in range(ROUNDS):
            for room, member in channels:
                await layer.group_send(f"room.{room}", {"type": "said", "room": room, "by": member, "turn": turn})
        heard = {place: await self._drain(layer, name, ROUNDS * MEMBERS) for place, name in channels.items()}

        assert sum(len(messages) for messages in heard.values()) == 36
        for (room, _member), messages in heard.items():
            wanted = Counter((room, by, turn) for by in range(MEMBERS) for turn in range(ROUNDS))
            assert Counter((one["room"], one["by"], one["turn"]) for one in messages) == wanted
        for name in channels.values():
            assert await self._drain(layer, name, 1, seconds=0.3) == []

    async def test_another_process_hears_all_in_order(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)
        arguments = [self.backend(), json.dumps(self.options(tmp_path)), "room.1", "6"]
        process = subprocess.Popen(  # noqa: S603, ASYNC220 -- our own script; it runs beside the loop
            [sys.executable, "-c", LISTENER, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        loop = asyncio.get_running_loop()
        assert (await loop.run_in_executor(None, process.stdout.readline)).strip() == "ready"

        for number in range(6):
            await layer.group_send("room.2", {"type": "said", "number": 100 + number})
            await layer.group_send("room.1", {"type": "said", "number": number})
        output, _ = await loop.run_in_executor(None, process.communicate)

        assert [json.loads(line)["number"] for line in output.splitlines()] == list(range(6))

    async def test_who_left_hears_nothing(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)
        channel = await layer.new_channel()
        await layer.group_add("room.1", channel)
        await layer.group_discard("room.1", channel)

        await layer.group_send("room.1", {"type": "said"})

        assert await self._drain(layer, channel, 1, seconds=0.3) == []

    async def test_message_to_one_channel_reaches_only_it(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)
        first, second = await layer.new_channel(), await layer.new_channel()
        await layer.group_add("room.1", first)
        await layer.group_add("room.1", second)

        await layer.send(first, {"type": "said", "number": 1})

        assert await self._drain(layer, first, 1) == [{"type": "said", "number": 1}]
        assert await self._drain(layer, second, 1, seconds=0.3) == []

    def test_event_loop_may_change(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)

        async def once(number: int) -> list[dict[str, Any]]:
            channel = await layer.new_channel()
            await layer.group_add("room.1", channel)
            await layer.group_send("room.1", {"type": "said", "number": number})
            return await self._drain(layer, channel, 1)

        assert [asyncio.run(once(number))[0]["number"] for number in range(3)] == [0, 1, 2]

    async def test_send_answers_within_a_quarter_of_a_second(self, tmp_path: Path) -> None:
        layer = self.make(tmp_path)
        started = time.monotonic()
        await layer.group_send("room.nobody", {"type": "said"})

        assert time.monotonic() - started < 0.25
