"""A teaching office plans sixty residents, adjusts a month by hand, publishes, and plans again after a leave."""

import math
from collections import Counter
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.factories.country import Country
from tests.factories.rotation import Ward, ward
from tests.journeys.conftest import Person, activated, work
from xinglin.domains.rotation.actions.setup import keep_capacities
from xinglin.domains.rotation.actions.staying import record_leaves
from xinglin.domains.rotation.models import Proposal, RotationPlan, Stint
from xinglin.domains.rotation.queries.conflicts import conflicts_of
from xinglin.engines.access.models import Unit
from xinglin.kit.half_months import last_day, slot_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
RESIDENTS, SPARE = 60, 1.15


@pytest.mark.spec("ROT-02", "ROT-03", "ROT-04", "ROT-20", "ROT-21", "PLT-44")
def test_rotations(people: Any, country: Country) -> None:
    made = ward(country, RESIDENTS, publish=False)
    _limit(made)
    office = people("office")
    office.log_in(activated(country.base.account_id))
    _plan(office, made)
    _choose(office, made)
    _adjust(office, made)
    _publish(office, made)
    _replan(office, made)


def _limit(made: Ward) -> None:
    """Every department takes a little more than its mean."""
    wanted: Counter[int] = Counter()
    for stint in made.stints():
        wanted[stint.department_id] += stint.half_months
    for department, half_months in wanted.items():
        most = math.ceil(SPARE * half_months / 66)
        keep_capacities(Unit.objects.filter(pk=department), least=0, most=most, by=made.base)


def _plan(office: Person, made: Ward) -> None:
    page = office.page
    page.goto(f"/rotation/plans/{made.plan.pk}/")
    page.get_by_role("link", name="自动排班").click()
    office.look("ask")
    page.get_by_label("方案个数").fill("2")
    page.get_by_label("每个方案用时上限").fill("20")
    page.get_by_role("button", name="全部重新编排").click()
    office.says("已开始计算")
    office.says("排队")
    work()
    page.locator("div.job").first.wait_for(state="detached", timeout=30_000)  # the page follows by itself
    office.says("各科容量全部满足")
    office.look("side-by-side")
    assert list(Proposal.objects.order_by("number").values_list("state", "violation")) == [("done", 0)] * 2


def _choose(office: Person, made: Ward) -> None:
    page = office.page
    page.get_by_role("link", name="方案 2", exact=True).click()
    page.get_by_role("link", name="方案 1", exact=True).click()
    page.wait_for_url("**?with=1")
    office.look("differences")
    page.get_by_role("button", name="采用").first.click()
    page.get_by_role("dialog").get_by_role("button", name="采用").click()
    office.says("已采用，可继续调整")
    office.says("没有发现问题")
    assert conflicts_of(made.plan) == []


def _adjust(office: Person, made: Ward) -> None:
    """One month by drag, one by keyboard; the second is taken back."""
    page = office.page
    stints = {t.pk: sorted(made.stints(t), key=lambda stint: stint.first) for t in made.trainings}
    training = next(t for t in made.trainings if stints[t.pk][-1].half_months <= 6)  # three months are free at the end
    own, name = stints[training.pk][-1], training.person.name
    last = made.plan.first // 2 + made.plan.half_months // 2 - 6
    page.goto(f"/rotation/plans/{made.plan.pk}/?month={last}&months=12&name={name}")
    free = own.first + own.half_months
    page.locator(f"td[data-stint='{own.pk}']").drag_to(page.locator(f"td[data-slot='{free}']"))
    office.says("移至")
    assert Stint.objects.get(pk=own.pk).first == free
    office.look("dragged")
    stint = page.locator(f"td[data-stint='{own.pk}'] a")
    stint.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("l")
    page.locator(f"td.locked[data-stint='{own.pk}'] a:focus").wait_for()  # the page came anew, at the same place
    page.keyboard.press("u")
    page.locator(f"td:not(.locked)[data-stint='{own.pk}']").wait_for()
    stint.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/rotation/stints/**")
    page.get_by_label("移至").select_option(str(own.first))
    page.get_by_role("button", name="移动", exact=True).focus()
    page.keyboard.press("Enter")
    office.says("已调整")
    assert Stint.objects.get(pk=own.pk).first == own.first


def _publish(office: Person, made: Ward) -> None:
    page = office.page
    page.goto(f"/rotation/plans/{made.plan.pk}/")
    page.get_by_role("button", name="发布", exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    office.says("已发布")
    assert RotationPlan.objects.get(pk=made.plan.pk).state == "published"


def _replan(office: Person, made: Ward) -> None:
    page, training = office.page, made.trainings[3]
    coming = [s for s in made.stints(training) if s.first > slot_of(localdate()) + 1]
    stint = min(coming, key=lambda each: each.first)
    days = {"starts_on": stint.starts_on, "ends_on": last_day(stint.first + 1)}
    assert record_leaves(Stint.objects.filter(pk=stint.pk), kind="maternity", **days, by=made.base).done
    page.reload()
    page.get_by_role("link", name="请假后调整").click()
    page.get_by_role("button", name="请假后尽量少变动").click()
    office.says("已开始计算")
    work()
    page.locator("div.job").first.wait_for(state="detached", timeout=30_000)  # the page follows by itself
    page.get_by_role("link", name="方案 3", exact=True).click()
    office.says(training.person.name)
    office.look("after-a-leave")
    page.get_by_role("button", name="采用").first.click()
    page.get_by_role("dialog").get_by_role("button", name="采用").click()
    office.says("已按方案建立新版本")
    newer = RotationPlan.objects.get(based_on=made.plan)
    assert {each.kind for each in conflicts_of(newer)} <= {"超期"}
    assert Proposal.objects.get(number=3).figures["others"] == []
