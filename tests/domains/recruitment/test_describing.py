"""Registration, and 学员信息维护 in four parts (REC-10 to REC-13, REC-43, PLT-16)."""

from datetime import date
from typing import Any

import pytest

from tests.engines.test_notices_pages import client_of
from tests.factories.applying import EMPLOYER, complete, profile, registered, row_of
from tests.factories.country import YEAR, Country
from tests.walk import TRAINING, base_of, opened, resident, walk
from xinglin.demo.people import fake_people
from xinglin.domains.people.models import Education, Person
from xinglin.domains.people.public import open_people, save_educations
from xinglin.domains.recruitment.actions.describing import open_applicants, save_education, save_work
from xinglin.domains.recruitment.models import Applicant, Employment
from xinglin.domains.recruitment.reactions.applying import KNOWN
from xinglin.domains.training.actions import save_trainings
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor, actor_of, memberships_of, system_actor
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused

pytestmark = pytest.mark.django_db


def lacking(actor: Actor) -> dict[str, list[str]]:
    """Part → what is missing there."""
    found: dict[str, list[str]] = {}
    for part, title in profile(actor).gaps():
        found.setdefault(part, []).append(title)
    return found


@pytest.mark.spec("REC-10", "PLT-16")
def test_whoever_registers_has_a_record_with_nothing_in_it(country: Country) -> None:
    actor = registered(3)
    person = Person.objects.get(account=actor.account_id)
    assert (actor.role, actor.unit, person.name) == (Role.APPLICANT, country.nation, actor.name)
    assert Applicant.objects.get().person == person
    assert lacking(actor).keys() == {"identity", "contact", "education", "work"}


@pytest.mark.spec("REC-10")
def test_a_record_without_an_account_is_nobodys_to_register_into(country: Country) -> None:
    row = fake_people(1, start=3, intake_year=YEAR)[0]
    open_people([{**row, "account_id": None}], by=system_actor())
    with pytest.raises(Refused) as refused:
        registered(3)
    assert refused.value.why == KNOWN
    assert Person.objects.get().account is None


@pytest.mark.spec("REC-10")
def test_a_resident_becomes_an_applicant_and_stays_what_he_is(country: Country) -> None:
    (training,) = walk(country, opened(country), "filled")
    browser = client_of(resident(training))
    assert "开通报名身份" in browser.get("/applicant/join/").content.decode()
    for _ in range(2):
        assert browser.post("/applicant/join/").status_code == 302
    held = memberships_of(training.person.account_id or 0)
    assert sorted(each.role for each in held) == [Role.APPLICANT, Role.RESIDENT]
    applicant = actor_of(next(each for each in held if each.role == Role.APPLICANT))
    assert lacking(applicant).keys() == {"contact", "education", "work"}  # what the resident filled in is there
    page = browser.get("/applicant/join/").content.decode()
    assert f'name="identity" value="{applicant.membership_id}"' in page
    browser.post("/identity/", {"identity": applicant.membership_id})
    assert browser.get("/applicant/").status_code == 200
    others = open_applicants([training.person_id], by=resident(*opened(country, start=5)))
    assert not others.done
    assert not others.unchanged


@pytest.mark.spec("REC-11", "REC-12", "REC-13")
def test_complete_when_all_four_parts_are(country: Country) -> None:
    assert lacking(complete(registered(3), 3)) == {}
    assert lacking(complete(registered(4), 4, work=EMPLOYER)) == {}


def levels_of(actor: Actor) -> dict[str, Any]:
    """What the person's entries hold, to be saved anew."""
    rows = Education.objects.filter(person__account=actor.account_id)
    stored = {row.level: {"school": row.school, "is_studying": row.is_studying} for row in rows}
    return {level: stored.get(level) for level in ("associate", "bachelor", "master", "doctor")}


