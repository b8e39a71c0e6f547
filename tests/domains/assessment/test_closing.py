"""Before enrolment ends: who has not submitted is told, and the institution how many there are (ASM-02, PLT-71)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.assessment import enrolled, filled, institution, physicians
from tests.factories.country import Country
from xinglin.domains.assessment import windows
from xinglin.domains.assessment.models import Enrolment
from xinglin.domains.assessment.tasks import tell_of_closing
from xinglin.engines.access.actor import system_actor
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import return_for_changes, submit
from xinglin.engines.windows.models import Window, WindowExtension

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ASM-02", "PLT-71")]


def told(days: int) -> list[tuple[int, str, str]]:
    """What is said when so many days are left, also when the work is done once more after a worker died."""
    Notice.objects.all().delete()
    Window.objects.filter(kind=windows.ENROLMENT.key).update(ends_at=timezone.now() + timedelta(days=days, hours=-1))
    for _ in range(2):
        tell_of_closing()
    return sorted(Notice.objects.values_list("account_id", "title", "body"))


def test_who_has_not_submitted_is_told_and_the_institution_how_many(country: Country) -> None:
    waiting, *sent = filled(country, enrolled(country, 3))
    clerk, here = institution(country), waiting.physician.person.account_id
    assert submit(Enrolment._base_manager.filter(pk__in=[each.pk for each in sent]), by=system_actor()).done
    returned = Enrolment._base_manager.filter(pk=sent[0].pk)  # it has time until the review ends
    assert return_for_changes(returned, by=clerk, comment="请写明抢救人次。").done
    physicians(country, 2, start=3_100)
    assert told(2) == []
    expected = [
        (
            clerk.account_id,
            "医师报名申报还剩 3 天",
            "已确认参加的医师中还有 1 人没有提交报名，还有 2 名在岗医师没有确认参加。"
            "报名结束后不能再办理，请尽快提醒和办理。",
        ),
        (here, "医师定期考核报名还剩 3 天", "您的报名信息还没有提交，请尽快填报并提交，报名结束后不能再提交。"),
    ]
    assert told(3) == sorted(expected)
    window = Window.objects.get(kind=windows.ENROLMENT.key)
    later = timezone.now() + timedelta(days=9)
    WindowExtension.objects.create(window=window, unit=country.hospital, ends_at=later, reason="系统升级")
    assert told(1) == []
