"""What this domain puts into the menu, and its to-do."""

from typing import Any

from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo

from . import rules
from .enums import CorrectionState
from .queries import corrections_visible_to


def _waiting(actor: Actor) -> Any:
    return corrections_visible_to(actor).filter(state=CorrectionState.OPEN)


MenuItem(
    title="更正申请",
    url="people:corrections",
    rights=[rules.ANSWER],
    section="住院医师管理",
    group="住院医师信息管理",
    icon="message-report",
    order=26,
    badge=_waiting,
)
ToDo(
    key="corrections",
    title="待答复的更正申请",
    right=rules.ANSWER,
    count=lambda actor: _waiting(actor).count(),
    url=lambda actor: f"{reverse('people:corrections')}?state={CorrectionState.OPEN}",
)
