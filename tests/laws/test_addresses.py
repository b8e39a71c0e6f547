"""Nothing is fetched from another host: not by a page, not by an installation from a list of addresses (PLT-120)."""

import json
import re
from pathlib import Path

import pytest

from tests.laws.sources import ROOT, files, name_of

# www.w3.org stands in the names of formats, which nobody fetches
FOREIGN = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
REGISTRY = re.compile(r"https?://|\bfile:|--(?:extra-)?index-url|--find-links")
LOCKS = sorted(ROOT.glob("requirements*.txt"))


@pytest.mark.spec("PLT-120")
def test_pages_scripts_and_styles_name_no_other_host() -> None:
    named = [
        f"{name_of(path)}: {found[0]}"
        for path in files(".html", ".ts", ".css", ".svg", ".js", ".mjs", under=("web/src", "web/templates", "xinglin"))
        for found in FOREIGN.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not named


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locked_requirements_are_exact_hashed_and_tied_to_no_registry(lock: Path) -> None:
    text = lock.read_text()
    assert not REGISTRY.findall(text)
    packages = re.split(r"\n(?=[a-z])", text.strip())
    assert [package for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


def test_the_front_ends_lock_names_packages_and_hashes_only() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_every_requirement_says_why_it_is_there() -> None:
    silent = [
        f"{path.name}: {line}"
        for path in ROOT.glob("requirements*.in")
        for line in path.read_text().splitlines()
        if line and not line.startswith(("#", "-")) and " # " not in line
    ]
    assert not silent


@pytest.mark.parametrize("source", sorted(ROOT.glob("requirements*.in")), ids=lambda path: path.name)
def test_every_requirement_is_locked(source: Path) -> None:
    """`./dev lock` has been run since a line was added."""
    wanted = re.findall(r"^([A-Za-z0-9][\w-]*)", source.read_text(), re.MULTILINE)
    locked = set(re.findall(r"^([a-z0-9-]+)==", source.with_suffix(".txt").read_text(), re.MULTILINE))
    assert [name for name in wanted if name.lower().replace("_", "-") not in locked] == []
