"""The embedded index's columns, read from the one declaration of the documents."""

import hashlib
import json
from datetime import date
from functools import cache
from typing import Any

import tantivy

from search.backends.plan import EMPTY
from search.documents import TEXTS, SearchDocument
from search.ranking import day_number

FAR = day_number(date.max)  # no closing day
ABSENT = {"closes": FAR, **dict.fromkeys((*TEXTS, "parts"), EMPTY)}


def declared() -> list[tuple[str, str]]:
    """Names and kinds of the columns, sorted: the library's order differs from process to process, and an index
    knows its columns by position."""
    return sorted(SearchDocument.fields().items())


@cache
def schema() -> tantivy.Schema:
    """The columns of every document; texts are tokens already, days are numbers."""
    builder = tantivy.SchemaBuilder()
    for name, kind in declared():
        if kind == "text":
            builder.add_text_field(name, stored=True, tokenizer_name="whitespace", index_option="freq")
        elif kind == "keyword":
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        elif kind == "float":
            builder.add_float_field(name, stored=True, fast=True)
        else:
            # Integers from Python are signed; an unsigned column would kill the writer's thread.
            builder.add_integer_field(name, stored=True, indexed=True, fast=True)
    return builder.build()


@cache
def fingerprint() -> str:
    """Short name of the present columns: an index with other columns is not opened."""
    declared = json.dumps(SearchDocument.fields(), sort_keys=True)
    return hashlib.sha256(declared.encode()).hexdigest()[:8]


@cache
def _kinds() -> dict[str, str]:
    return SearchDocument.fields()


def to_tantivy(values: dict[str, Any]) -> tantivy.Document:
    """One finished document in the engine's own form."""
    kinds = _kinds()
    document = tantivy.Document()
    for name, value in {**ABSENT, **_plain(values)}.items():
        for single in value if isinstance(value, list | tuple) else (value,):
            _add(document, kinds[name], name, single)
    return document


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: day_number(value) if isinstance(value, date) else value
        for name, value in values.items()
        if value not in (None, "")
    }


def _add(document: tantivy.Document, kind: str, name: str, value: Any) -> None:
    if kind in ("text", "keyword"):
        document.add_text(name, str(value))
    elif kind == "float":
        document.add_float(name, float(value))
    else:
        document.add_integer(name, int(value))