@pytest.mark.spec("REC-12")
@pytest.mark.parametrize(
    ("entries", "first", "bachelor", "highest", "missing"),
    [
        (["bachelor"], "bachelor", "", "bachelor", []),
        (["bachelor"], "", "bachelor", "bachelor", ["标记“第一学历”（专科或本科）"]),
        (["bachelor"], "bachelor", "bachelor", "", ["标记“最高学历”"]),
        (["associate", "bachelor"], "associate", "", "bachelor", ["标记“本科学历”（第一学历为专科的需要）"]),
        (["associate", "bachelor"], "associate", "bachelor", "bachelor", []),
        (["associate"], "associate", "", "associate", ["标记“本科学历”（第一学历为专科的需要）"]),
        (["bachelor", "master"], "bachelor", "", "master", []),
    ],
)
def test_the_marks_say_whether_the_education_is_complete(
    country: Country, entries: list[str], first: str, bachelor: str, highest: str, missing: list[str]
) -> None:
    actor = registered(3)
    levels = {
        level: {"school": "示范医学院"} if level in entries else None for level in ("associate", "bachelor", "master")
    }
    marks = {"first_level": first, "bachelor_level": bachelor, "highest_level": highest}
    save_education(row_of(actor), {row_of(actor).get().pk: {"levels": levels, "marks": marks}}, by=actor).only()
    assert [title for title in lacking(actor)["education"] if "标记" in title] == missing


@pytest.mark.spec("REC-12")
def test_a_mark_that_contradicts_the_entries_is_refused_and_nothing_is_saved(country: Country) -> None:
    actor = complete(registered(3), 3)
    key, before = row_of(actor).get().pk, levels_of(actor)
    levels = {**before, "associate": {"school": "示范卫生学校"}, "bachelor": {"school": "另一所医学院"}}
    marks = {"first_level": "bachelor", "bachelor_level": "bachelor", "highest_level": "bachelor"}
    outcome = save_education(row_of(actor), {key: {"levels": levels, "marks": marks}}, by=actor)
    assert outcome.refused[key].startswith("“第一学历”应标记在最早的学历上：您填写了专科学历。")
    assert levels_of(actor) == before
    row_of(actor).update(highest_level="bachelor")
    person = profile(actor).record.person.pk
    save_educations(Person.objects.filter(pk=person), {person: {**before, "master": {"school": "某校"}}}, by=actor)
    assert "“最高学历”应标记在最高的学历上：您填写了硕士学历。" in lacking(actor)["education"]
    levels = {**before, "associate": None, "bachelor": None, "master": None, "doctor": None}
    marks = {"first_level": "", "bachelor_level": "", "highest_level": ""}
    save_education(row_of(actor), {key: {"levels": levels, "marks": marks}}, by=actor).only()
    assert lacking(actor)["education"] == ["至少一段学习经历"]


@pytest.mark.spec("REC-13")
def test_one_present_employer_at_most_and_none_without_work(country: Country) -> None:
    actor = registered(3)
    key = row_of(actor).get().pk
    other = {**EMPLOYER, "employer_name": "邻县医院"}
    outcome = save_work(row_of(actor), {key: {"has_employer": True, "entries": [EMPLOYER, other]}}, by=actor)
    why = "“示范县人民医院”和“邻县医院”都标记为当前所在单位，只能有一个，请修改。"
    assert outcome.refused == {key: why}
    past = {**other, "is_current": False, "ends_on": date(2023, 1, 1)}
    outcome = save_work(row_of(actor), {key: {"has_employer": True, "entries": [EMPLOYER, past]}}, by=actor)
    assert outcome.refused == {key: "结束日期 2023-01-01 早于开始日期 2024-08-01，请核对。"}
    past["starts_on"] = date(2022, 1, 1)
    save_work(row_of(actor), {key: {"has_employer": True, "entries": [EMPLOYER, past]}}, by=actor).only()
    first, second = Employment.objects.order_by("pk")
    # The two change their parts: the constraint never sees two present ones.
    swapped = [
        {**EMPLOYER, "pk": first.pk, "is_current": False, "ends_on": date(2025, 1, 1)},
        {**other, "pk": second.pk, "is_current": True},
    ]
    save_work(row_of(actor), {key: {"has_employer": True, "entries": swapped}}, by=actor).only()
    assert [row.is_current for row in Employment.objects.order_by("pk")] == [False, True]
    assert save_work(row_of(actor), {key: {"has_employer": True, "entries": swapped}}, by=actor).unchanged == [key]
    save_work(row_of(actor), {key: {"has_employer": False, "entries": swapped}}, by=actor).only()
    assert not Employment.objects.exists()


