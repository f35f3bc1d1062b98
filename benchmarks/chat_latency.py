"""How long does a message take from one browser to the other?

Starts the real server (uvicorn, SQLite, SQLite-tail layer) on a database of its own with one adult pupil and one firm,
opens two real Chromium windows, sends 200 messages and measures from the click to the text in the other window, by the
clock of the machine both share. Beside it, over the same rows and the same form: polling every two seconds, the peer
that needs no socket. Prints p50 and p95 in milliseconds and their ratio; exit code 1 when the goal is missed or when
the stored conversation has a gap, a duplicate, or another number of messages than were sent.
"""

import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
MESSAGES = 200
POLLED = 40  # two seconds each on average one: enough for a median
POLL_SECONDS = 2.0
GOAL_P95_MS = 150.0
# 60 messages a minute and person are the product's limit, so both sides write in turn, a little slower than that.
PAUSE_SECONDS = 0.55
UVICORN = [
    "--ws",
    "messaging.line:Line",
    "--ws-max-size",
    "8192",
    "--ws-per-message-deflate",
    "false",
    "--ws-ping-interval",
    "20",
]
WAIT_FOR_TEXT = """text => new Promise((done, fail) => {
  setTimeout(() => fail(new Error(`not seen: ${text}`)), 10_000);
  const log = document.querySelector('[data-log]');
  const shown = () => [...log.querySelectorAll('[data-seq] [data-body]')];
  const look = () => shown().some(one => one.textContent === text);
  if (look()) return done(Date.now());
  const watch = new MutationObserver(() => look() && (watch.disconnect(), done(Date.now())));
  watch.observe(log, {childList: true, subtree: true});
})"""
SEND = """text => {
  const form = document.querySelector('[data-writing]');
  form.elements.body.value = text;
  const at = Date.now();
  form.requestSubmit();
  return at;
}"""


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, server(folder) as place:
        pair = prepare(folder)
        live = browsers(place, pair)
        polled = polling(place, pair)
        audit = run(folder, "messages_audit", "--conversation", pair["conversation"])
    socket, poll, finding = figures(live), figures(polled), json.loads(audit)
    result = {"socket": socket, "poll_every_2_s": poll, "messages": len(live) + len(polled)}
    result |= {"ratio_p50": round(poll["p50_ms"] / socket["p50_ms"], 1), "audit": finding}
    print(json.dumps(result, indent=2))
    is_whole = finding["messages"] == result["messages"] and not finding["gaps"] + finding["duplicate_keys"]
    return int(socket["p95_ms"] > GOAL_P95_MS or not is_whole)


