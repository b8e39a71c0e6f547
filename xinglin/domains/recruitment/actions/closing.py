"""Reminders before a window closes, each sent once (REC-14, REC-17)."""

from collections.abc import Sequence

from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic

from ..models import ClosingReminder
from ..queries.closing import Reminding, unsent
from ..queries.places import locked_applications

ANSWER = "{}的录取结果还没有接受或放弃，逾期未接受的录取结果失效，请尽快办理。"
SUBMIT = "{}的报名还没有提交，报名结束后不能再提交，请尽快办理。"


@action("recruitment.closing_reminded", "提醒即将截止")
def remind_of_closing(reminders: Sequence[Reminding], *, by: Actor) -> Outcome:
    """Tell each applicant what waits for him; what was sent before is left out. Keys are indexes of the list given.

    The applications are locked, so that of two workers one sends.
    """
    locked_applications(each.application_id for each in reminders)
    fresh = unsent(reminders)
    ClosingReminder.objects.bulk_create(
        ClosingReminder(
            application_id=each.application_id, offer_id=each.offer_id, days=each.days, ends_at=each.ends_at
        )
        for each in fresh
    )
    for days in sorted({each.days for each in fresh}):
        for title, text, told in (
            (f"志愿确认时间不足 {days} 天", ANSWER, [r for r in fresh if r.days == days and r.offer_id]),
            (f"学员报名时间不足 {days} 天", SUBMIT, [r for r in fresh if r.days == days and not r.offer_id]),
        ):
            for name in sorted({each.batch_name for each in told}):
                accounts = [each.account_id for each in told if each.batch_name == name and each.account_id]
                url = reverse("applications:home")
                notify(accounts, title, text.format(f"“{name}”"), url, by=by, topic=Topic.CLOSING)
    sent = {each.key for each in fresh}
    return Outcome(
        done=[index for index, each in enumerate(reminders) if each.key in sent],
        unchanged=[index for index, each in enumerate(reminders) if each.key not in sent],
    )
