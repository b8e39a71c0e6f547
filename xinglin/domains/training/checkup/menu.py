"""What «数据体检» puts into menu and to-dos: open findings before «上报» (REP-50)."""

from django.urls import reverse

from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo

from .. import rules
from ..queries.checkups import open_findings

MenuItem(
    title="数据体检",
    url="checkup:home",
    rights=[rules.VIEW],
    section="住院医师管理",
    group="招收信息管理",
    order=13,
    badge=open_findings,
)
ToDo(
    "training.findings",
    "数据体检：上报前须处理的问题",
    rules.REPORT,
    lambda actor: open_findings(actor).count(),
    lambda actor: f"{reverse('checkup:findings')}?state=open&is_hard=1",
)
