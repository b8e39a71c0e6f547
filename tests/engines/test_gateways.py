"""Text messages over Aliyun and Tencent Cloud, and what a worker does with one that waits."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.engines.sms_desks import (
    KEY,
    SECRET,
    AliyunDesk,
    Request,
    TencentDesk,
    aliyun_signature,
    opened,
    tencent_signature,
)
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.notices import tasks
from xinglin.engines.notices.gateways import aliyun, gateway, port, tencent
from xinglin.engines.notices.gateways.port import NotSent
from xinglin.engines.notices.messages import send_code, send_message
from xinglin.engines.notices.models import Message, MessageState

pytestmark = pytest.mark.spec("PLT-18")

MOBILE, CODE = "19900001234", "804613"
AnyDesk = AliyunDesk | TencentDesk


def url_of(desk: AnyDesk, address: str, *, key: str = KEY, secret: str = SECRET, **options: str) -> str:
    """SMS_URL as an installation writes it."""
    login = f"{quote(key, safe='')}:{quote(secret, safe='')}"
    return f"{desk.scheme}://{login}@{address}/?{urlencode({**desk.options, **options})}"


@pytest.fixture(params=[AliyunDesk, TencentDesk], ids=["aliyun", "tencent"])
def desk(request: pytest.FixtureRequest) -> AnyDesk:
    """A vendor."""
    made: AnyDesk = request.param()
    return made


@pytest.fixture
def point(desk: AnyDesk, settings: Any) -> Iterator[Callable[..., None]]:
    """The vendor is open and SMS_URL leads to it; called again, with other options."""
    with opened(desk) as address:

        def pointing(**changes: str) -> None:
            settings.SMS_URL = url_of(desk, address, **changes)

        pointing()
        yield pointing


def refused() -> NotSent:
    """How the gateway says no to an ordinary code."""
    with pytest.raises(NotSent) as caught:
        gateway().send(MOBILE, "recovery", {"code": CODE})
    return caught.value


# ---- the drivers -----------------------------------------------------------------------------------------------------


def test_aliyun_signs_as_in_the_published_example() -> None:
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    published = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    ours = aliyun.authorization("YourAccessKeyId", "YourAccessKeySecret", query, headers)
    assert ours.endswith(f"Signature={published}")
    asked = Request("POST", urlencode(query), headers, b"")
    assert aliyun_signature(asked, sorted(headers), "YourAccessKeySecret") == published


def test_tencent_signs_as_in_the_published_example() -> None:
    headers = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    key, secret = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
    published = "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    ours = tencent.authorization(key, secret, "cvm", 1551113065, headers, body)
    assert f"Credential={key}/2019-02-25/cvm/tc3_request" in ours
    assert ours.endswith(f"Signature={published}")
    asked = Request("POST", "", {**headers, "x-tc-timestamp": "1551113065"}, body)
    assert tencent_signature(asked, sorted(headers), secret, "cvm") == published


def test_the_gateway_takes_a_message(desk: AnyDesk, point: Callable[..., None]) -> None:
    receipt = gateway().send(MOBILE, "activation", {"code": CODE})
    gateway().send(MOBILE, "notice", {"title": "基本信息 & 退回/修改+1~*"})
    code, notice = desk.options["code"], desk.options["notice"]
    assert receipt.startswith(("9006197469364984", "5000:"))
    assert desk.taken == [
        {"mobile": MOBILE, "template": code, "values": [CODE]},
        {"mobile": MOBILE, "template": notice, "values": ["基本信息 & 退回/修改+1~*"]},
    ]


def test_a_purpose_may_have_a_text_of_its_own(desk: AnyDesk, point: Callable[..., None]) -> None:
    point(recovery=desk.own_text)
    for purpose in ("recovery", "activation"):
        gateway().send(MOBILE, purpose, {"code": CODE})
    assert [each["template"] for each in desk.taken] == [desk.own_text, desk.options["code"]]


def test_a_text_not_registered_is_told(desk: AnyDesk, point: Callable[..., None]) -> None:
    point(notice="")
    with pytest.raises(NotSent, match="SMS_URL 没有写明“notice”的短信模板编号，请补充后重启。"):
        gateway().send(MOBILE, "notice", {"title": "一"})
    assert desk.requests == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret": "another"}, "signature"),
        ({"key": "nobody"}, "key"),
        ({"code": "SMS_404"}, "template"),
        ({"sign": "别的签名"}, "sign"),
    ],
)
def test_a_wrong_setting_is_refused_for_good(
    desk: AnyDesk, point: Callable[..., None], change: dict[str, str], code: str
) -> None:
    point(**change)
    error = refused()
    assert error.why == f"短信网关拒绝发送，错误代码：{desk.codes[code]}。请按服务商的错误码说明处理。"
    assert not error.again
    assert desk.taken == []


def test_a_missing_value_or_a_bad_number_is_refused(desk: AnyDesk, point: Callable[..., None]) -> None:
    with pytest.raises(NotSent, match=desk.codes["values"]):
        gateway().send(MOBILE, "recovery", {})
    with pytest.raises(NotSent, match=desk.codes["mobile"]) as caught:
        gateway().send("12345", "recovery", {"code": CODE})
    assert "12345" not in caught.value.why


@pytest.mark.parametrize("side", [-1, 1])
def test_the_time_of_asking_is_signed(desk: AnyDesk, point: Callable[..., None], side: int) -> None:
    desk.ahead = side * (desk.window - 30)
    gateway().send(MOBILE, "recovery", {"code": CODE})
    desk.ahead = side * (desk.window + 30)
    error = refused()
    assert desk.codes["time"] in error.why
    assert not error.again


def test_a_request_altered_on_the_way_is_refused(desk: AnyDesk, point: Callable[..., None]) -> None:
    gateway().send(MOBILE, "recovery", {"code": CODE})
    request = desk.requests[0]
    other = replace(
        request,
        query=request.query.replace(MOBILE, "19900009999"),
        body=request.body.replace(MOBILE.encode(), b"19900009999"),
    )
    assert other != request
    assert desk.codes["signature"] in json.dumps(desk.judge(other)[1])
    assert len(desk.taken) == 1


def test_aliyun_is_never_asked_twice_with_one_nonce(settings: Any) -> None:
    desk = AliyunDesk()
    with opened(desk) as address:
        settings.SMS_URL = url_of(desk, address)
        gateway().send(MOBILE, "recovery", {"code": CODE})
        gateway().send(MOBILE, "recovery", {"code": CODE})
    assert len(desk.taken) == 2
    assert desk.judge(desk.requests[0])[1]["Code"] == "SignatureNonceUsed"


def test_a_limit_of_the_vendor_is_for_later(desk: AnyDesk, point: Callable[..., None]) -> None:
    desk.most_to_one_number = 1
    gateway().send(MOBILE, "recovery", {"code": CODE})
    error = refused()
    assert desk.codes["limit"] in error.why
    assert error.again


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("error page", "短信网关的答复无法识别（HTTP 500）"),
        ("strange", "短信网关的答复无法识别（HTTP 200）"),
        ("hangs up", "短信网关没有答复（RemoteDisconnected）"),
        ("silent", "短信网关没有答复（TimeoutError）"),
    ],
)
def test_what_may_have_been_sent_is_not_sent_again(
    desk: AnyDesk, point: Callable[..., None], monkeypatch: pytest.MonkeyPatch, trouble: str, words: str
) -> None:
    monkeypatch.setattr(port, "TIMEOUT_SECONDS", 0.3)
    desk.trouble = trouble
    error = refused()
    assert error.why.startswith(words)
    assert not error.again


def test_a_gateway_out_of_reach_is_for_later(desk: AnyDesk, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    settings.SMS_URL = url_of(desk, f"127.0.0.1:{closed}")
    error = refused()
    assert error.why == "短信网关无法连接（ConnectionRefusedError），请检查网络和 SMS_URL。"
    assert error.again


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("pigeon://a:b@c/", "names no known driver"),
        ("aliyun://a:b@c/?sign=s", "lacks code"),
        ("tencent://a:b@c/?sign=s&code=1", "lacks app"),
        ("aliyun://a@c/?sign=s&code=1", "lacks key, secret and host"),
    ],
)
def test_an_incomplete_setting_is_told(settings: Any, url: str, words: str) -> None:
    settings.SMS_URL = url
    with pytest.raises(ImproperlyConfigured, match=words):
        gateway()


def test_the_secret_is_not_printed(point: Callable[..., None]) -> None:
    assert SECRET not in repr(gateway().setting)


# ---- a worker's part -------------------------------------------------------------------------------------------------


def next_try() -> ProcrastinateJob:
    """The job that will ask the gateway again."""
    return ProcrastinateJob.objects.filter(task_name="notices.deliver", status="todo").latest("pk")


def sent_off(mobile: str = MOBILE) -> Message:
    """A code asked for and the worker's turn over."""
    send_code(mobile, "recovery", CODE)
    run_pending()
    return Message.objects.latest("pk")


