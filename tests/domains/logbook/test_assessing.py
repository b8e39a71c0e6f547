"""出科考核: scores, computed figure, two signatures, and a repeat that the planner takes in (ROT-08)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.logbook import Department, department, entry
from xinglin.domains.logbook.actions.assessing import (
    import_scores,
    keep_rules,
    reopen,
    save_scores,
    sign,
    sign_for_department,
)
from xinglin.domains.logbook.actions.recording import record_entries
from xinglin.domains.logbook.models import AssessmentRule, EndOfRotationAssessment
from xinglin.domains.logbook.queries.assessing import due_stays, resolve_scores, to_sign
from xinglin.domains.rotation.models import Repeat, Stint
from xinglin.domains.rotation.public import repeats_due
from xinglin.domains.rotation.queries.conflicts import MISSING, conflicts_of
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.models import Notice

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {"theory": Decimal("85.5"), "skill": Decimal(90), "daily": Decimal(80), "comment": "好"}
POOR: dict[str, Any] = {"theory": Decimal(40), "skill": Decimal("59.9"), "daily": Decimal(80), "comment": ""}


def scored(made: Department, *values: dict[str, Any]) -> None:
    given = {stay.pk: row for stay, row in zip(made.stays, values, strict=False)}
    assert not save_scores(made.rows(), given, by=made.head).refused


def of(made: Department, place: int = 0) -> EndOfRotationAssessment:
    return EndOfRotationAssessment.objects.get(stay=made.stays[place])


@pytest.mark.spec("ROT-08")
def test_both_sign_who_failed_repeats_and_the_figure_is_computed(country: Country) -> None:
    made = department(country)
    one, two = (stay.pk for stay in made.stays)
    assert sign(made.rows(0), by=made.teacher).refused[one].startswith("还没有录入成绩")
    scored(made, {"theory": Decimal("85.5")}, POOR)
    assert of(made).total is None
    assert sign(made.rows(0), by=made.teacher).refused == {one: "还没有录入技能考核、日常表现成绩，录入后再签字。"}
    early = sign_for_department(made.rows(1), by=made.head).refused
    assert early == {two: "请带教老师先签字，科室再签字。"}
    scored(made, GOOD, POOR)
    assert (of(made).total, of(made, 1).total) == (Decimal("85.7"), Decimal("60.0"))  # 30, 40 and 30 percent
    rule = {"theory_weight": 50, "skill_weight": 40, "daily_weight": 10, "pass_mark": Decimal(60)}
    wrong = keep_rules([{**rule, "daily_weight": 20, "valid_from": localdate()}], by=country.base).refused
    assert wrong == {0: "三项占比合计应为 100%，现为 110%，请修改。"}
    assert keep_rules([{**rule, "valid_from": localdate()}], by=made.head).refused
    later = {**rule, "pass_mark": Decimal(90), "valid_from": date(2099, 1, 1)}
    assert keep_rules([{**rule, "valid_from": localdate()}, later], by=country.base).done == [0, 1]
    scored(made, GOOD, POOR)
    assert (of(made).total, of(made, 1).total) == (Decimal("86.8"), Decimal("52.0"))
    assert to_sign(made.teacher).count() == 2
    assert sign(made.rows(), by=made.teacher).done == [one, two]
    changed = save_scores(made.rows(0), {one: POOR}, by=made.teacher).refused
    assert changed == {one: "带教老师已签字，成绩不能修改。有错误的请科室“重新开放”。"}
    assert sign_for_department(made.rows(), by=made.head).done == [one, two]
    assert not due_stays(made.head).filter(pk__in=(one, two)).exists()
    told = dict(Notice.objects.filter(title__startswith="出科考核").values_list("account_id", "title"))
    assert told == {
        made.residents[0].account_id: "出科考核合格",
        made.residents[1].account_id: "出科考核不合格，须重新轮转",
    }
    planner = Notice.objects.get(title="1 名住院医师出科考核不合格，须安排重新轮转")
    failed = client_of(country.base).get(planner.url).content.decode()
    name = made.stays[1].stint.resident.training.person.name
    assert (planner.account_id, name in failed, name in planner.body) == (country.base.account_id, True, False)
    with pytest.raises((InternalError, ProgrammingError), match="signed_stays"), transaction.atomic():
        EndOfRotationAssessment.objects.update(theory=100)
    _is_due_again(made)
    _opens_again(country, made)


def _is_due_again(made: Department) -> None:
    """The failed stay's half months; a plan without them is told to be short of them."""
    stint = made.stays[1].stint
    assert Repeat.objects.get().stay_id == made.stays[1].pk
    assert stint.line
    assert repeats_due([stint.resident.training_id]) == {stint.resident.training_id: {stint.line_id: stint.half_months}}
    short = next(each for each in conflicts_of(made.ward.plan) if each.kind == MISSING)
    once, twice = stint.half_months / 2, stint.half_months
    again = f"应 {twice:g} 个月（含出科考核不合格须重轮的 {once:g} 个月），已排 {once:g} 个月"
    assert short.words == f"{stint.line.department} {again}。"
    entered = record_entries([entry(made.stays[0].pk)], by=made.residents[0])
    assert "出科考核已签字" in entered.refused[0]


