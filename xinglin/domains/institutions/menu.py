"""What this domain puts into the menu, and its to-do."""

from typing import Any

from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo

from . import rules
from .enums import SwitchState
from .queries import switches_visible_to

SECTION = "机构管理"


def _waiting(actor: Actor) -> Any:
    return switches_visible_to(actor).filter(state=SwitchState.WAITING) if actor.may(rules.DECIDE_MODE) else 0


for order, (title, url, right, icon) in enumerate(
    (
        ("培训基地", "institutions:bases", rules.VIEW, "building-hospital"),
        ("专业基地", "institutions:programmes", rules.VIEW, "list"),
        ("协同单位", "institutions:affiliations", rules.VIEW, "list"),
        ("省级授权", "institutions:charges", rules.CHARGE, "list"),
    ),
    start=80,
):
    MenuItem(title=title, url=url, rights=[right], section=SECTION, icon=icon, order=order)
MenuItem(title="报送方式", url="institutions:modes", rights=[rules.VIEW], section=SECTION, order=85, badge=_waiting)
ToDo(
    "institutions.modes",
    "待审批的报送方式申请",
    rules.DECIDE_MODE,
    lambda actor: _waiting(actor).count(),
    lambda actor: f"{reverse('institutions:modes')}?state=waiting",
)
for order, (title, url) in enumerate(
    (("科室设置", "institutions:departments"), ("科主任和教学秘书", "institutions:staff")), start=88
):
    MenuItem(title=title, url=url, rights=[rules.DEPARTMENTS], section=SECTION, icon="building-hospital", order=order)
