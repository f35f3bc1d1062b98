"""Writing legal rules: staff change a figure by a new dated row."""

from typing import Any

from django.db import transaction

from apprenticeships import rules
from apprenticeships.models import Rule


@transaction.atomic
def load_rules() -> int:
    """Write the packed rules as rows that staff can see and end; rows that exist stay as people left them."""
    new = 0
    for figure in rules.packed():
        values: dict[str, Any] = {
            "norm": figure.norm, "value": figure.value, "text": figure.text, "valid_to": figure.valid_to,
            "source": figure.source, "checked_on": figure.checked_on,
        }  # fmt: skip
        _, is_new = Rule.objects.get_or_create(code=figure.code, valid_from=figure.valid_from, defaults=values)
        new += is_new
    return new
