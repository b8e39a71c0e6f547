"""The component library: what templates ask for exists, is shown in the style guide, and obeys the page's policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from xinglin.demo.style_guide import style_guide

TEMPLATES = Path(settings.BASE_DIR) / "web" / "templates"
COMPONENTS = TEMPLATES / "cotton"
SOURCES = {path: path.read_text() for path in TEMPLATES.rglob("*.html")}
GUIDE = "".join(text for path, text in SOURCES.items() if "styleguide" in path.as_posix())
ICON = re.compile(r'<c-icon name="([\w-]+)"|\sicon="([\w-]+)"')


def names(pattern: re.Pattern[str]) -> set[tuple[Path, str]]:
    return {(path, "".join(found)) for path, text in SOURCES.items() for found in pattern.findall(text)}


def test_every_icon_that_a_template_names_is_drawn():
    drawn = {path.stem for path in (TEMPLATES / "icons").glob("*.svg")}
    assert len(drawn) > 50
    assert {(path.name, icon) for path, icon in names(ICON) if icon not in drawn} == set()


def test_every_component_that_a_template_names_exists():
    asked = names(re.compile(r"<(c-[\w-]+)"))
    missing = {
        (path.name, name)
        for path, name in asked
        if name not in {"c-vars", "c-slot"} and not (COMPONENTS / f"{name[2:].replace('-', '_')}.html").exists()
    }
    assert len(asked) > 50
    assert missing == set()


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_every_component_says_what_it_takes(path: Path):
    head, _, body = path.read_text().partition("{% endcomment %}")
    assert "{% comment %}" in head
    assert "<c-vars" in body or "{{" not in body, (
        "declare the parameters with <c-vars>: what is not declared leaks in from the page"
    )


@pytest.mark.spec("PLT-130")
@pytest.mark.parametrize("path", sorted(SOURCES), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_template_asks_for_what_the_security_policy_forbids(path: Path):
    text = SOURCES[path]
    assert not re.search(r"\sstyle=", text), "inline styles are blocked: use a class"
    assert not re.search(r"\son\w+=", text), "inline handlers are blocked: use an island"
    assert not re.search(r"\shx-on|\shx-vals=.js:|\shx-trigger=\"[^\"]*\[", text), "htmx may not evaluate"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script is blocked"


@pytest.mark.django_db
def test_the_style_guide_shows_every_component():
    request = RequestFactory().get("/_styleguide/")
    request.user = AnonymousUser()
    page = style_guide(request).content.decode()
    unknown = re.findall(r"<c-[\w-]+|{%|{{", page)
    parts = {f"c-{path.stem.replace('_', '-')}" for path in COMPONENTS.glob("*.html")}
    nested = "".join(path.read_text() for path in COMPONENTS.glob("*.html"))
    shown = {part for part in parts if f"<{part}" in GUIDE or f"<{part}" in nested}
    assert unknown == []
    assert parts - shown == set()
