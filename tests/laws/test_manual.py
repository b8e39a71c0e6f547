"""The user manual tells of every page that its readers find in their menus, and shows pictures that are there."""

import re

import pytest

from tests.laws.sources import ROOT
from xinglin.engines.access.menu import MENU
from xinglin.engines.access.roles import Role

MANUAL = ROOT / "docs" / "manual"
READERS = {
    "applicant": Role.APPLICANT,
    "resident": Role.RESIDENT,
    "physician": Role.PHYSICIAN,
    "base": Role.BASE_ADMIN,
    "supervisor": Role.SUPERVISOR,
    "department": Role.DEPARTMENT_HEAD,
    "institution": Role.INSTITUTION_ADMIN,
    "province": Role.PROVINCE_REVIEWER,
    "nation": Role.NATION_ADMIN,
}


@pytest.mark.parametrize("guide", READERS)
def test_every_entry_of_the_menu_is_told_of(guide: str) -> None:
    text = (MANUAL / f"{guide}.md").read_text(encoding="utf-8")
    offered = {item.title for item in MENU if any(READERS[guide] in right.roles for right in item.rights)}
    assert offered
    assert {title for title in offered if title not in text} == set()


def test_every_picture_is_there_and_shown() -> None:
    shown = {name for page in MANUAL.glob("*.md") for name in re.findall(r"\]\(pictures/([^)]+)\)", page.read_text())}
    assert shown == {picture.name for picture in (MANUAL / "pictures").iterdir()}
