"""A person's record: what the document decides, what is asked of whom, and what is lacking (REP-20 to REP-24)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.domains.moments import fresh, rows_of
from tests.factories.country import Country
from tests.walk import opened, resident, upload_for, walk
from xinglin.domains.people.fields import BASIC, LICENCE, education
from xinglin.domains.people.forms import BasicForm
from xinglin.domains.people.models import Education, Licence, Person
from xinglin.domains.people.public import EducationLevel, records_of, save_basic, save_educations, save_licence
from xinglin.domains.training.actions import return_personal
from xinglin.domains.training.models import Training
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Refused
from xinglin.engines.fields import clean_row, missing
from xinglin.engines.files.models import Upload


@pytest.fixture
def training(country: Country) -> Training:
    """Opened and nothing else."""
    return opened(country)[0]


def save(action: Any, training: Training, values: dict[str, Any]) -> Any:
    people = Person.objects.filter(pk=training.person_id)
    return action(people, {training.person_id: values}, by=resident(training))


def gaps(training: Training, part: str) -> list[str]:
    person = Person.objects.get(pk=training.person_id)
    return [title for where, title in records_of([person])[person.pk].gaps() if where == part]


@pytest.mark.spec("REP-21")
def test_an_identity_card_decides_the_birth_date_and_proposes_the_sex(training: Training) -> None:
    assert (training.person.birth_date, training.person.gender) == (date(1902, 6, 29), "2")
    save(save_basic, training, {"birth_date": date(1999, 9, 9), "gender": "1"})
    person = fresh(training).person
    assert (person.birth_date, person.gender) == (date(1902, 6, 29), "1")


@pytest.mark.spec("REP-21")
def test_another_document_leaves_both_to_its_holder(country: Country) -> None:
    (training,) = opened(country, start=263)
    assert training.person.document_type == "06"
    assert (training.person.birth_date, training.person.gender) == (None, "")
    save(save_basic, training, {"birth_date": date(1999, 9, 9), "gender": "1"})
    assert fresh(training).person.birth_date == date(1999, 9, 9)


@pytest.mark.spec("REP-21")
def test_the_form_locks_only_a_birth_date_that_is_known() -> None:
    known = BasicForm(initial={"document_type": "01", "birth_date": date(1902, 6, 29)})
    assert known.fields["birth_date"].disabled
    assert not BasicForm(initial={"document_type": "03", "birth_date": date(1902, 6, 29)}).fields["birth_date"].disabled


@pytest.mark.spec("REP-21")
def test_scans_of_the_card_are_asked_of_those_who_have_one() -> None:
    titles = {"身份证正面照(人像页)", "身份证反面照(国徽页)"}
    assert titles < {f.title for f in missing(BASIC, {"document_type": "01"})}
    assert not titles & {f.title for f in missing(BASIC, {"document_type": "03"})}


@pytest.mark.spec("REP-21", "PLT-12")
def test_the_contact_number_is_not_the_log_ins(training: Training) -> None:
    before = Account.objects.get(pk=training.person.account_id).mobile
    save(save_basic, training, {"mobile": "19955556666"})
    assert Person.objects.get(pk=training.person_id).mobile == "19955556666"
    assert Account.objects.get(pk=training.person.account_id).mobile == before != "19955556666"
    assert "我的账号" in BasicForm().fields["mobile"].help_text


@pytest.mark.spec("REP-22")
@pytest.mark.parametrize(
    ("level", "values", "asked"),
    [
        ("associate", {}, ["是否在读", "毕业院校名称", "毕业年月", "所学专业", "学历", "学历证书编号", "全日制与否"]),
        ("bachelor", {"is_studying": True}, ["毕业院校名称", "所学专业", "全日制与否"]),
        ("master", {"is_studying": True}, ["毕业院校名称", "所学专业", "学位类型", "全日制与否"]),
        (
            "doctor",
            {"is_studying": False, "school": "示范医科大学", "major": "内科学", "is_full_time": True},
            ["毕业年月", "学历", "学历证书编号", "学位", "学位证书编号", "学位类型"],
        ),
    ],
)
def test_a_level_asks_what_its_graduate_has(level: str, values: dict[str, Any], asked: list[str]) -> None:
    assert [f.title for f in missing(education(EducationLevel(level)), values)] == asked


@pytest.mark.spec("REP-22")
@pytest.mark.django_db
def test_who_studies_still_has_no_certificates() -> None:
    sent = {
        "is_studying": "是",
        "education_number": "104131202605900000",
        "degree_code": "410",
        "school": "示范医科大学",
    }
    values, refused = clean_row(education(EducationLevel.BACHELOR), sent, partial=True)
    assert refused == {}
    assert (values["education_number"], values["degree_code"], values["school"]) == (None, None, "示范医科大学")


@pytest.mark.spec("REP-22")
def test_levels_are_added_changed_and_taken_away(training: Training) -> None:
    assert gaps(training, "education") == ["至少一段学习经历"]
    both = {"bachelor": {"school": "示范医科大学", "degree_code": "410"}, "master": {"degree_type": "professional"}}
    assert save(save_educations, training, both).done == [training.person_id]
    person = Person.objects.get(pk=training.person_id)
    assert (person.highest_level, person.highest_degree_type) == ("master", "professional")
    assert "<本科>学位证书编号" in gaps(training, "education")
    save(save_educations, training, {"master": None})
    person.refresh_from_db()
    assert (person.highest_level, person.highest_degree, person.highest_degree_type) == ("bachelor", "410", "")
    assert save(save_educations, training, {"master": None}).unchanged == [person.pk]
    assert Education.objects.get().school == "示范医科大学"


@pytest.mark.spec("REP-23")
@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({}, ["医师资格考试"]),
        ({"licensing_exam": "none"}, []),
        ({"licensing_exam": "passed"}, []),
        ({"licensing_exam": "licensed"}, ["医师资格证书编码", "取得时间", "执业类别"]),
        (
            {"licensing_exam": "licensed", "practice_number": "110110000012345"},
            ["医师资格证书编码", "取得时间", "执业类别", "执业地点", "执业范围"],
        ),
        ({"licensing_exam": "failed", "practice_number": "110110000012345"}, []),
    ],
)
def test_certificates_are_asked_of_those_who_have_them(values: dict[str, Any], asked: list[str]) -> None:
    assert [f.title for f in missing(LICENCE, values)] == asked


@pytest.mark.spec("REP-23")
def test_a_failed_examination_leaves_no_certificate_behind(training: Training) -> None:
    licensed = {"licensing_exam": "licensed", "qualified_on": date(2026, 1, 5), "practice_category": "1"}
    save(save_licence, training, licensed)
    values, refused = clean_row(LICENCE, {**licensed, "licensing_exam": "未通过"}, partial=True)
    assert refused == {}
    save(save_licence, training, values)
    licence = Licence.objects.get(person=training.person_id)
    assert (licence.licensing_exam, licence.qualified_on, licence.practice_category) == ("failed", None, "")


@pytest.mark.spec("REP-20")
def test_what_is_saved_is_saved_half_filled(training: Training) -> None:
    assert save(save_basic, training, {"address": "示范路 1 号"}).done == [training.person_id]
    assert "通讯地址" not in gaps(training, "basic")
    assert "电子邮箱" in gaps(training, "basic")
    assert 0 < fresh(training).completeness < 100


@pytest.mark.spec("REP-20")
def test_saving_the_same_again_changes_nothing(country: Country, training: Training) -> None:
    walk(country, [training], "filled")
    events = {model: model.objects.count() for model in Person.pgh_event_models.values()}
    revision = Person.objects.get(pk=training.person_id).revision
    person = Person.objects.get(pk=training.person_id)
    same = {f.key: getattr(person, f.key) for f in BASIC if not hasattr(person, f"{f.key}_id")}
    assert save(save_basic, training, same).unchanged == [person.pk]
    assert Person.objects.get(pk=person.pk).revision == revision
    assert {model: model.objects.count() for model in events} == events


@pytest.mark.spec("REP-20", "PLT-04")
def test_one_saves_ones_own_record_only(country: Country) -> None:
    mine, other = opened(country, 2)
    for by in (resident(other), country.base, country.reviewer):
        people = Person.objects.filter(pk=mine.person_id)
        assert save_basic(people, {mine.person_id: {"address": "别处"}}, by=by).done == []
    assert Person.objects.get(pk=mine.person_id).address == ""


@pytest.mark.spec("REP-21", "PLT-90")
def test_a_scan_in_the_record_is_kept(training: Training) -> None:
    upload = upload_for(resident(training), "portrait")
    Upload.objects.filter(pk=upload.pk).update(expires_at=timezone.now() + timedelta(days=1))
    save(save_basic, training, {"portrait": upload.uuid})
    assert fresh(training).person.portrait_id == upload.uuid
    assert Upload.objects.get(pk=upload.pk).expires_at is None


@pytest.mark.spec("REP-21", "PLT-04")
def test_a_strangers_scan_is_refused(country: Country) -> None:
    mine, other = opened(country, 2)
    theirs = upload_for(resident(other), "portrait")
    with pytest.raises(Refused) as refused:
        save(save_basic, mine, {"portrait": theirs.uuid, "address": "示范路 1 号"})
    assert refused.value.why == "所选文件不存在或已过期，请重新上传。"
    person = Person.objects.get(pk=mine.person_id)
    assert (person.portrait_id, person.address) == (None, "")


@pytest.mark.spec("REP-24")
def test_the_header_shows_how_far_one_is_and_what_the_base_said(country: Country, training: Training) -> None:
    walk(country, [training], "filled")
    return_personal(rows_of(training), comment="通讯地址请写到门牌号。", by=country.base)
    Account.objects.filter(pk=training.person.account_id).update(password="set")  # activated
    browser = Client()
    account = Account.objects.get(pk=training.person.account_id)
    browser.force_login(account, backend="xinglin.engines.accounts.backends.LoginBackend")
    pages = {name: browser.get(reverse(f"resident:{name}")) for name in ("basic", "educations", "licence")}
    for page in pages.values():
        assert page.context["percent"] == 100
        assert [part["complete"] for part in page.context["parts"]] == [True, True, True]
        assert "通讯地址请写到门牌号。" in page.content.decode()
    save(save_basic, training, {"address": None, "email": None})
    page = browser.get(reverse("resident:basic"))
    assert 80 < page.context["percent"] < 100
    assert page.context["parts"][0]["lacking"] == ["电子邮箱", "通讯地址"]
    assert "通讯地址请写到门牌号。" not in page.content.decode()
