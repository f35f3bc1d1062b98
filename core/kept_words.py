"""Words of a form that could not be taken: the page says them back, so that nobody types them twice."""

from django.http import HttpRequest

# Shorter values are choices and names of buttons; these names never come back to any page.
SHORTEST = 12
SECRET = ("password", "token", "key", "code", "secret", "response")


def words_of(request: HttpRequest) -> list[str]:
    """What was written into the form; empty unless our own page sent it, so that nobody else puts words here."""
    if request.method != "POST" or not _is_ours(request):
        return []
    values = [
        value for name, given in request.POST.lists() if not any(part in name for part in SECRET) for value in given
    ]
    return [value for value in values if len(value.strip()) >= SHORTEST and " " in value.strip()]


def _is_ours(request: HttpRequest) -> bool:
    """Browsers tell where a form stood; without a word about it nothing is shown."""
    origin = request.headers.get("Origin", "")
    return (
        request.headers.get("Sec-Fetch-Site") == "same-origin" or origin == f"{request.scheme}://{request.get_host()}"
    )
