"""«我的数据»: everything stored, who looked, files to take along, a correction asked for and answered (PLT-102)."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.engines.test_notices_pages import client_of
from tests.factories.assessment import finished, institution, physician_actor, province_admin
from tests.factories.country import Country
from tests.factories.faculty import enlisted, person_of
from tests.walk import opened, resident, walk
from xinglin.domains.assessment.models import Enrolment
from xinglin.domains.assessment.public import publish
from xinglin.domains.people.actions import accept_corrections, ask_corrections, decline_corrections
from xinglin.domains.people.models import Correction, Person
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.notices.models import Notice
from xinglin.engines.notices.todos import todos_for
from xinglin.engines.review.actions import reveal

pytestmark = pytest.mark.spec("PLT-102")


@pytest.fixture
def training(country: Country) -> Training:
    """A reported record, whom nobody has looked at yet."""
    cache.clear()
    return walk(country, opened(country), "reported")[0]


def ask(browser: Client, text: str = "本科毕业年月应为 2026-06", part: str = "education") -> Client:
    return browser.post("/my-data/", {"part": part, "text": text})


def test_everything_stored_is_shown_masked(country: Country, training: Training) -> None:
    page = client_of(resident(training)).get("/my-data/")
    text, person = page.content.decode(), training.person
    for words in ("基本信息", "本科", "证书信息", "培训信息（2026 级 示范医院）", "账号", "上传的文件", "sample.jpg"):
        assert words in text
    assert person.document_masked in text
    assert person.document_number not in text
    assert (person.mobile or "?") not in text
    assert "no-store" in page.headers["Cache-Control"]
    assert "还没有人看过" in text
    assert "毕业院校名称" in text
    assert "&lt;本科&gt;" not in text  # the heading of the group says it once


def test_the_files_hold_everything_unmasked_and_are_noted(country: Country, training: Training) -> None:
    browser, person = client_of(resident(training)), training.person
    told = json.loads(b"".join(browser.get("/my-data/my-data.json").streaming_content))["信息"]
    assert {"项目": "身份证件号码", "内容": person.document_number} in told["基本信息"]
    assert {"项目": "手机号码", "内容": person.mobile} in told["账号"]
    assert {"项目": "培训专业", "内容": "内科"} in told["培训信息（2026 级 示范医院）"]
    book = load_workbook(BytesIO(b"".join(browser.get("/my-data/my-data.xlsx").streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert ("基本信息", "身份证件号码", person.document_number) in rows
    downloads = AuditEntry.objects.filter(action="people.own_data_downloaded").order_by("pk")
    assert [each.details for each in downloads] == [{"form": "json"}, {"form": "xlsx"}]


def test_who_looked_and_when_is_told(country: Country, training: Training) -> None:
    base, reviewer = client_of(country.base), client_of(country.reviewer)
    base.get(f"/training/{training.pk}/")
    base.get(f"/training/{training.pk}/history/")  # the same look
    reviewer.get(f"/training/reviews/{training.pk}/")
    reveal(Training.objects.filter(pk=training.pk), reason="核对身份信息", by=country.reviewer)
    base.post("/training/intake/", {"do": "export", "all": "1"})
    client_of(resident(training)).get("/resident/")
    other = walk(country, opened(country, start=9), "filled", start=9)[0]
    base.get(f"/training/{other.pk}/")
    told = json.loads(b"".join(client_of(resident(training)).get("/my-data/my-data.json").streaming_content))
    looks = [(each["单位"], each["身份"], each["方式"], each["理由"]) for each in told["查看记录"]]
    assert looks == [
        ("示范医院", "教学部", "导出", ""),
        ("北京市", "省级审核员", "审核时查看完整号码", "核对身份信息"),
        ("北京市", "省级审核员", "查看记录", ""),
        ("示范医院", "教学部", "查看记录", ""),
    ]
    text = client_of(resident(training)).get("/my-data/").content.decode()
    assert "共 4 次" in text


def taken_along(actor: Actor) -> dict[str, Any]:
    """What the file holds."""
    return json.loads(b"".join(client_of(actor).get("/my-data/my-data.json").streaming_content))


@pytest.mark.spec("ASM-40")
def test_a_physician_finds_his_registration_and_assessments_but_no_result_before_its_publication(
    country: Country,
) -> None:
    cache.clear()
    (mine,) = finished(country)
    doctor, office = physician_actor(mine.physician), client_of(institution(country))
    office.get(reverse("assessment:record", args=[mine.pk]))
    told = taken_along(doctor)
    facts = told["信息"]
    assert {"项目": "身份证件号码", "内容": mine.physician.person.document_number} in facts["基本信息"]
    assert {"项目": "机构", "内容": "示范医院"} in facts["执业注册"]
    assert {"执业信息", "执业经历"} <= {title.partition("（")[0] for title in facts}
    assert "考核结果" not in facts
    assert [(each["单位"], each["方式"]) for each in told["查看记录"]] == [("示范医院", "查看记录")]
    publish(Enrolment._base_manager.filter(pk=mine.pk), by=province_admin(country)).only()
    assert taken_along(doctor)["信息"]["考核结果"] == [{"项目": str(mine.cycle), "内容": "合格"}]


@pytest.mark.spec("FAC-02")
def test_a_supervisor_finds_what_the_base_keeps_of_him(country: Country) -> None:
    cache.clear()
    (row,) = enlisted(country)
    client_of(country.base).get(reverse("faculty:supervisor", args=[row.pk]))
    told = taken_along(person_of(row))
    assert {"项目": "医院", "内容": "示范医院"} in told["信息"]["师资信息（示范医院）"]
    assert {"项目": "身份证件号码", "内容": row.person.document_number} in told["信息"]["基本信息"]
    assert [(each["单位"], each["方式"]) for each in told["查看记录"]] == [("示范医院", "查看记录")]


def test_an_account_of_an_organisation_sees_its_own(country: Country, training: Training) -> None:
    text = client_of(country.base).get("/my-data/").content.decode()
    assert "示范医院教学部" in text
    assert training.person.name not in text
    assert "申请更正" not in text
    assert client_of(country.base).post("/my-data/", {"part": "basic", "text": "x"}).status_code == 404


def test_a_correction_is_asked_for_and_answered(country: Country, training: Training) -> None:
    browser = client_of(resident(training))
    assert ask(browser).status_code == 302
    asked = Correction.objects.get()
    assert (asked.institution, asked.state, asked.text) == (country.hospital, "open", "本科毕业年月应为 2026-06")
    waiting = [(todo.title, todo.count) for todo in todos_for(country.base)]
    assert ("待答复的更正申请", 1) in waiting
    text = client_of(country.base).get("/people/corrections/").content.decode()
    assert training.person.name in text
    assert "本科毕业年月应为 2026-06" in text
    assert accept_corrections(Correction.objects.all(), comment="已按毕业证书更正。", by=country.base).done == [
        asked.pk
    ]
    assert "待答复的更正申请" not in {todo.title for todo in todos_for(country.base)}
    text = browser.get("/my-data/").content.decode()
    assert "已按毕业证书更正。" in text
    assert "已更正" in text
    assert Notice.objects.get(title="更正申请有答复：已更正").account_id == training.person.account_id
    again = decline_corrections(Correction.objects.all(), comment="不", by=country.base)
    assert again.refused == {asked.pk: "这个申请已由 示范医院教学部 答复（已更正），不用再办理。"}
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("made", "已按毕业证书更正。")


def test_what_is_missing_or_too_much_is_told(country: Country, training: Training) -> None:
    browser = client_of(resident(training))
    answer = ask(browser, text="")
    assert answer.status_code == 422
    assert "请写明哪一项不对、应该是什么。" in answer.content.decode()
    assert "请选择要更正的内容。" in ask(browser, part="").content.decode()
    for _ in range(5):
        assert ask(browser).status_code == 302
    answer = ask(browser, text="第六个")
    assert "您已有 5 个申请等待答复" in answer.content.decode()
    assert "第六个" in answer.content.decode()
    assert Correction.objects.count() == 5


def test_strangers_see_and_answer_nothing(country: Country, training: Training) -> None:
    ask(client_of(resident(training)))
    assert training.person.name not in client_of(country.base_next_door).get("/people/corrections/").content.decode()
    assert accept_corrections(Correction.objects.all(), comment="x", by=country.base_next_door).done == []
    for role in (Role.DEPARTMENT_HEAD, Role.SUPERVISOR):
        assert client_of(country.actor(country.hospital, role)).get("/people/corrections/").status_code == 403
    other = walk(country, opened(country, start=9), "filled", start=9)[0]
    assert "本科毕业年月应为" not in client_of(resident(other)).get("/my-data/").content.decode()
    mine = Person.objects.filter(pk=training.person_id)
    assert ask_corrections(mine, institution=country.hospital.pk, part="basic", text="x", by=resident(other)).done == []
    elsewhere = ask_corrections(mine, institution=country.next_door.pk, part="basic", text="x", by=resident(training))
    assert list(elsewhere.refused.values()) == ["更正申请只能交给您所在的培训基地，请刷新页面后再试。"]
    assert Correction.objects.count() == 1
