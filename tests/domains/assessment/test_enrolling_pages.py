"""The physician's own pages (ASM-20 to ASM-23)."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.engines.test_notices_pages import client_of
from tests.factories.assessment import (
    STATEMENT,
    basic_information,
    department,
    enrolled,
    filled,
    institution,
    physician_actor,
    physicians,
    submitted,
)
from tests.factories.country import Country
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.models import ChangeRequest, Enrolment
from xinglin.engines.review.actions import return_for_changes


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (answer.status_code, answer.headers)
    return answer.content.decode()


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def post(client: Client, url: str, **values: Any) -> Any:
    """A part as its page sends it."""
    return client.post(url, {"revision": revision(text(client, url)), **values})


@pytest.mark.spec("ASM-20", "ASM-21")
def test_a_physician_fills_in_his_enrolment_part_by_part_and_submits_it(country: Country) -> None:
    (mine,) = enrolled(country)
    place, by = department(country), physician_actor(mine.physician)
    client, own = client_of(by), f"/assessment/own/{mine.pk}"
    assert "定期考核报名待提交" in text(client, "/")
    page = text(client, "/assessment/own/")
    assert "待填报信息" in page
    assert "请选择民族" in page
    assert "执业经历" in page
    wrong = post(client, f"{own}/basic/", **{**basic_information(by), "email": "不是邮箱"})
    assert (wrong.status_code, "不是邮箱" in wrong.content.decode()) == (422, True)
    assert post(client, f"{own}/basic/", **basic_information(by)).url == f"{own}/practice/"
    practice = {"department": place.pk, "specialty": "03", "title": "none", "was_resident": "1"}
    practice |= {"grade": "1", "category": "1", "scopes": ["11"]}
    assert post(client, f"{own}/practice/", **practice).url == f"{own}/experience/"
    line = {"line0-present": "on", "line0-starts_on": "2012-05-01", "line0-institution_name": "示范医院"}
    assert post(client, f"{own}/experience/", **line).url == f"{own}/assessment/"
    half = post(client, f"{own}/assessment/", work=STATEMENT["work"])
    assert half.url == f"{own}/conduct/"
    assert "自我评定已保存，还未完成：请填写职业道德自评。" in text(client, half.url)
    assert "还不能提交" in text(client, f"{own}/check/")
    both = {key: STATEMENT[key] for key in ("work", "ethics")}
    assert post(client, f"{own}/assessment/", **both).status_code == 302
    ways = text(client, f"{own}/procedure/")
    assert "须满 12 年" in ways
    assert "良好行为记录 0 条，须至少 1 条" in ways
    refused = client.post(f"{own}/procedure/", {"way": "simplified.commended"})
    assert (refused.status_code, "不符合“简易程序" in refused.content.decode()) == (422, True)
    assert client.post(f"{own}/procedure/", {"way": "general"}).url == f"{own}/report/"
    assert post(client, f"{own}/report/", personal_report="认真履职。").url == f"{own}/attachments/"
    assert post(client, f"{own}/attachments/").url == f"{own}/check/"
    page = text(client, f"{own}/check/")
    assert "还不能提交" not in page
    assert STATEMENT["work"] in page
    assert "2012-05-01 至今，示范医院" in page
    assert client.post(f"{own}/check/", {}).url == f"{own}/check/"  # without the promise
    assert client.post(f"{own}/check/", {"sure": "on"}).url == f"{own}/"
    page = text(client, "/assessment/own/")
    assert "待机构审核" in page
    assert "撤回" in page
    assert client.get(f"{own}/basic/").url == f"{own}/check/"
    assert "定期考核报名待提交" not in text(client, "/")


@pytest.mark.spec("ASM-22", "PLT-31")
def test_what_came_back_says_why_at_the_field_and_goes_up_again(country: Country) -> None:
    (mine,) = submitted(country)
    rows, by = Enrolment._base_manager.filter(pk=mine.pk), institution(country)
    pinned = {"practice.title": "请按最新聘任填写"}
    return_for_changes(rows, comment="请核对职称", field_comments=pinned, by=by).only()
    client, own = client_of(physician_actor(mine.physician)), f"/assessment/own/{mine.pk}"
    page = text(client, "/assessment/own/")
    assert "驳回" in page
    assert "请核对职称" in page
    assert f'href="{own}/practice/"' in page
    assert "请按最新聘任填写" in text(client, f"{own}/practice/")
    assert "请按最新聘任填写" not in text(client, f"{own}/basic/")
    assert "医师定期考核报名被驳回" in text(client, "/")
    assert client.post(f"{own}/check/", {"sure": "on"}).url == f"{own}/"
    assert rows.get().progress == "institution"


@pytest.mark.spec("ASM-23")
def test_a_change_after_submission_is_asked_for_granted_and_sent(country: Country) -> None:
    (mine,) = submitted(country)
    client, own = client_of(physician_actor(mine.physician)), f"/assessment/own/{mine.pk}"
    assert "请填写修改内容和原因" in client.post(f"{own}/change/", {"text": ""}).content.decode()
    assert client.post(f"{own}/change/", {"text": "职称应为副高"}).status_code == 302
    assert "等待所在机构处理" in text(client, f"{own}/change/")
    clerk = text(client_of(institution(country)), "/assessment/change-requests/")
    assert f'href="/assessment/reviews/{mine.pk}/"' in clerk  # what is to be changed is read there
    asked = ChangeRequest._base_manager.filter(enrolment=mine)
    actions.grant_changes(asked, by=institution(country)).only()
    page = text(client, "/assessment/own/")
    assert "已同意修改" in page
    assert "报名信息修改申请：同意" in page
    assert post(client, f"{own}/report/", personal_report="补充。").status_code == 302
    assert client.post(f"{own}/check/", {"sure": "on"}).url == f"{own}/"
    assert Enrolment._base_manager.get(pk=mine.pk).case.number == 2


@pytest.mark.spec("PLT-04", "PLT-131")
def test_pages_of_another_physician_do_not_exist_and_an_older_page_overwrites_nothing(country: Country) -> None:
    mine, other = enrolled(country, 2)
    client = client_of(physician_actor(mine.physician))
    for part in ("", "basic/", "procedure/", "check/", "change/"):
        assert client.get(f"/assessment/own/{other.pk}/{part}").status_code == 404
    own = f"/assessment/own/{mine.pk}/report/"
    old = revision(text(client, own))
    assert client.post(own, {"revision": old, "personal_report": "第一次"}).status_code == 302
    late = client.post(own, {"revision": old, "personal_report": "旧页面"})
    assert (late.status_code, "旧页面" in late.content.decode()) == (422, True)
    assert mine.self_assessment.personal_report == "第一次"
    newcomer = physicians(country, 1, start=3_500)[0]
    assert "您还没有参加" in text(client_of(physician_actor(newcomer)), "/assessment/own/")
    filled(country, [mine])
