"""Text messages to a mobile number: written here in the transaction, sent by a worker (PLT-18)."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from xinglin.engines.jobs import enqueue

from .models import Message

CODE_PURPOSES = {
    "activation": "激活账号",
    "recovery": "找回密码",
    "registration": "注册账号",
    "mobile": "更换手机号码",
}
# What a message says. Gateways only send texts registered with them; `SMS_URL` maps these keys to their numbers there.
TEMPLATES = {
    **{key: f"您正在{title}，验证码为{{code}}，请勿告知他人。" for key, title in CODE_PURPOSES.items()},
    "notice": "您有一条新消息：{title}，请登录系统查看。",
}


def send_code(mobile: str, purpose: str, code: str, *, minutes: int = 5) -> None:
    """Send a code for one of CODE_PURPOSES. Not sent any more once `minutes` have passed.

    Whoever asks limits how often. `deliver` keeps a last, wider limit for each number.
    """
    if purpose not in CODE_PURPOSES:
        raise LookupError(f"no purpose {purpose} for a code")
    send_message(mobile, purpose, good_for=timedelta(minutes=minutes), code=code)


def send_message(mobile: str, template: str, *, good_for: timedelta | None = None, **values: str) -> None:
    """Send one of TEMPLATES, filled with `values`, once the transaction commits; queue and log never see them."""
    text_of(template, values)  # a missing value is a slip that shows here, not in the worker
    message = Message.objects.create(
        mobile=mobile,
        template=template,
        values=json.dumps(values, ensure_ascii=False),
        expires_at=timezone.now() + good_for if good_for else None,
    )
    enqueue("notices.deliver", message_id=message.pk)


def text_of(template: str, values: dict[str, Any]) -> str:
    """The message as the person reads it."""
    return TEMPLATES[template].format(**values)
