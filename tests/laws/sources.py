"""The files that the laws read."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("config", "xinglin", "tooling", "tests", "bench", "manual", "web/src", "web/templates")


def files(*endings: str, under: tuple[str, ...] = FOLDERS) -> list[Path]:
    """Every source file with one of these endings, without what is written by a program."""
    found = [path for folder in under for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    return sorted(path for path in found if not {"migrations", "__pycache__", "node_modules"} & set(path.parts))


def python(*under: str) -> Iterator[tuple[str, ast.Module]]:
    """Name and syntax tree of every Python file, of all folders or of these."""
    for path in files(".py", under=under or FOLDERS):
        yield name_of(path), tree_of(path)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
