"""Stints by hand into empty cells, chosen electives, who has left, and leave that the base is told of."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.rotation import departments_of, ward
from tests.walk import opened, resident, walk
from xinglin.domains.reference.models import RotationLine
from xinglin.domains.rotation.actions.editing import undo_edits
from xinglin.domains.rotation.actions.placing import choose_electives, place_stints
from xinglin.domains.rotation.actions.planning import plan_residents
from xinglin.domains.rotation.actions.setup import map_lines
from xinglin.domains.rotation.actions.staying import keep_leave_limits, record_leaves
from xinglin.domains.rotation.models import Elective, RotationPlan, Stint
from xinglin.domains.rotation.queries.conflicts import conflicts_of
from xinglin.domains.training.models import Training
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.mark.spec("ROT-03", "ROT-04")
def test_an_empty_cell_is_given_a_department_and_taken_back(country: Country) -> None:
    made = ward(country, 2, publish=False)
    one, two = made.plan.residents.order_by("pk")
    last = max(made.stints(one.training), key=lambda stint: stint.first)
    free, unit = last.first + last.half_months, made.departments[0]
    base, plan = client_of(country.base), f"/rotation/plans/{made.plan.pk}/"
    page = base.get(f"{plan}?month={free // 2}").content.decode()
    address = f"/rotation/plans/residents/{one.pk}/stints/new/"
    assert f'href="{address}?first={free}" aria-label="{one.training.person.name}：安排轮转"' in page
    taken = base.post(address, {"first": last.first, "half_months": 1, "department": unit.pk})
    assert "同一时间不能在两个科室" in taken.content.decode()
    answer = base.post(f"{address}?first={free}&month=1", {"first": free, "half_months": 2, "department": unit.pk})
    assert answer["Location"] == f"{plan}?month=1"
    placed = Stint.objects.get(resident=one, first=free)
    assert (placed.department_id, placed.half_months, placed.source) == (unit.pk, 2, "by_hand")
    assert placed.line_id == next(s.line_id for s in made.stints(one.training) if s.department_id == unit.pk)
    rows = made.plan.residents.filter(pk=two.pk)
    foreign = departments_of(country.base_next_door, ["普外科"])[0]
    facts = {"first": free, "half_months": 1}
    assert "只能选择本基地" in place_stints(rows, department=foreign, **facts, by=made.base).refused[two.pk]
    other = RotationLine.objects.exclude(standard=two.standard)[0].pk
    assert "不属于" in place_stints(rows, department=unit, line=other, **facts, by=made.base).refused[two.pk]
    assert not place_stints(rows, department=unit, **facts, by=country.base_next_door).done
    assert client_of(country.base_next_door).get(address).status_code == 404
    undo_edits(RotationPlan.objects.filter(pk=made.plan.pk), by=made.base)
    assert not Stint.objects.filter(pk=placed.pk).exists()


@pytest.mark.spec("ROT-01", "ROT-02")
def test_a_resident_s_electives_replace_the_base_s_shares(country: Country) -> None:
    made = ward(country, 1, publish=False)
    line = made.stints()[0].line
    assert line
    first, second, third = made.departments[0], *departments_of(country.base, ["皮肤科", "肿瘤科"])
    number = int(line.months * 2)
    map_lines({line.pk: [(first.pk, number), (second.pk, 0), (third.pk, 0)]}, by=country.base)
    (extra,) = walk(country, opened(country, 1, start=5), "complete", start=5)
    rows, base = Training.objects.filter(pk=extra.pk), client_of(country.base)
    address = f"/rotation/residents/{extra.pk}/electives/"
    assert "皮肤科" in base.get(address).content.decode()
    short = {"line": line.pk, f"months:{second.pk}": "0.5"}
    again = base.post(address, short).content.decode()
    assert f"所选科室共 0.5 个月，应为 {number / 2:g} 个月" in again
    assert f'name="months:{second.pk}" min="0" max="36" step="0.5" value="0.5"' in again  # as it was written
    fit = {"line": line.pk, f"months:{second.pk}": "0.5", f"months:{third.pk}": f"{number / 2 - 0.5:g}"}
    assert base.post(address, fit).status_code == 302
    assert set(Elective.objects.values_list("department", "half_months")) == {(second.pk, 1), (third.pk, number - 1)}
    outside = departments_of(country.base, ["康复科"])[0]
    refused = choose_electives(rows, line=line.pk, departments=[(outside.pk, number)], by=country.base).refused
    assert "只能选择对应该标准科室的本院科室" in refused[extra.pk]
    assert client_of(country.base_next_door).get(address).status_code == 404
    assert plan_residents(rows, plan=made.plan.pk, by=country.base).done == [extra.pk]
    laid = {(s.department_id, s.half_months) for s in made.stints(extra) if s.line_id == line.pk}
    assert laid == {(second.pk, 1), (third.pk, number - 1)}


@pytest.mark.spec("ROT-03", "ROT-07")
def test_who_has_left_is_grey_and_leave_beyond_the_limit_is_told_to_the_base(country: Country) -> None:
    made = ward(country, 2)
    today = localdate()
    gone, stays = made.trainings
    stint = next(s for s in made.stints(stays) if s.starts_on <= today <= s.ends_on)
    head = country.actor(stint.department, Role.DEPARTMENT_HEAD)
    keep_leave_limits([(0, today)], by=country.base)
    days = {"starts_on": today, "ends_on": today}
    assert record_leaves(Stint.objects.filter(pk=stint.pk), kind="sick", **days, by=head).done
    told = Notice.objects.get(account_id=country.base.account_id, title="1 名住院医师请假超过上限，培训顺延")
    assert (stays.person.name in told.body, told.url) == (False, "/rotation/leaves/")  # it may go out as mail
    assert stays.person.name in client_of(country.base).get(told.url).content.decode()
    Training.objects.filter(pk=gone.pk).update(status="withdrawn")
    base, plan = client_of(country.base), f"/rotation/plans/{made.plan.pk}/"
    longer = f"{date(YEAR + 3, 9, 1)}"  # by a day
    mine = client_of(resident(stays)).get("/rotation/mine/").content.decode()
    later = [mine.index(words) for words in (f"顺延至 {longer}", "现在和以后", "请假记录")]
    assert later == sorted(later)
    assert base.get("/rotation/residents/").content.decode().count(longer) == 1
    assert longer in base.get(f"/training/{stays.pk}/").content.decode()
    assert base.get(plan).content.decode().count(' class="gone">') == 1
    by_department = base.get(f"{plan}?view=department&month={made.plan.first // 2}&months=36").content.decode()
    assert stays.person.name in by_department
    assert gone.person.name not in by_department
    assert gone.person.name not in {each.about for each in conflicts_of(made.plan)}
