"""„Meine Daten“ as one file: pages to read, values to take along, and who saw what (DSGVO 15, 20)."""

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from accounts import personal, reveals
from accounts.models import Access, User
from core import clock

NAME = "handschlag-meine-daten.zip"  # no name of a person: it lies in a folder others may open


def build(user: User) -> bytes:
    """The ZIP: daten.html, daten.json, zugriffe.html."""
    found = personal.tables(user)
    left_out = [(str(one.left_out), one.model) for one in personal.declared() if one.left_out]
    context: dict[str, Any] = {
        "tables": [
            (table.title, table.columns, [[personal.words(value) for value in row] for row in table.rows])
            for table in found
        ],
        "left_out": sorted({reason for reason, _model in left_out}),
        "made_at": personal.words(clock.now()),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("daten.html", render_to_string("accounts/archive_data.html", context))
        archive.writestr("daten.json", _json(found))
        archive.writestr("zugriffe.html", render_to_string("accounts/archive_accesses.html", _accesses(user)))
    return packed.getvalue()


def _json(found: list[personal.Table]) -> str:
    values = {table.code: [dict(zip(table.names, row, strict=True)) for row in table.rows] for table in found}
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _accesses(user: User) -> dict[str, Any]:
    rows = Access.objects.filter(pupil=user).select_related("seen_by", "organisation")
    lines = [(personal.words(row.at), _who(row), row.what) for row in rows]
    return {"lines": lines, "opened": reveals.of(user), "made_at": personal.words(clock.now())}


def _who(row: Access) -> str:
    if row.organisation is not None:
        return row.organisation.name
    return row.seen_by.get_short_name() if row.seen_by else "–"