@pytest.mark.spec("REC-11")
def test_another_applicants_parts_are_not_there(country: Country) -> None:
    mine, other = complete(registered(3), 3), registered(4)
    key = row_of(mine).get().pk
    outcome = save_work(row_of(mine), {key: {"has_employer": False, "entries": []}}, by=other)
    assert not outcome.done
    assert not outcome.unchanged
    employment = {**EMPLOYER, "pk": 0}
    mine_too = complete(registered(5), 5, work=EMPLOYER)
    stolen = Employment.objects.get(applicant=row_of(mine_too).get())
    employment["pk"], employment["employer_name"] = stolen.pk, "改写他人"
    key = row_of(other).get().pk
    save_work(row_of(other), {key: {"has_employer": True, "entries": [employment]}}, by=other).only()
    stolen.refresh_from_db()
    assert stolen.employer_name == EMPLOYER["employer_name"]


@pytest.mark.spec("REC-43")
@pytest.mark.parametrize(("category", "is_fixed"), [("COMPANY", True), ("ENTRUST", True), ("SOCIAL", False)])
def test_the_employer_of_who_is_sent_stays_everything_else_may_change(
    country: Country, category: str, is_fixed: bool
) -> None:
    (training,) = walk(country, opened(country), "filled")
    values = {**TRAINING, "resident_category": category}
    if is_fixed:
        values |= {"employer_name": "示范县人民医院", "is_military_employer": True}
    assert save_trainings(Training.objects.all(), {training.pk: values}, by=base_of(country, training)).done
    open_applicants([training.person_id], by=resident(training))
    held = memberships_of(training.person.account_id or 0)
    actor = actor_of(next(each for each in held if each.role == Role.APPLICANT))
    key = row_of(actor).get().pk
    save_work(row_of(actor), {key: {"has_employer": True, "entries": [EMPLOYER]}}, by=actor).only()
    row = Employment.objects.get()
    moved = {**EMPLOYER, "pk": row.pk, "post": "住院医师"}
    save_work(row_of(actor), {key: {"has_employer": True, "entries": [moved]}}, by=actor).only()
    for entries in ([{**moved, "employer_name": "邻县医院"}], []):
        outcome = save_work(row_of(actor), {key: {"has_employer": bool(entries), "entries": entries}}, by=actor)
        if is_fixed:
            assert "请由培训基地办理“学员信息变更申请”" in outcome.refused[key]
            assert Employment.objects.get().employer_name == EMPLOYER["employer_name"]
        else:
            assert outcome.done == [key]


@pytest.mark.spec("REC-11")
def test_the_pages_of_the_four_parts(country: Country) -> None:
    actor = registered(3)
    browser = client_of(actor)
    for part in ("", "identity/", "contact/", "education/", "employment/"):
        assert browser.get(f"/applicant/{part}").status_code == 200, part
    revision = profile(actor).revision
    sent = {"revision": revision, "has_employer": "1", "entry0-present": "on", "entry0-starts_on": "2024-08-01"}
    answer = browser.post("/applicant/employment/", sent)
    assert answer.status_code == 422
    assert "请填写工作单位名称" in answer.content.decode()
    sent |= {"entry0-employer_name": "示范县人民医院", "entry0-is_current": "1"}
    assert browser.post("/applicant/employment/", sent).status_code == 302
    assert Employment.objects.get().employer_name == "示范县人民医院"
    stale = browser.post("/applicant/employment/", sent)  # an older page
    assert stale.status_code == 422
    assert "刚才已在另一处保存过" in stale.content.decode()
    assert Employment.objects.count() == 1
    marks = {"bachelor-attended": "on", "master-attended": "on", "marks-bachelor-highest_level": "on"}
    marks["revision"] = str(profile(actor).revision)
    answer = browser.post("/applicant/education/", marks | {"marks-master-highest_level": "on"})
    assert "“最高学历”只能标记一段学历，现在标记了本科、硕士。" in answer.content.decode()
    assert not Education.objects.exists()
