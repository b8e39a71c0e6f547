"""Menu and to-dos of logbook."""

from django.urls import reverse

from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo

from . import rules
from .enums import EntryState
from .queries.assessing import due_stays, to_sign
from .queries.records import own_entries, waiting_entries

for _title, _url, _right in (
    ("我的培训记录", "logbook:mine", rules.OWN),
    ("培训记录明细", "logbook:entries", rules.ENTRIES),
    ("学员培训进度", "logbook:residents", rules.RECORDS),
    ("出科考核", "logbook:assessments", rules.ASSESS),
    ("培训要求", "logbook:requirements", rules.REQUIREMENTS),
):
    MenuItem(title=_title, url=_url, rights=[_right], section="轮转培训", icon="list", order=71)

ToDo(
    "logbook.returned",
    "退回修改的培训记录",
    rules.OWN,
    lambda actor: own_entries(actor).filter(state=EntryState.RETURNED).count(),
    lambda actor: f"{reverse('logbook:entries')}?state=returned",
    urgent=True,
)
ToDo(
    "logbook.waiting",
    "待确认的培训记录",
    rules.CONFIRM,
    lambda actor: waiting_entries(actor).count(),
    lambda actor: f"{reverse('logbook:entries')}?state=waiting",
)
ToDo(
    "logbook.due",
    "待考核的出科学员",
    rules.SIGN_FOR_DEPARTMENT,
    lambda actor: due_stays(actor).count(),
    lambda actor: f"{reverse('logbook:assessments')}?outcome=due",
)
ToDo(
    "logbook.to_sign",
    "待签字的出科考核",
    rules.SIGN,
    lambda actor: to_sign(actor).count(),
    lambda actor: f"{reverse('logbook:assessments')}?outcome=sign",
)
