"""From the last day in a department to the verdict of the year (FAC-09, FAC-04)."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.faculty import department, head
from tests.factories.ratings import answer, taught
from tests.once import undone
from xinglin.domains.faculty.models import YearVerdict
from xinglin.domains.faculty.queries.supervisors import judged
from xinglin.domains.ratings.actions.counting import confirm_results, count_answers
from xinglin.domains.ratings.actions.setup import set_questionnaires, set_rules
from xinglin.domains.ratings.enums import USUAL_ITEMS
from xinglin.domains.ratings.models import Ballot, Box, Given, RatingRule, Result
from xinglin.domains.ratings.queries.asking import questionnaires_for, rules_for, waiting_stays
from xinglin.domains.ratings.queries.results import boxes_visible_to, own_results, results_visible_to
from xinglin.domains.ratings.rules.counting import Answer, publishable, sums, verdict, whole
from xinglin.domains.ratings.tasks import count_closed_years
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.kit import calendar
from xinglin.kit.calendar import CHINA

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FAC-09")]
LAST = datetime(YEAR + 1, 1, 31, 23, tzinfo=CHINA)
CLOSED = datetime(YEAR + 1, 2, 1, 3, tzinfo=CHINA)


@pytest.mark.spec("FAC-04")
def test_a_closed_year_is_shown_above_the_minimum_alone_and_confirmed_as_its_verdict(country: Country) -> None:
    made = taught(country, [0, 0, 0, 0, 0, 0, 1])
    chief, supervisor = head(country, made.unit), made.teacher()
    assert [len(waiting_stays(actor)) for actor in made.residents] == [1] * 7
    for place, actor in enumerate(made.residents):
        assert answer(actor, 2 if place else 5, "  很少查房  " if place == 1 else "").done == [0]
    assert waiting_stays(made.residents[0]) == []
    with time_machine.travel(LAST):
        boxes = Box._base_manager.all()
        assert count_answers(boxes, by=country.base).refused == {
            boxes.get().pk: f"{YEAR} 年度的评价 {YEAR + 1}-01-31 截止，之后才能汇总。"
        }
        count_closed_years()
        assert not results_visible_to(country.base).exists()
        assert not boxes_visible_to(country.base).exists()
    with time_machine.travel(CLOSED):
        assert not count_answers(boxes, by=country.base_next_door).done
        count_closed_years()
        row = Result._base_manager.get()  # one answer about the other supervisor is shown to nobody, for ever
        assert (row.supervisor, row.answers, row.mean, row.means, row.words) == (
            made.supervisors[0],
            6,
            Decimal("2.50"),
            [Decimal("2.50")] * 8,
            ["很少查房"],
        )
        assert (Ballot.objects.count(), Given._base_manager.count()) == (0, 0)
        box = boxes_visible_to(chief).get()
        assert (box.asked, box.answered, box.mean) == (7, 7, None)  # or the seventh answer could be reckoned from it
        assert count_answers(boxes, by=country.base).refused == {
            box.pk: f"{YEAR} 年度已于 {YEAR + 1}-02-01 汇总，结果不再改变。"
        }
        seen = [results_visible_to(by).count() for by in (country.base, chief, country.reviewer)]
        other = head(country, department(country, "呼吸内科"), "hxk_zhuren")
        hidden = [results_visible_to(by).count() for by in (country.base_next_door, other, made.residents[0])]
        assert (seen, hidden) == ([1, 1, 1], [0, 0, 0])
        assert (own_results(supervisor).count(), own_results(made.teacher(1)).count()) == (1, 0)
        assert not confirm_results(Result._base_manager.all(), by=country.base_next_door).done
        assert confirm_results(Result._base_manager.all(), by=country.base).done == [row.pk]
        assert confirm_results(Result._base_manager.all(), by=country.base).refused == {
            row.pk: f"已由 {country.base.name} 确认，无需再办理。"
        }
        found = YearVerdict._base_manager.get()
        assert (found.supervisor, found.year, found.result, found.answers) == (made.supervisors[0], YEAR, "poor", 6)
        assert judged([made.supervisors[0]])[made.supervisors[0].pk][3].figures == f"{YEAR} 年度不合格，共 1 年"


def test_one_rates_once_what_one_has_left_while_the_year_is_open(country: Country) -> None:
    made = taught(country, [0, 0])
    first, second = made.residents
    assert answer(first, [4] * 7).refused == {0: "评价表共 8 项，每一项都要选择，请补充。"}
    assert answer(first, [6] * 8).refused == {0: "评价表共 8 项，每一项都要选择，请补充。"}
    assert answer(first, 4, "好" * 201).refused == {0: "意见和建议有 201 个字，最多 200 个字，请精简。"}
    stay = waiting_stays(second)[0]
    assert answer(first, stay=stay.pk).refused == {0: "没有找到该段轮转，可能不是您本人的轮转，请刷新后再试。"}
    assert not Box._base_manager.exists()
    assert answer(first).done == [0]
    assert answer(first, 1).refused == {0: "这段轮转已经评价过，每段轮转只评价一次，提交后不能查看或修改。"}
    with time_machine.travel(LAST):
        assert len(waiting_stays(second)) == 1
    with time_machine.travel(CLOSED):
        assert waiting_stays(second) == []
        assert answer(second).refused == {0: f"{YEAR} 年度的评价已于 {YEAR + 1}-01-31 截止。"}
    assert Ballot.objects.count() == 1
    stay.stint.teaching.delete()
    assert waiting_stays(second) == []


def test_figures_are_exact_and_hide_what_would_tell_of_too_few() -> None:
    def said(*numbers: int) -> list[Answer]:
        return [Answer(who, (3, 4), "") for who, number in enumerate(numbers) for _ in range(number)]

    def seen(*numbers: int, people: dict[int, int] | None = None) -> tuple[list[int], Decimal | None]:
        found = sums(said(*numbers))
        shown = publishable(found, people or dict(enumerate(numbers)), 5)
        return list(shown), whole(found, shown, 5)

    mean = Decimal("3.50")
    assert seen(5) == ([0], mean)
    assert seen(4) == ([], None)
    assert seen(4, 1) == ([], mean)  # five together, none of them alone
    assert seen(5, 4) == ([0], None)  # the whole less the one would be the other four
    assert seen(5, 5, 3, 2) == ([0, 1], mean)
    assert seen(6, people={0: 4}) == ([], mean)  # six answers of four people, who came twice
    mark = Decimal("3.00")
    assert verdict([(24, 1, 8)], mark) == "good"
    assert verdict([(239, 10, 8)], mark) == "poor"  # 2.9875
    assert verdict([(2999, 125, 8)], mark) == "poor"  # 2.999 is shown as 2.99
    assert verdict([(10, 5, 2), (200, 20, 2)], mark) == "good"  # 4.20 over both departments, 1.00 in one
    one = sums([Answer(1, (5, 1), "甲"), Answer(1, (4, 1), "乙")])[1]
    assert (one.means(), one.mean(), sorted(one.shuffled())) == (
        [Decimal("4.50"), Decimal("1.00")],
        Decimal("2.75"),
        ["乙", "甲"],
    )


def test_questions_and_figures_hold_from_a_year_that_has_not_begun(country: Country) -> None:
    admin = country.actor(country.province, Role.PROVINCE_ADMIN)
    place, year = (country.hospital.pk, country.province.pk), calendar.today().year
    started = f"{year} 年度已经开始，住院医师按已公布的评价表和规则评价，请从 {year + 1} 年度或以后启用。"
    items = ["教学查房", "技能指导", "病历修改"]
    assert set_questionnaires([{"first_year": year, "items": items}], by=country.base).refused == {0: started}
    few = set_questionnaires([{"first_year": year + 1, "items": items[:2]}], by=country.base)
    assert few.refused == {0: "评价项目应有 3 至 20 项，现为 2 项，请修改。"}
    for by, first, asked in ((admin, year + 1, items), (country.base, year + 2, items[::-1])):
        assert set_questionnaires([{"first_year": first, "items": asked}], by=by).done == [0]
    found = questionnaires_for((*place, year + later) for later in range(4))
    assert [found[place[0], year + later].items for later in range(4)] == [
        list(USUAL_ITEMS),
        items,
        items[::-1],
        items[::-1],
    ]
    figures: dict[str, Any] = {"minimum": 8, "pass_mark": Decimal("3.60"), "closing_days": 10}
    assert set_rules([{"first_year": year, **figures}], by=admin).refused == {0: started}
    assert set_rules([{"first_year": year + 1, **figures}], by=admin).done == [0]
    provinces = (country.province.pk, country.other_province.pk)
    assert [rules_for([(each, year + 1)])[each, year + 1].minimum for each in provinces] == [8, 5]
    for refused in (
        lambda: set_rules([{"first_year": year + 1, **figures}], by=country.base),
        lambda: set_questionnaires([{"first_year": year + 1, "items": items}], by=country.reviewer),
    ):
        with pytest.raises(Refused):
            refused()
    with pytest.raises(IntegrityError), transaction.atomic():
        RatingRule.objects.filter(province=country.province).update(minimum=2)


def test_the_pages_from_the_phone_to_the_workbook(country: Country) -> None:
    made = taught(country, [0] * 5)
    name = made.supervisors[0].person.name
    with undone(), time_machine.travel(CLOSED):  # a department of which nobody says anything stands there, once
        count_closed_years()
        count_closed_years()
        box = boxes_visible_to(country.base).get()
        assert (box.department, box.asked, box.answered, box.mean) == (made.unit, 5, 0, None)
        assert "0 / 5（0%）" in client_of(country.base).get("/ratings/departments/").content.decode()
    mine, other = client_of(made.residents[0]), client_of(made.residents[1])
    assert name in mine.get("/ratings/mine/").content.decode()
    assert "待评价的带教老师" in mine.get("/").content.decode()
    address = f"/ratings/mine/{waiting_stays(made.residents[0])[0].pk}/"
    assert other.get(address).status_code == 404
    assert "至少 5 人评价才显示" in mine.get(address).content.decode()
    sent = {f"item_{place}": "4" for place in range(8)}
    wrong = mine.post(address, {**sent, "item_3": "", "words": "好"})
    assert (wrong.status_code, "请选择一档" in wrong.content.decode()) == (422, True)
    assert mine.post(address, {**sent, "words": "教学查房多"}, follow=True).redirect_chain == [("/ratings/mine/", 302)]
    again = mine.get(address).content.decode()
    assert ("这段轮转已经评价过" in again, "教学查房多" in again) == (True, False)
    for actor in made.residents[1:]:
        answer(actor)
    base = client_of(country.base)
    assert name not in base.get("/ratings/results/").content.decode()
    with undone(), time_machine.travel(CLOSED):
        count_closed_years()
        base, row = client_of(country.base), Result._base_manager.get()
        assert name in base.get("/ratings/results/?state=waiting").content.decode()
        book = BytesIO(b"".join(base.post("/ratings/results/", {"do": "export"}).streaming_content))
        assert next(load_workbook(book).worksheets[0].iter_rows(min_row=2, values_only=True))[:5] == (
            name,
            made.unit.name,
            YEAR,
            5,
            4,
        )
        assert "教学查房多" in base.get(f"/ratings/results/{row.pk}/").content.decode()
        assert "教学查房多" in client_of(made.teacher()).get("/ratings/own/").content.decode()
        province = client_of(country.reviewer).get(f"/ratings/results/{row.pk}/").content.decode()
        assert (name in province, "教学查房多" in province) == (True, False)
        assert "4.00" in client_of(country.reviewer).get("/ratings/departments/").content.decode()
        assert client_of(country.base_next_door).get(f"/ratings/results/{row.pk}/").status_code == 404
        assert "已评定" in base.get("/ratings/statistics/").content.decode()