def figures(samples: list[float]) -> dict[str, float]:
    """Percentiles in milliseconds."""
    cuts = statistics.quantiles(samples, n=100)
    return {"p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1), "max_ms": round(max(samples), 1)}


@contextmanager
def server(folder: str) -> Iterator[str]:
    """The product on a free port with an empty database."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    os.environ |= environment(folder, port)
    run(folder, "migrate", "-v", "0")
    run(folder, "createcachetable")
    run(folder, "collectstatic", "--noinput", "-v", "0")
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "config.asgi:application",
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen([*command, *UVICORN], env=os.environ | environment(folder, port), cwd=ROOT)  # noqa: S603
    try:
        wait_for(f"http://localhost:{port}/melden/")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)


def environment(folder: str, port: int | str = "") -> dict[str, str]:
    """Settings of the measured installation."""
    return {
        "DATA_DIR": folder,
        "PORT": str(port or os.environ["PORT"]),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
    }


def run(folder: str, *command: str) -> str:
    """One management command; its last line."""
    call = [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), *command]
    done = subprocess.run(call, env=os.environ | environment(folder), check=True, capture_output=True, text=True)  # noqa: S603
    return (done.stdout.strip().splitlines() or [""])[-1]


def wait_for(address: str) -> None:
    """Until the server answers, at most half a minute."""
    for _try in range(300):
        with suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 -- our own server
            return
        time.sleep(0.1)
    raise TimeoutError(address)


def prepare(folder: str) -> dict[str, str]:
    """A pupil of age and a firm with one open conversation, both signed in; no new accounts, which write slower."""
    code = (
        "import json; from django.conf import settings; settings.ALLOWED_HOSTS = ['*'];"
        "from django.test import Client; from tests.factories.messaging import ConversationFactory;"
        "from datetime import timedelta; from core import clock;"
        "talk = ConversationFactory(); keys = [];\n"
        "for person in (talk.pupil, talk.answering):\n"
        "    person.joined_at = clock.now() - timedelta(days=2); person.save(update_fields=['joined_at'])\n"
        "    client = Client(); client.force_login(person, 'django.contrib.auth.backends.ModelBackend')\n"
        "    keys.append(client.session.session_key)\n"
        "print(json.dumps({'conversation': str(talk.public_id), 'pupil': keys[0], 'firm': keys[1]}))"
    )
    return json.loads(run(folder, "shell", "-v", "0", "-c", code))


def browsers(place: str, pair: dict[str, str]) -> list[float]:
    """Milliseconds from click to text, 200 times, the sides in turn."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only this part needs a browser

    with sync_playwright() as playwright:
        executable = next(
            (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None
        )
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        pages = [window(browser, place, pair, side) for side in ("pupil", "firm")]
        time.sleep(2)  # both sockets have greeted
        samples = [one(pages[number % 2], pages[1 - number % 2], f"Nachricht {number}") for number in range(MESSAGES)]
        browser.close()
    return samples


def window(browser: Any, place: str, pair: dict[str, str], side: str) -> Any:
    """A browser context of one person on the page of the conversation."""
    context = browser.new_context(locale="de-DE")
    context.add_cookies([{"name": "sessionid", "value": pair[side], "url": place}])
    page = context.new_page()
    page.goto(f"{place}/nachrichten/{pair['conversation']}/")
    page.wait_for_selector("[data-writing]")
    return page


def one(sender: Any, receiver: Any, text: str) -> float:
    """One message; waiting begins before it is sent."""
    receiver.evaluate(f"text => {{ globalThis.arrival = ({WAIT_FOR_TEXT})(text); }}", text)
    sent = sender.evaluate(SEND, text)
    seen = receiver.evaluate("() => globalThis.arrival")
    time.sleep(PAUSE_SECONDS)
    return float(seen - sent)


def polling(place: str, pair: dict[str, str]) -> list[float]:
    """Milliseconds until a reader who asks every two seconds has the row; sent at random moments between two looks."""
    chance = random.Random(20261123)  # noqa: S311 -- arrival times of a measurement
    last = asked(place, pair, 0)
    return [polled(place, pair, last + number, chance.uniform(0, POLL_SECONDS)) for number in range(POLLED)]


def polled(place: str, pair: dict[str, str], after: int, moment: float) -> float:
    """One message posted `moment` seconds after the last look."""
    looked = time.monotonic()
    time.sleep(moment)
    started = time.monotonic()
    post(place, pair, f"Frage {after}")
    while True:
        time.sleep(max(0.0, POLL_SECONDS - (time.monotonic() - looked)))
        looked = time.monotonic()
        if asked(place, pair, after) > after:
            return (time.monotonic() - started) * 1000


def asked(place: str, pair: dict[str, str], after: int) -> int:
    """Number up to which the firm has read above `after`."""
    address = f"{place}/nachrichten/{pair['conversation']}/eintraege/?after={after}"
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={pair['firm']}"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- our own server
        page = json.load(answer)
    return asked(place, pair, page["to"]) if page["more"] else page["to"]


def post(place: str, pair: dict[str, str], text: str) -> None:
    """Send by the plain form."""
    token = "a" * 32
    data = f"csrfmiddlewaretoken={token}&client_key={uuid4()}&body={text.replace(' ', '+')}".encode()
    headers = {"Cookie": f"sessionid={pair['pupil']}; csrftoken={token}", "Accept": "application/json"}
    address = f"{place}/nachrichten/{pair['conversation']}/"
    request = urllib.request.Request(address, data=data, headers=headers)  # noqa: S310 -- our own server
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 -- our own server


if __name__ == "__main__":
    sys.exit(main())
