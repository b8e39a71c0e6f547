"""A list for the tests over training records, with an action that refuses some of them."""

from typing import Any

from django.db.models import QuerySet
from django.forms import CharField, Form
from django.urls import path

from config import urls
from config.urls import handler404  # noqa: F401 -- of this root
from tests.factories.country import Country
from xinglin.demo.people import fake_people
from xinglin.domains.people.public import Person
from xinglin.domains.reference.public import Specialty
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.rights import RIGHTS, right
from xinglin.engines.access.roles import AUTHORITIES, Role
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, action, actions
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import LISTS, Bulk, Link, List, RowLink
from xinglin.engines.lists.views import list_view
from xinglin.kit.pinyin import of_name

VIEW = right("tests.view", "查看学员", AUTHORITIES, Role.BASE_ADMIN)
CHANGE = right("tests.change", "办理学员", Role.BASE_ADMIN)
WHOLE = right("tests.whole", "导出完整号码", AUTHORITIES)
STATES = {"training": "在培", "withdrawn": "退培"}
TONES = {"training": "blue", "withdrawn": "red"}
closed: list[str] = []  # a test puts a sentence in: the window is closed


def trainees(actor: Actor) -> "QuerySet[Training]":
    return visible(Training, actor, VIEW).select_related("person", "specialty", "institution")


def case_state(row: Training) -> tuple[str, str]:
    return (row.case.state if row.case else "", "blue")


@action("tests.noted", "登记")
def note(trainings: "QuerySet[Training]", *, by: Actor, comment: str = "") -> Outcome:
    """Whoever has withdrawn is refused."""
    rows = claim(trainings, by, CHANGE, "person")
    outcome = Outcome.judged((t.pk, "已退培，不能登记。" if t.status == "withdrawn" else None) for t in rows)
    Training.objects.filter(pk__in=outcome.done).update(other_category=comment or "已登记")
    return outcome


NOTE = Bulk(title="登记", action=note, right=CHANGE, why=lambda actor: closed[0] if closed else None)
TRAINEES = List(
    key="tests-trainees",
    url="trainees",
    title="学员名单",
    right=VIEW,
    rows=trainees,
    columns=(
        c.Show(
            "name", "姓名", at="person__name", sort="person__pinyin", fixed=True, link=lambda row: f"/trainee/{row.pk}/"
        ),
        c.Tag("status", "培训状态", labels=STATES, tones=TONES),
        c.Progress("completeness", "完整度"),
        c.Number("intake_year", "招收年份"),
        c.Show("specialty", "培训专业", at="specialty__name", sort="specialty__code"),
        c.Masked(
            "document_number",
            "证件号码",
            at="person__document_masked",
            plain="person__document_number",
            reveal=VIEW,
            whole_export=WHOLE,
        ),
        c.YesNo("is_rural_order", "定向生", chosen=False),
        c.Day("starts_on", "开始日期", chosen=False),
        c.Moment("created_at", "建档时间", chosen=False),
        c.Coded("cultivation_type", "培养类型", {"A": "甲类"}, chosen=False),
        c.Show("licence", "执业证书", at="person__licence__practice_number", sort=(), chosen=False),
        c.Show("site", "协同单位", at=lambda row: row.site and row.site.name, reads=("site__name",), chosen=False),
        c.Tag(
            "case", "审核", tag=lambda row: (row.case.state if row.case else "", "blue"), needs=("case",), chosen=False
        ),
    ),
    filters=(
        f.Exact("intake_year", "招收年份", [(2025, "2025"), (2026, "2026")]),
        f.Pick("specialty", "培训专业", lambda: [(s.pk, s.name) for s in Specialty.objects.all()]),
        f.Name(of="person"),
        f.Where("state", "状态", {"in": ("在培", f.Q(status="training")), "out": ("退培", f.Q(status="withdrawn"))}),
        f.Document("document_number", "证件号码", column="person__document"),
        f.YesNo("is_rural_order", "定向生"),
        f.Days("starts_on", "开始日期"),
        f.Range("completeness", "完整度"),
        f.Contains("employer", "单位", at=("employer_name", "institution__name")),
    ),
    bulk=(NOTE,),
    row_actions=(RowLink(title="编辑", url=lambda row: f"/trainee/{row.pk}/edit/", right=CHANGE), NOTE),
    links=(Link(title="新增学员", url=lambda actor: "/trainees/new/", right=CHANGE, tone="primary"),),
    order=("-intake_year", "-pk"),
    cards=True,
    empty="请先导入学员。",
)
ASKING = List(
    key="tests-asking",
    url="asking",
    title="学员名单",
    right=VIEW,
    rows=trainees,
    columns=TRAINEES.columns[:1],
    bulk=(Bulk(title="登记说明", action=note, right=CHANGE, opinion="说明", confirm="将写入说明。"),),
)


class Wording(Form):
    """What is asked before a bulk action."""

    comment = CharField(label="登记内容", max_length=5)


FORMED = List(
    key="tests-formed",
    url="formed",
    title="学员名单",
    right=VIEW,
    rows=trainees,
    columns=TRAINEES.columns[:1],
    bulk=(Bulk(title="填表登记", action=note, right=CHANGE, form=Wording),),
)
DECLARED = {listing.key: LISTS.pop(listing.key) for listing in (TRAINEES, ASKING, FORMED)}  # known in this folder alone
del RIGHTS[VIEW.key], RIGHTS[CHANGE.key], RIGHTS[WHOLE.key], actions()["tests.noted"]
urlpatterns = [
    *urls.urlpatterns,
    path("trainees/", list_view(TRAINEES), name="trainees"),
    path("asking/", list_view(ASKING), name="asking"),
    path("formed/", list_view(FORMED), name="formed"),
]


def enrol(country: Country, unit: Unit, number: int, *, seed: int = 1, **more: Any) -> list[Training]:
    """Invented people in training at a hospital."""
    people = [_person(each) for each in fake_people(number, seed=seed, intake_year=2026)]
    Person.objects.bulk_create(people)
    specialties = list(Specialty.objects.order_by("code")[:3])
    rows = [
        Training(
            person=person,
            institution=unit,
            province=unit.province,
            intake_year=2026,
            specialty=specialties[index % 3],
            completeness=index % 101,
            **more,
        )
        for index, person in enumerate(people)
    ]
    return Training.objects.bulk_create(rows)


def _person(facts: dict[str, Any]) -> Person:
    pinyin = of_name(facts["name"])
    return Person(
        name=facts["name"],
        pinyin=pinyin.full,
        initials=pinyin.initials,
        document_type=facts["document_type"],
        document_number=facts["document_number"],
        mobile=facts["mobile"],
        gender=facts["gender"],
    )
