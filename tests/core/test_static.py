"""What the browser gets: one style sheet within its budget, small scripts, no foreign host, nothing inline."""

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from config import storage

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "site" / "static"
TEMPLATES = ROOT / "templates"
LAYERS = ["reset", "tokens", "base", "layout", "components", "pages", "utilities"]
FOREIGN = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]""")
PAGES = sorted(
    file for file in TEMPLATES.rglob("*.html") if file.relative_to(TEMPLATES).parts[0] != "emails"
)  # mail programs drop everything but inline styles


class Inline(HTMLParser):
    """Collects what the content policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.found += [name for name in names if name == "style" or re.fullmatch(r"on[a-z]+|hx-on.*", name)]
        self.found += [tag] if tag == "style" else []
        self.found += (
            ["script without src"] if tag == "script" and not names.get("src") and not data_only(names) else []
        )
        self.found += ["javascript:"] if (names.get("href") or "").startswith("javascript:") else []


def data_only(attributes: dict[str, str | None]) -> bool:
    """Data blocks are not run by the browser, so the policy lets them pass."""
    return attributes.get("type") in ("application/json", "application/ld+json")


def inline(source: str) -> list[str]:
    """What is inline in a template; tags of the template language are taken out first."""
    parser = Inline()
    parser.feed(re.sub(r"\{%.*?%\}|\{#.*?#\}", " ", source, flags=re.DOTALL))
    return parser.found


def sheet() -> str:
    """The joined style sheet, as finders and collectstatic offer it."""
    return Path(str(finders.find(storage.ENTRY))).read_text(encoding="utf-8")


def test_the_sheet_is_one_file_with_all_parts_in_their_layers() -> None:
    joined = sheet()
    parts = [file for file in (STATIC / "css").rglob("*.css") if file.name != "handschlag.css"]

    assert "@import" not in joined
    assert joined.count("\n@layer ") == len(parts)
    assert f"@layer {', '.join(LAYERS)};" in joined
    assert joined.count("{") == joined.count("}")


def test_every_part_is_imported() -> None:
    entry = (STATIC / storage.ENTRY).read_text(encoding="utf-8")
    imported = set(re.findall(r'url\("([^"]+)"\)', entry))
    parts = {str(file.relative_to(STATIC / "css")) for file in (STATIC / "css").rglob("*.css")}

    assert imported == parts - {"handschlag.css"}


def test_the_sheet_keeps_its_budget() -> None:
    assert len(gzip.compress(sheet().encode())) < 20_000


def test_the_joined_sheet_has_its_compressed_twin() -> None:
    path = Path(str(finders.find(storage.ENTRY)))

    assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()


def test_a_changed_part_is_joined_again(tmp_path: Path, settings: Any) -> None:
    source = tmp_path / "static"
    (source / "css").mkdir(parents=True)
    (source / storage.ENTRY).write_text(
        '/* a */\n@layer base;\n@import url("base.css") layer(base);\n', encoding="utf-8"
    )
    (source / "css" / "base.css").write_text("p { color: red; }", encoding="utf-8")
    settings.STATICFILES_DIRS, settings.DATA_DIR = [source], tmp_path
    finder = storage.JoinedStyles()

    first = finder.refresh().read_text(encoding="utf-8")
    (source / "css" / "base.css").write_text("p { color: blue; }", encoding="utf-8")
    second = finder.refresh().read_text(encoding="utf-8")

    assert first == "@layer base;\n@layer base {\np { color: red; }\n}\n"
    assert second == first.replace("red", "blue")


def test_parts_point_to_nothing_outside() -> None:
    for file in (STATIC / "css").rglob("*.css"):
        addresses = re.findall(r"url\((?!#)[\"']?([^)\"']+)", file.read_text(encoding="utf-8"))
        if file.name == "tokens.css":  # beside the entry, so that its addresses still hold when joined
            assert all((file.parent / address).exists() for address in addresses)
        elif file.name != "handschlag.css":
            assert addresses == [], file.name


