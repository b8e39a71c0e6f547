"""The pages of rotation: standards and their departments, the grid three ways, a stint, the department, leave."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.rotation import Ward, departments_of, draft, slot, ward
from tests.walk import opened, resident, walk
from xinglin.domains.reference.models import RotationLine, RotationStandard
from xinglin.domains.rotation.actions.planning import plan_residents
from xinglin.domains.rotation.actions.staying import keep_leave_limits
from xinglin.domains.rotation.models import Leave, LineDepartment, PlannedResident, RotationPlan, Stay, Stint
from xinglin.domains.training.models import Training
from xinglin.engines.access.roles import Role
from xinglin.engines.history.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.mark.spec("ROT-01")
def test_standards_are_read_and_served_by_own_departments(country: Country) -> None:
    base, surgery = client_of(country.base), RotationStandard.objects.get(specialty__code="1500")
    page = base.get(f"/rotation/standards/{surgery.pk}/").content.decode()
    assert "标准原文印有合计 33 个月，与各科室之和 34 个月不一致" in page
    assert "合计不一致" in base.get("/rotation/standards/?specialty=1500").content.decode()
    medicine = RotationStandard.objects.get(specialty__code="0100").pk
    assert "管床记录 50；病种：高血压 10；" in base.get(f"/rotation/standards/{medicine}/").content.decode()
    (first, second, *_), line = departments_of(country.base), RotationLine.objects.filter(standard=surgery)[0]
    address = f"/rotation/standards/lines/{line.pk}/"
    wrong = base.post(address, {"department": [first.pk, first.pk], "months": ["1", "0.5"]})
    assert (wrong.status_code, "同一科室重复选择" in wrong.content.decode()) == (422, True)
    assert "只供选择的科室填 0" in base.post(address, {"department": [first.pk], "months": ["1.3"]}).content.decode()
    assert base.post(address, {"department": [first.pk, second.pk, ""], "months": ["1", "0.5", ""]}).status_code == 302
    assert list(LineDepartment.objects.values_list("department", "half_months")) == [(first.pk, 2), (second.pk, 1)]
    assert "共 1.5 个月，与标准不同" in base.get(f"/rotation/standards/{surgery.pk}/").content.decode()
    foreign = departments_of(country.base_next_door, ["普外科"])[0]
    assert (
        "只能选择本基地启用的科室" in base.post(address, {"department": [foreign.pk], "months": ["1"]}).content.decode()
    )
    next_door = client_of(country.base_next_door).get(f"/rotation/standards/{surgery.pk}/").content.decode()
    assert first.name not in next_door
    assert client_of(country.reviewer).get("/rotation/standards/").status_code == 403


@pytest.mark.spec("ROT-02", "ROT-03", "ROT-04")
def test_a_base_plans_and_looks_at_it_in_three_ways(country: Country) -> None:
    made = ward(country, 2, publish=False)
    base, plan = client_of(country.base), f"/rotation/plans/{made.plan.pk}/"
    one, two = (t.person.name for t in made.trainings)
    stint = made.stints(made.trainings[0])[0]
    grid = base.get(f"{plan}?month={stint.first // 2}&months=12").content.decode()
    assert "2026年9月" in grid
    assert f"/rotation/stints/{stint.pk}/" in grid
    assert one in grid
    assert two in grid
    assert two not in base.get(f"{plan}?name={one}").content.decode()
    by_department = base.get(f"{plan}?view=department&month={stint.first // 2}").content.decode()
    assert stint.department.name in by_department
    on_day = base.get(f"{plan}?view=day&day=2026-09-20").content.decode()
    assert f'<td data-label="科室">{stint.department.name}</td>' in on_day
    assert "没有轮转安排" in base.get(f"{plan}?view=day&day=2029-08-30").content.decode()
    sheet = load_workbook(
        BytesIO(b"".join(base.post(f"{plan}?month={stint.first // 2}", {"do": "export"}).streaming_content))
    )
    rows = list(sheet.active.values)
    assert rows[0][:4] == ("姓名", "招收届别", "培训专业", "2026年9月")
    assert {row[0]: row[3] for row in rows[1:]}[one] == stint.department.name
    assert AuditEntry.objects.filter(action="rotation.exported", done=2).exists()
    edit = base.post(f"/rotation/stints/{stint.pk}/", {"do": "lock"}, follow=True).content.decode()
    assert "已锁定，请先解除锁定" in edit
    assert "锁定" in base.get(plan).content.decode()
    base.post(plan, {"do": "undo"})
    assert not Stint.objects.get(pk=stint.pk).is_locked
    later = made.stints(made.trainings[0])[1]
    refused = base.post(f"/rotation/stints/{stint.pk}/", {"do": "move", "first": later.first})
    assert refused.status_code == 422
    assert f'value="{later.first}" selected' in refused.content.decode()  # what was chosen is still there
    told = base.post(f"/rotation/stints/{later.pk}/?month=1", {"do": "remove", "from_grid": "1"}, follow=True)
    short = f"缺少轮转：{one}，{later.line.department} 应 {later.months} 个月，已排 0 个月"
    page = told.content.decode()
    assert f"这次调整后有新的冲突。{short}" in page
    assert "缺少轮转：查看 1 条说明" in page
    assert f'title="{short.partition("，")[2]}。">缺少轮转</span>' in page  # beside his name
    assert page.count(f'<option value="{YEAR}">{YEAR}</option>') == 1  # 招收届别
    assert "还有没有处理的问题" in page
    base.post(plan, {"do": "undo"})
    _change_in_the_grid(base, plan, later, two)
    other = draft(country.base, "另一计划")
    page = base.get(f"{plan}?view=day&plan={other}&month=3&name={one}")
    assert page["Location"] == f"/rotation/plans/{other}/?{urlencode({'view': 'day', 'name': one})}"
    foreign = draft(country.base_next_door, "邻院")
    assert base.get(f"{plan}?plan={foreign}").status_code == 200  # as if not asked
    assert client_of(country.base_next_door).get(plan).status_code == 404
    head = client_of(country.actor(made.departments[0], Role.DEPARTMENT_HEAD))
    assert head.get(plan).status_code == 404  # a draft is nobody's but the base's
    assert base.post(plan, {"do": "publish"}, follow=True).status_code == 200
    mine = client_of(resident(made.trainings[0])).get("/rotation/mine/").content.decode()
    assert all(name in mine for name in (s.department.name for s in made.stints(made.trainings[0])))
    department = head.get(f"{plan}?view=department&month={stint.first // 2}&months=36").content.decode()
    assert made.departments[0].name in department
    assert made.departments[1].name not in department


def _change_in_the_grid(base: Any, plan: str, stint: Stint, other: str) -> None:
    """Only what has become another comes back; nobody takes back what somebody else has done meanwhile."""

    def known(what: str, text: str) -> str:
        return text.partition(f'{what}="')[2].partition('"')[0]

    def send(url: str, **facts: Any) -> Any:
        return base.post(url, facts, headers={"HX-Request": "true"})

    page = base.get(plan).content.decode()
    seen, address = known("data-seen", page), f"/rotation/stints/{stint.pk}/?month={stint.first // 2}"
    part = send(address, do="remove", from_grid="1", seen=seen).content.decode()
    assert f'<tr id="row-{stint.resident_id}" hx-swap-oob="true">' in part
    assert f"这次调整后有新的冲突。缺少轮转：{stint.resident.training.person.name}" in part
    assert (other in part, f'data-stint="{stint.pk}"' in part, "menu" in part) == (False, False, False)
    step = {"do": "undo", "edit": known('name="edit" value', part)}
    stale = send(address, do="lock", from_grid="1", seen=seen)  # another clerk's page, of a stint that is gone by now
    assert stale.status_code == 404
    back = send(f"{plan}?month={stint.first // 2}", **step, seen=known("data-seen", part)).content.decode()
    assert "已撤销上一步调整" in back
    assert f'data-stint="{stint.pk}"' in back
    base.post(address, {"do": "lock"})  # the other clerk's
    again = send(plan, **step, seen=seen)
    assert (again.headers["HX-Refresh"], again.content) == ("true", b"")
    told = base.get(plan).content.decode()
    assert "没有撤销：这一步已经撤销，或之后又有了新的调整。现在可以撤销的上一步是" in told
    assert Stint.objects.get(pk=stint.pk).is_locked
    base.post(plan, {"do": "undo"})


@pytest.mark.spec("ROT-03")
def test_a_grid_of_many_takes_as_many_statements_as_one_of_few(country: Country) -> None:
    made = ward(country, 1, publish=False)
    base, counted = client_of(country.base), []
    for number in (1, 12):
        if number > 1:
            more = walk(country, opened(country, number, start=10), "complete", start=10)
            plan_residents(Training.objects.filter(pk__in=[t.pk for t in more]), plan=made.plan.pk, by=country.base)
        for view in ("resident", "department", "day"):
            url = f"/rotation/plans/{made.plan.pk}/?view={view}"
            base.get(url)
            with CaptureQueriesContext(connection) as statements:
                assert base.get(url).status_code == 200
            counted.append(len(statements))
    assert counted[:3] == counted[3:]
    assert max(counted) < 45


@pytest.mark.spec("ROT-06", "ROT-07")
def test_a_department_sees_who_comes_and_confirms_entry_exit_and_leave(country: Country) -> None:
    made = ward(country, 3)
    with time_machine.travel("2026-12-25T08:00:00+08:00", tick=False):
        _lead_through(country, made)


def _lead_through(country: Country, made: Ward) -> None:
    stint = next(
        s for s in made.stints() if s.starts_on == date(2027, 1, 1) or s.starts_on <= date(2026, 12, 25) <= s.ends_on
    )
    name, department = stint.resident.training.person.name, stint.department
    head = client_of(country.actor(department, Role.DEPARTMENT_HEAD))
    others = client_of(country.actor(made.departments[-1], Role.TEACHING_SECRETARY))
    assert name in head.get("/rotation/department/").content.decode()
    following = slot(1, year=2027)
    months = {"this": stint.first < following, "next": stint.first + stint.half_months > following}
    for month, is_there in months.items():
        assert (name in head.get(f"/rotation/department/?month={month}").content.decode()) is is_there

    def ask(do: str, **facts: Any) -> str:
        answer = head.post(
            "/rotation/department/", {"do": do, "ids": [stint.pk], "answered": "1", **facts}, follow=True
        )
        return str(answer.content.decode())

    refused = ask("rotation.exits_confirmed", left_on="2026-12-25", absent_days="0")
    assert "还没有确认入科，不能出科" in refused
    others.post("/rotation/department/", {"do": "rotation.entries_confirmed", "ids": [stint.pk], "answered": "1"})
    assert not Stay.objects.exists()
    assert "还没有到" in ask("rotation.entries_confirmed", entered_on="2026-12-26")
    ask("rotation.entries_confirmed", entered_on="2026-12-25")
    assert Stay.objects.get().entered_on == date(2026, 12, 25)
    away = {"kind": "sick", "note": ""}
    outside = ask("rotation.leaves_recorded", starts_on="2026-08-01", ends_on="2026-08-02", **away)
    assert "请假日期应在本科室轮转时间" in outside
    keep_leave_limits([(5, date(2026, 1, 1))], by=country.base)
    ends = min(stint.ends_on, stint.starts_on + timedelta(19))
    ask("rotation.leaves_recorded", starts_on=f"{stint.starts_on}", ends_on=f"{ends}", **away)
    leave = Leave.objects.get()
    assert (leave.training_id, leave.department_id) == (stint.resident.training_id, department.pk)
    planned = PlannedResident.objects.get(training=leave.training_id)
    assert planned.half_months == 73  # 15 days over the limit: from 31 August to 15 September
    page = client_of(country.base).get("/rotation/leaves/").content.decode()
    assert name in page
    assert "2029-09-15" in page
    ask("rotation.exits_confirmed", left_on="2026-12-25", absent_days="1")
    assert (Stay.objects.get().left_on, Stay.objects.get().absent_days) == (date(2026, 12, 25), 1)
    client_of(country.base).post("/rotation/leaves/", {"do": "rotation.leaves_removed", "ids": [leave.pk]})
    assert PlannedResident.objects.get(pk=planned.pk).half_months == 72


@pytest.mark.spec("ROT-02")
def test_a_plan_is_drafted_and_filled_on_its_pages(country: Country) -> None:
    made = ward(country, 1)
    (extra,) = walk(country, opened(country, 1, start=5), "complete", start=5)
    base = client_of(country.base)
    form = {"name": "新版", "first_month": f"{YEAR}-09", "months": "36", "based_on": made.plan.pk}
    address = base.post("/rotation/plans/new/", form)["Location"]
    assert "已有名为“新版”的轮转计划" in base.post("/rotation/plans/new/", form).content.decode()
    plan = RotationPlan.objects.get(name="新版")
    assert address == f"/rotation/plans/{plan.pk}/"
    page = base.get(f"{address}residents/").content.decode()
    assert extra.person.name in page
    base.post(f"{address}residents/", {"do": "add", "ids": [extra.pk]})
    assert {r.training_id for r in plan.residents.all()} == {extra.pk, made.trainings[0].pk}
    there = base.get(f"{address}residents/").content.decode().partition("已在计划中")[2]
    assert extra.person.name in there
    assert f'{YEAR + 3}-08-31</td><td class="number">36</td>' in there
    again = base.post(f"{address}residents/", {"do": "add", "ids": [extra.pk, made.trainings[0].pk]})
    assert "2 人没有办理：" in again.content.decode()
    base.post(f"{address}residents/", {"do": "remove", "ids": [plan.residents.get(training=extra).pk]})
    assert base.get("/rotation/plans/in-force/")["Location"] == f"/rotation/plans/{made.plan.pk}/"
    foreign = draft(country.base_next_door, "邻院计划")
    assert base.post("/rotation/plans/new/", {**form, "name": "别院", "based_on": foreign}).status_code == 422
    assert base.post("/rotation/plans/", {"do": "rotation.plans_discarded", "ids": [plan.pk]}).status_code == 302
    assert not RotationPlan.objects.filter(pk=plan.pk).exists()
