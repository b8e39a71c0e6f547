"""Sending messages, and cleaning up after them."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from xinglin.engines.jobs import enqueue, periodic, task

from .gateways import gateway
from .gateways.local import Local
from .gateways.port import NotSent
from .models import Message, MessageState, Notice, Reach

TRIES = 4  # again after 5, 25 and 125 seconds, within the life of a code

T = TypeVar("T")
log = structlog.get_logger(__name__)


@task("notices.deliver", retries=3)
@transaction.atomic
def deliver(message_id: int, tried: int = 0) -> None:
    """Send one message that waits. What is too late, or one too many for its number, is not sent.

    A gateway that may take it later is asked again, up to TRIES times; errors of our own are the queue's to retry.
    What another worker is just sending, who was taken for dead, is left to him.
    """
    waiting = Message.objects.filter(pk=message_id, state=MessageState.WAITING)
    message = waiting.select_for_update(skip_locked=True).first()
    if message is None:
        return
    if problem := _why_not(message):
        _settle(message, MessageState.FAILED, problem=problem)
        return
    way = gateway()
    try:
        receipt = way.send(message.mobile, message.template, json.loads(message.values or "{}"))
    except NotSent as error:
        log.warning("message_not_sent", message=message.pk, why=error.why, again=error.again)
        if error.again and tried + 1 < TRIES:
            Message.objects.filter(pk=message.pk).update(problem=error.why[:300])
            later = timezone.now() + timedelta(seconds=5 ** (tried + 1))
            enqueue("notices.deliver", at=later, message_id=message.pk, tried=tried + 1)
        else:
            _settle(message, MessageState.FAILED, problem=error.why)
    else:
        _settle(message, MessageState.SENT, receipt=receipt, keep=isinstance(way, Local))


@task("notices.deliver_many", retries=3)
def deliver_many(messages: list[int]) -> None:
    """Send many messages that wait; those sent before the work was cut short are not sent again."""
    _one_by_one(lambda pk: deliver(message_id=pk), messages)


@task("notices.mail", retries=3)
def mail(notices: list[int]) -> None:
    """Send what stands in inboxes to the addresses that their owners gave; none twice."""
    waiting = Notice.objects.filter(pk__in=notices, mailed_at=None)
    chosen = Reach.objects.filter(account__in=waiting.values("account"), account__is_active=True)
    addresses = {row.account_id: row.mail_address for row in chosen}

    def send(notice: Notice) -> None:
        if address := addresses.get(notice.account_id):
            link = f"\n\n{settings.PUBLIC_URL}{notice.url}" if settings.PUBLIC_URL else ""
            send_mail(notice.title, f"{notice.body}\n\n{notice.sender}{link}", None, [address])
        Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())

    _one_by_one(send, waiting)


def _one_by_one(send: Callable[[T], None], rows: Iterable[T]) -> None:
    """One that cannot be sent holds up no other; the queue tries it again."""
    failed: list[Exception] = []
    for row in rows:
        try:
            send(row)
        except Exception as error:  # noqa: BLE001 -- raised below, after the others
            failed.append(error)
    if failed:
        raise failed[0]


def _why_not(message: Message) -> str | None:
    if message.expires_at and message.expires_at <= timezone.now():
        return "验证码已过有效时间，未发送，请重新获取。"
    earlier = Message.objects.filter(mobile_index=message.mobile_index, pk__lt=message.pk).exclude(
        state=MessageState.FAILED
    )
    for span, most in ((timedelta(hours=1), settings.SMS_HOURLY), (timedelta(days=1), settings.SMS_DAILY)):
        if earlier.filter(created_at__gt=timezone.now() - span)[:most].count() >= most:
            return "该号码收到的短信过多，未发送，请过一段时间再试。"
    return None


def _settle(message: Message, state: str, *, problem: str = "", receipt: str = "", keep: bool = False) -> None:
    message.state, message.problem, message.receipt = state, problem[:300], receipt[:80]
    message.driver = settings.SMS_URL.partition(":")[0]
    message.sent_at = timezone.now() if state == MessageState.SENT else None
    if not keep:
        message.values = None  # a code is nobody's business any more
    message.save()


@periodic("30 18 * * *", "notices.sweep")
def sweep() -> None:
    """Forget messages after 90 days and read notices after a year (every night)."""
    now = timezone.now()
    Message.objects.filter(created_at__lt=now - timedelta(days=90)).delete()
    yesterday = Message.objects.filter(created_at__lt=now - timedelta(days=1))
    given_up = yesterday.filter(state=MessageState.WAITING)
    given_up.update(state=MessageState.FAILED, problem="一天内未能发送，请重新获取。")
    yesterday.filter(values__isnull=False).update(values=None)
    Notice.objects.filter(read_at__lt=now - timedelta(days=365)).delete()