@pytest.mark.django_db
def test_a_code_is_sent_and_its_values_are_wiped(desk: AnyDesk, point: Callable[..., None]) -> None:
    message = sent_off()
    assert (message.state, message.values, message.problem) == (MessageState.SENT, None, "")
    assert message.driver == desk.scheme
    assert message.receipt
    assert message.sent_at
    tasks.deliver(message_id=message.pk)
    assert len(desk.requests) == 1


@pytest.mark.django_db
def test_an_expired_code_is_not_sent(desk: AnyDesk, point: Callable[..., None]) -> None:
    send_code(MOBILE, "recovery", CODE, minutes=5)
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        run_pending()
    message = Message.objects.get()
    assert (message.state, message.values) == (MessageState.FAILED, None)
    assert message.problem == "验证码已过有效时间，未发送，请重新获取。"
    assert desk.requests == []


@pytest.mark.django_db
@pytest.mark.parametrize(("hourly", "daily", "minutes"), [(2, 9, 60), (9, 2, 24 * 60)])
def test_a_number_gets_so_many_and_no_more(
    desk: AnyDesk, point: Callable[..., None], settings: Any, hourly: int, daily: int, minutes: int
) -> None:
    settings.SMS_HOURLY, settings.SMS_DAILY, desk.most_to_one_number = hourly, daily, 99
    assert [sent_off().state for _ in range(3)] == [MessageState.SENT, MessageState.SENT, MessageState.FAILED]
    assert Message.objects.latest("pk").problem == "该号码收到的短信过多，未发送，请过一段时间再试。"
    assert sent_off("19900005678").state == MessageState.SENT
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes - 1)):
        assert sent_off().state == MessageState.FAILED
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes + 1)):
        assert sent_off().state == MessageState.SENT


