"""What the papers say is so: requirement marks, the two READMEs, the commands they name."""

import ast
import os
import re
from pathlib import Path

import pytest

from tests.laws.sources import ROOT, python
from tooling.cli import COMMANDS

SPECIFICATION = Path(os.environ.get("XINGLIN_SPEC") or ROOT.parent / "shared" / "spec")
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


@pytest.mark.skipif(not SPECIFICATION.is_dir(), reason="the specification is kept elsewhere; XINGLIN_SPEC names it")
def test_requirement_marks_name_lines_of_the_specification() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in SPECIFICATION.glob("*.md"))
    known = set(re.findall(r"^- \*\*([A-Z]{3}-\d{2,3})\*\*", pages, re.MULTILINE))
    unknown = [f"{name}: {mark}" for name, tree in python("tests") for mark in marks_in(tree) if mark not in known]
    assert known
    assert not unknown


def marks_in(tree: ast.Module) -> list[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marks = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "spec"]
    return [str(arg.value) for call in marks for arg in call.args if isinstance(arg, ast.Constant)]


def test_both_readmes_have_the_same_parts() -> None:
    english, chinese = ([len(marks) for marks in headings(readme)] for readme in READMES)
    assert english == chinese


def headings(readme: Path) -> list[str]:
    prose = re.sub(r"^```.*?^```", "", readme.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^(#+) ", prose, re.MULTILINE)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_readme_names_commands_and_files_that_exist(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    assert set(re.findall(r"\./dev ([a-z]+)", text)) <= COMMANDS.keys()
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []
