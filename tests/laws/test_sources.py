"""How code is written here, as far as no linter knows it."""

import ast
import re
import sys

from tests.laws.sources import files, name_of, python

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
EXCUSE = re.compile(
    r"(#|//|/\*|{#)\s*(noqa|type:\s*ignore|pragma|nosec|pylint|eslint-disable|@ts-(ignore|expect-error|nocheck))"
)
MODEL_SIGNALS = re.compile(r"\b(pre|post)_(init|save|delete|migrate)\b|\bm2m_changed\b")


def test_no_file_is_too_long_to_be_read_in_one_go() -> None:
    long = {
        name_of(path): lines
        for path in files(".py", ".ts", ".css", ".html")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long, f"make a folder of the same name out of each: {long}"


def test_no_function_needs_scrolling() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in python()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_every_excuse_says_why() -> None:
    silent = [
        f"{name_of(path)}:{number}"
        for path in files(".py", ".ts", ".css", ".html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if EXCUSE.search(line) and " -- " not in line
    ]
    assert not silent, f"append « -- why»: {silent}"


def test_every_import_inside_a_function_says_why() -> None:
    silent = []
    for path in files(".py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        tree = ast.parse("\n".join(lines))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        inner = {
            node.lineno
            for function in functions
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        silent += [f"{name_of(path)}:{number}" for number in sorted(inner) if " -- " not in lines[number - 1]]
    assert not silent, f"append « -- why»: {silent}"


def test_nothing_is_called_after_what_it_is_not() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    assert not [name_of(path) for path in files(".py", ".ts", ".css", ".html") if vague & {path.stem, path.parent.name}]


def test_identifiers_are_english() -> None:
    foreign = {
        f"{name}: {word}"
        for name, tree in python()
        for node in ast.walk(tree)
        for word in (getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "arg", None))
        if isinstance(word, str) and not word.isascii()
    }
    assert not foreign


def test_no_model_signal_is_used() -> None:
    """What happens on a write stands in its action; across domains goes an event of ours."""
    used = [
        f"{name}:{node.lineno}"
        for name, tree in python("xinglin", "config")
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(MODEL_SIGNALS.search(alias.name) or alias.name.endswith("db.models.signals") for alias in node.names)
    ]
    assert not used


def test_a_key_that_was_typed_is_read_by_row_key() -> None:
    """«²» is a digit and no number: a page that asks `isdigit` alone would break by it."""
    pages = [
        p for p in files(".py", under=("xinglin",)) if {"views", "views.py", "pages.py", "performing.py"} & {*p.parts}
    ]
    loose = [
        f"{name_of(path)}:{number}"
        for path in pages
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ".isdigit()" in line and ".isascii()" not in line
    ]
    assert pages
    assert not loose, f"use xinglin.kit.row_keys: {loose}"


def test_every_public_function_of_actions_is_an_action() -> None:
    """Of whatever writes, an action alone opens the transaction and keeps the history (PLT-60, PLT-101)."""
    plain = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in python("xinglin/domains", "xinglin/engines")
        if re.search(r"/actions(\.py$|/)", name) and not name.startswith("xinglin/engines/actions/")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if not any(isinstance(d, ast.Call) and getattr(d.func, "id", "") == "action" for d in node.decorator_list)
    ]
    assert not plain, f"make it an @action, or private: {plain}"


def test_the_dev_command_needs_nothing_installed() -> None:
    own = {*sys.stdlib_module_names, "tooling"}
    foreign = {
        f"{name}: {module}"
        for name, tree in python("tooling")
        if name != "tooling/contracts.py"  # runs inside import-linter
        for module in imported_by(tree)
        if module.partition(".")[0] not in own
    }
    assert not foreign


def imported_by(tree: ast.Module) -> set[str]:
    nodes = list(ast.walk(tree))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