def _opens_again(country: Country, made: Department) -> None:
    """The department may no more, the teaching department may, with a reason; the repeat is gone."""
    two = made.stays[1].pk
    refused = reopen(made.rows(1), comment="录错", by=made.head).refused
    assert refused == {two: "双方都已签字，请教学部重新开放。"}
    assert reopen(made.rows(1), comment="录错", by=country.base_next_door).done == []
    assert reopen(made.rows(1), comment="技能成绩录错", by=country.base).done == [two]
    assert not Repeat.objects.exists()
    assert Notice.objects.get(title="出科考核已重新开放").account_id == made.residents[1].account_id
    again = of(made, 1)
    assert (again.is_final, again.supervisor_signed_by, again.reopened_for) == (False, "", "技能成绩录错")
    page = client_of(made.residents[1]).get("/logbook/mine/").content.decode()
    assert "52" not in page.partition("出科考核")[2].partition("最近登记")[0].replace("2026", "")
    assert "合格 86.8" in client_of(made.residents[0]).get("/rotation/mine/").content.decode()


@pytest.mark.spec("ROT-08")
def test_a_month_s_leavers_are_scored_in_one_table_and_by_sheet(country: Country) -> None:
    made = department(country)
    least = min(each.stint.half_months for each in made.stays)
    Stint.objects.filter(stay__in=made.stays).update(half_months=least)  # both leave in the same month
    stay, other = made.rows().select_related("stint__resident__training__person").order_by("pk")
    head, address = client_of(made.head), f"/logbook/scores/?month={stay.stint.ends_on:%Y-%m}"
    name = stay.stint.resident.training.person.name
    assert name in head.get(address).content.decode()
    assert name not in head.get("/logbook/scores/?month=2031-01").content.decode()
    outside = country.actor(made.ward.departments[1], Role.DEPARTMENT_HEAD)
    assert name not in client_of(outside).get(address).content.decode()
    fields = {f"theory-{stay.pk}": "85", f"skill-{stay.pk}": "120", f"daily-{stay.pk}": "", f"comment-{stay.pk}": ""}
    beside = {f"{key}-{other.pk}": "" for key in ("skill", "daily", "comment")}
    bad = head.post(address, {**fields, **beside, f"theory-{other.pk}": "77"})
    assert (bad.status_code, "技能考核应在 0–100 之间，现为 120" in bad.content.decode()) == (422, True)
    assert not EndOfRotationAssessment.objects.filter(stay=stay).exists()
    assert f'name="theory-{other.pk}" value="77"' in bad.content.decode()  # saved, and sent again with the next save
    assert head.post(address, {**fields, f"skill-{stay.pk}": "90.5"}).status_code == 302
    assert (of(made).theory, of(made).skill, of(made).daily) == (Decimal(85), Decimal("90.5"), None)
    row = {"name": name, "starts_on": stay.stint.starts_on, "theory": None, "daily": Decimal(70)}
    nobody = {**row, "starts_on": date(2030, 1, 1)}
    assert resolve_scores([row], by=made.head).existing[0]["theory"] == Decimal(85)
    outcome = import_scores([row, nobody, row], by=made.head)
    assert (outcome.done, outcome.records) == ([0], {0: stay.pk})
    assert "没有找到该学员" in outcome.refused[1]
    assert "重复" in outcome.refused[2]
    assert (of(made).theory, of(made).daily, of(made).total) == (Decimal(85), Decimal(70), Decimal("82.7"))
    assert import_scores([row], by=outside).done == []
    assert not save_scores(made.rows(), {stay.pk: GOOD, other.pk: GOOD}, by=outside).done
    assert not save_scores(made.rows(), {stay.pk: GOOD, other.pk: GOOD}, by=made.residents[0]).done


@pytest.mark.spec("ROT-08")
def test_a_base_sets_its_weights_from_a_day_on_and_sees_the_exits(country: Country) -> None:
    made = department(country, 1)
    base = client_of(country.base)
    form = {"theory_weight": "30", "skill_weight": "40", "daily_weight": "40", "pass_mark": "60"}
    wrong = base.post("/logbook/rules/", {**form, "valid_from": f"{localdate()}"})
    assert (wrong.status_code, "合计应为 100%" in wrong.content.decode()) == (422, True)
    right = {**form, "daily_weight": "30", "pass_mark": "70", "valid_from": f"{localdate()}"}
    assert base.post("/logbook/rules/", right).status_code == 302
    assert AssessmentRule.objects.get().pass_mark == Decimal(70)
    scored(made, {**GOOD, "theory": Decimal(60), "skill": Decimal(60)})
    assert "待带教签字" in client_of(made.head).get("/rotation/department/").content.decode()
    sign(made.rows(), by=made.teacher)
    page = client_of(made.head).post(
        "/logbook/assessments/", {"do": "logbook.signed_for_department", "ids": [made.stays[0].pk]}, follow=True
    )
    assert "不合格，须重轮 66" in page.content.decode()
    assert "不合格，须重轮 66" in base.get("/logbook/assessments/?outcome=failed").content.decode()
