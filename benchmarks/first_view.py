"""What a phone loads the first time: every request a real browser makes with an empty cache, until it is quiet.

The journey of the first view and `benchmarks.product` both measure with this, so that one number is meant.
"""

from dataclasses import dataclass

from playwright.sync_api import Browser, Response, sync_playwright

PATHS = ("/", "/suche/?q=tischler+altenburg", "/berufe/tischler/", "/veranstaltungen/", "/konto/anmelden/")
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class FirstView:
    """One page as it travelled: addresses and bytes of bodies, compressed as they came."""

    path: str
    addresses: tuple[str, ...]
    body_bytes: int
    script_bytes: int

    @property
    def requests(self) -> int:
        """How many answers it took."""
        return len(self.addresses)


def look(browser: Browser, address: str, path: str) -> FirstView:
    """Open one page as somebody who was never here."""
    context = browser.new_context(viewport=PHONE, locale="de-DE")  # type: ignore[arg-type]
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- Playwright marks the function
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    weights = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    context.close()
    scripts = sum(weight for url, weight in weights.items() if url.endswith(".js"))
    return FirstView(path, tuple(answer.url for answer in answers), sum(weights.values()), scripts)


def worst(address: str) -> dict[str, object]:
    """The heaviest of the first views in each respect."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        views = [look(browser, address, path) for path in PATHS]
        browser.close()
    return {
        "first_view_requests": max(view.requests for view in views),
        "first_view_kb": round(max(view.body_bytes for view in views) / 1000, 1),
        "javascript_kb": round(max(view.script_bytes for view in views) / 1000, 1),
        "first_view_each_kb": {view.path: round(view.body_bytes / 1000, 1) for view in views},
    }
