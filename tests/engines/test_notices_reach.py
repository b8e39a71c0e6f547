"""How people are told beside their inbox, and whom they may ask (PLT-70, PLT-71)."""

from smtplib import SMTPRecipientsRefused
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.test import override_settings

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.notices.actions import choose_reach, notify, save_contacts
from xinglin.engines.notices.models import Contact, Message, MessageState, Notice, Reach, Topic
from xinglin.engines.notices.queries import contacts_for

pytestmark = pytest.mark.django_db
MAIL = override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", PUBLIC_URL="https://x")
PAGE, CONTACTS = "/notices/settings/", "/notices/contacts/"


def tell(country: Country, topic: Topic) -> None:
    notify([country.base.account_id or 0], "请补充资料", "缺照片", "/training/", by=country.reviewer, topic=topic)


@pytest.mark.spec("PLT-71")
@pytest.mark.parametrize(("topic", "texts"), [(Topic.REMINDED, 1), (Topic.CLOSING, 1), (Topic.APPROVED, 0)])
def test_only_what_is_urgent_comes_by_text_message_unless_chosen(country: Country, topic: Topic, texts: int) -> None:
    tell(country, topic)
    run_pending()
    assert (Notice.objects.count(), Message.objects.filter(state=MessageState.SENT).count()) == (1, texts)


@pytest.mark.spec("PLT-71")
def test_each_person_chooses_by_topic(country: Country) -> None:
    choose_reach([Reach(by_sms=[Topic.APPROVED])], by=country.base)
    tell(country, Topic.REMINDED)
    assert not Message.objects.exists()
    tell(country, Topic.APPROVED)
    assert Message.objects.get().mobile == "19900000000"


@pytest.mark.spec("PLT-71")
def test_who_gave_no_number_has_his_inbox_alone(country: Country) -> None:
    Account.objects.filter(pk=country.base.account_id).update(mobile=None, mobile_masked="")
    tell(country, Topic.REMINDED)
    assert (Notice.objects.count(), Message.objects.count()) == (1, 0)


@MAIL
@pytest.mark.spec("PLT-71")
def test_a_mail_is_sent_once(country: Country) -> None:
    choose_reach([Reach(by_mail=[Topic.RETURNED], mail_address="jiaoxue@example.cn")], by=country.base)
    tell(country, Topic.RETURNED)
    tell(country, Topic.APPROVED)
    run_pending()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["jiaoxue@example.cn"], "请补充资料")
    assert sent.body == "缺照片\n\n北京市\n\nhttps://x/training/"
    assert Notice.objects.filter(mailed_at__isnull=False).count() == 1


@MAIL
@pytest.mark.spec("PLT-71")
def test_an_address_that_is_refused_holds_up_no_other(country: Country) -> None:
    for actor, address in ((country.base, "weg@example.cn"), (country.reviewer, "sheng@example.cn")):
        choose_reach([Reach(by_mail=[Topic.RETURNED], mail_address=address)], by=actor)
    told = [country.base.account_id or 0, country.reviewer.account_id or 0]
    notify(told, "请补充资料", by=country.reviewer, topic=Topic.RETURNED)

    def send(title: str, body: str, sender: None, to: list[str]) -> None:
        if "weg" in to[0]:
            raise SMTPRecipientsRefused({})
        send_mail(title, body, sender, to)

    with patch("xinglin.engines.notices.tasks.send_mail", send), pytest.raises(SMTPRecipientsRefused):
        run_pending()
    assert [sent.to for sent in mail.outbox] == [["sheng@example.cn"]]
    assert Notice.objects.get(mailed_at=None).account_id == country.base.account_id  # tried again by the queue


@MAIL
@pytest.mark.spec("PLT-71")
def test_the_settings_page_keeps_what_was_chosen(country: Country) -> None:
    browser = client_of(country.base)
    first = browser.get(PAGE)
    assert first.context["form"]["by_sms"].value() == [Topic.CLOSING, Topic.REMINDED]
    refused = browser.post(PAGE, {"by_mail": ["returned"]})
    assert refused.status_code == 422
    assert "选择了邮件，请填写电子邮箱。" in refused.content.decode()
    assert not Reach.objects.exists()
    browser.post(PAGE, {"by_mail": ["returned"], "mail_address": "jiaoxue@example.cn"})
    kept = Reach.objects.get()
    assert (kept.account_id, kept.by_sms, kept.by_mail) == (country.base.account_id, [], ["returned"])
    assert kept.mail_address == "jiaoxue@example.cn"


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
@pytest.mark.spec("PLT-71")
def test_without_a_mail_server_no_mail_is_offered(country: Country) -> None:
    page = client_of(country.base).get(PAGE).content.decode()
    assert "没有配置邮件服务" in page
    assert 'name="by_mail"' not in page


def rows(*lines: tuple[str, str, str]) -> dict[str, str]:
    given = {"form-TOTAL_FORMS": str(len(lines)), "form-INITIAL_FORMS": "0"}
    for index, line in enumerate(lines):
        given |= {f"form-{index}-{key}": value for key, value in zip(("duty", "name", "phone"), line, strict=True)}
    return given


@pytest.mark.spec("PLT-70")
def test_the_administrator_keeps_his_units_contacts_and_those_below_see_them(country: Country) -> None:
    authority = country.actor(country.province, Role.PROVINCE_ADMIN)
    browser = client_of(authority)
    browser.post(CONTACTS, rows(("住培管理", "顾明澈", "010-00000000"), ("", "", ""), ("系统", "白鹿", "010-00000001")))
    save_contacts([Contact(duty="教学部", name="林清和", phone="010-00000002")], by=country.base)
    assert [(c.name, c.phone) for c in contacts_for(country.base)] == [
        ("林清和", "010-00000002"),
        ("顾明澈", "010-00000000"),
        ("白鹿", "010-00000001"),
    ]
    assert [c.name for c in contacts_for(country.base_next_door)] == ["顾明澈", "白鹿"]
    assert contacts_for(country.base_far) == []
    browser.post(CONTACTS, rows(("系统", "白鹿", "010-00000001")))
    assert [c.name for c in contacts_for(authority)] == ["白鹿"]


@pytest.mark.spec("PLT-70", "PLT-131")
def test_half_a_contact_is_refused_and_nothing_typed_is_lost(country: Country) -> None:
    save_contacts([Contact(duty="教学部", name="林清和", phone="010-00000002")], by=country.base)
    answered = client_of(country.base).post(CONTACTS, rows(("", "白鹿", "abc")))
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "请填写负责事项，或清空整行。" in page
    assert "电话的格式不正确" in page
    assert 'value="白鹿"' in page
    assert Contact.objects.get().name == "林清和"


@pytest.mark.spec("PLT-04")
def test_a_reviewer_keeps_no_contacts(country: Country) -> None:
    assert client_of(country.reviewer).get(CONTACTS).status_code == 403