@pytest.mark.django_db
def test_a_busy_gateway_is_asked_again(desk: AnyDesk, point: Callable[..., None]) -> None:
    desk.most_to_one_number = 0
    message = sent_off()
    assert message.state == MessageState.WAITING
    assert desk.codes["limit"] in message.problem
    job = next_try()
    assert job.scheduled_at
    assert 3 < (job.scheduled_at - timezone.now()).total_seconds() < 6
    desk.most_to_one_number = 1
    tasks.deliver(**job.args)
    message.refresh_from_db()
    assert (message.state, message.problem, message.values) == (MessageState.SENT, "", None)


@pytest.mark.django_db
def test_in_the_end_it_has_failed(desk: AnyDesk, point: Callable[..., None]) -> None:
    desk.most_to_one_number = 0
    message = sent_off()
    for _ in range(tasks.TRIES - 1):
        tasks.deliver(**next_try().args)
    message.refresh_from_db()
    assert (message.state, message.values) == (MessageState.FAILED, None)
    assert desk.codes["limit"] in message.problem
    assert len(desk.requests) == tasks.TRIES


@pytest.mark.django_db
def test_nothing_personal_is_logged_or_kept(
    desk: AnyDesk, point: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.most_to_one_number = 0
    sent_off()
    point(secret="wrong")  # Aliyun's answer then repeats the whole request
    failed = sent_off()
    assert "message_not_sent" in caplog.text
    assert desk.codes["signature"] in caplog.text
    assert failed.state == MessageState.FAILED
    assert desk.codes["signature"] in failed.problem
    told = caplog.text + "".join(Message.objects.values_list("problem", flat=True))
    assert MOBILE not in told
    assert CODE not in told
    assert SECRET not in told


@pytest.mark.django_db
def test_without_a_gateway_the_message_is_kept_for_a_day(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SMS_URL = "local:"
    caplog.set_level(logging.DEBUG)
    message = sent_off()
    assert (message.state, message.driver) == (MessageState.SENT, "local")
    assert json.loads(message.values or "") == {"code": CODE}
    assert "message_kept" in caplog.text
    assert CODE not in caplog.text
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        tasks.sweep()
    message.refresh_from_db()
    assert message.values is None


@pytest.mark.django_db
def test_a_message_given_up_is_told_and_wiped() -> None:
    send_message(MOBILE, "notice", title="基本信息被退回")
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        tasks.sweep()
    message = Message.objects.get()
    assert (message.state, message.values) == (MessageState.FAILED, None)
    assert message.problem == "一天内未能发送，请重新获取。"
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        tasks.sweep()
    assert not Message.objects.exists()