def test_parts_are_short_and_need_no_force() -> None:
    for file in (STATIC / "css").rglob("*.css"):
        text = file.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 120, file.name
        assert re.search(r"^\s*#[a-z]", text, re.MULTILINE) is None, file.name
        forced = [line for line in text.splitlines() if "!important" in line]
        assert all("[hidden]" in line or "filter: none" in line for line in forced), file.name


def test_scripts_are_small_and_local() -> None:
    files = list((STATIC / "js").glob("*.js"))
    whole = "".join(file.read_text(encoding="utf-8") for file in files)

    assert len(whole.splitlines()) < 1200
    everyday = [file for file in files if file.name not in {"passkey.js", "push.js"}]  # sent to who asks for them only
    assert sum(len(gzip.compress(file.read_bytes())) for file in everyday) < 16_000
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", whole)
    assert whole.count("createPolicy(") == 2  # for fragments and for the address of the worker


def test_every_imported_module_exists() -> None:
    for file in (STATIC / "js").glob("*.js"):
        for address in re.findall(r"""(?:from|import\()\s*["'](\./[^"']+)""", file.read_text(encoding="utf-8")):
            assert (file.parent / address).exists(), f"{file.name} imports {address}"


def test_nothing_of_ours_comes_from_a_foreign_host() -> None:
    ours = [*PAGES, *(STATIC / "css").rglob("*.css"), *(STATIC / "js").glob("*.js")]
    found = {
        str(file.relative_to(ROOT)): FOREIGN.findall(text)
        for file in ours
        if FOREIGN.search(text := loaded_addresses(file.read_text(encoding="utf-8")))
    }

    assert found == {}


def loaded_addresses(text: str) -> str:
    """What a browser loads by itself; a link somebody may follow is no load."""
    attributes = re.findall(r"""(?:src|srcset|action)=["'][^"']*|<link[^>]*href=["'][^"']*""", text)
    calls = re.findall(r"""(?:url|import|fetch)\([^)]*|from ["'][^"']*""", text)
    return "\n".join([*attributes, *calls])


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_template_holds_style_or_script(file: Path) -> None:
    assert inline(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p style="color: red">', ["style"]),
        ('<button onclick="x()">', ["onclick"]),
        ("<style>p {}</style>", ["style"]),
        ("<script>let a</script>", ["script without src"]),
        ('<a href="javascript:void 0">', ["javascript:"]),
        ('<script src="a.js"></script><p class="x">', []),
    ],
)
def test_the_lint_bites(source: str, found: list[str]) -> None:
    assert inline(source) == found


def test_the_fonts_carry_their_licences() -> None:
    fonts = {file.stem for file in (STATIC / "fonts").glob("*.woff2")}
    licences = [file.read_text(encoding="utf-8") for file in (STATIC / "fonts").glob("OFL-*.txt")]

    assert fonts == {"atkinson-hyperlegible-next", "fira-sans-extra-condensed-700"}
    assert all("SIL OPEN FONT LICENSE" in text.upper() for text in licences)
    assert len(licences) == 2


def test_the_first_view_is_light() -> None:
    fonts = sum(file.stat().st_size for file in (STATIC / "fonts").glob("*.woff2"))
    scripts = sum(
        len(gzip.compress((STATIC / "js" / name).read_bytes())) for name in ("site.js", "scheme.js", "controls.js")
    )

    assert fonts + scripts + len(gzip.compress(sheet().encode())) < 70_000  # leaves 50 kB for the page itself


def test_collected_files_are_hashed_and_modules_find_each_other(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = [
        "config.storage.JoinedStyles",
        "django.contrib.staticfiles.finders.FileSystemFinder",
    ]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.storage.HashedStorage"}}

    call_command("collectstatic", interactive=False, verbosity=0)

    names = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    css = (tmp_path / names["css/handschlag.css"]).read_text(encoding="utf-8")
    site = (tmp_path / names["js/site.js"]).read_text(encoding="utf-8")
    assert "@import" not in css
    assert names["fonts/atkinson-hyperlegible-next.woff2"].rpartition("/")[2] in css
    assert names["js/controls.js"].rpartition("/")[2] in site
    assert '"./controls.js"' not in site


def test_settings_look_for_the_joined_sheet_first() -> None:
    assert settings.STATICFILES_FINDERS[0] == "config.storage.JoinedStyles"
