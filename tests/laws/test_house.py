"""The contracts name every room, and the door between domains holds."""

import configparser
import contextlib
import re

import grimp
import pytest
from django.core.management import call_command

from tests.laws.sources import ROOT
from tooling.contracts import DoorsContract

HOUSE = configparser.ConfigParser()
HOUSE.read(ROOT / ".importlinter", encoding="utf-8")


@pytest.mark.parametrize(
    ("contract", "folder"), [("floors", "xinglin"), ("engines", "xinglin/engines"), ("domains", "xinglin/domains")]
)
def test_every_room_has_its_place(contract: str, folder: str) -> None:
    named = set(re.findall(r"\w+", HOUSE[f"importlinter:contract:{contract}"]["layers"]))
    rooms = {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}
    assert rooms <= named


def test_every_contract_has_its_line_of_prose() -> None:
    blocks = (ROOT / ".importlinter").read_text(encoding="utf-8").split("\n\n")
    assert [b for b in blocks if "[importlinter:contract" in b and not b.lstrip().startswith("#")] == []


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("house.b.views", "house.a.public", True),
        ("house.a.views", "house.a.models", True),
        ("house.b.views", "house.a.models", False),
        ("street", "house.a.models", False),
        ("house.ab", "house.a.models", False),
        ("house.b", "house.a", False),
    ],
)
def test_a_domain_is_entered_by_its_door_alone(importer: str, imported: str, allowed: bool) -> None:
    graph = grimp.ImportGraph()
    for module in ("street", "house", "house.a", "house.a.public", "house.a.models", "house.a.views"):
        graph.add_module(module)
    for module in ("house.ab", "house.b", "house.b.views"):
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="import")
    contract = DoorsContract("doors", {}, {"houses": "house", "door": "public"})
    assert contract.check(graph, verbose=False).kept is allowed


@pytest.mark.django_db
def test_migrations_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.suppress(SystemExit):
        call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out
