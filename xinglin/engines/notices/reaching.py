"""Further ways to tell somebody what stands in his inbox: text message and e-mail, as he chose (PLT-71)."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth import get_user_model

from xinglin.engines.actions.sets import listed
from xinglin.engines.jobs import enqueue

from .models import URGENT, Message, Notice, Reach, Topic

NO_MAIL = ("django.core.mail.backends.dummy.EmailBackend",)


def has_mail() -> bool:
    """Can this installation send e-mail?"""
    return settings.EMAIL_BACKEND not in NO_MAIL


def reach(notices: Sequence[Notice], topic: Topic) -> None:
    """Send on what was just put into inboxes; some statements, whatever the number. The sending itself comes later."""
    keys = [notice.account_id for notice in notices]
    chosen = {row.account_id: row for row in Reach.objects.filter(account__in=listed(keys, "bigint"))}
    by_sms = [n for n in notices if topic in (chosen[n.account_id].by_sms if n.account_id in chosen else URGENT)]
    by_mail = [n for n in notices if n.account_id in chosen and topic in chosen[n.account_id].by_mail]
    _send_texts(by_sms)
    if by_mail and has_mail():
        enqueue("notices.mail", notices=[notice.pk for notice in by_mail])


def _send_texts(notices: Sequence[Notice]) -> None:
    accounts = get_user_model()._base_manager.filter(pk__in=listed([n.account_id for n in notices], "bigint"))
    reachable = accounts.filter(is_active=True).exclude(mobile_masked="").only("mobile", "mobile_masked")
    mobiles = {account.pk: account.mobile or "" for account in reachable} if notices else {}
    messages = Message.objects.bulk_create(
        Message(
            mobile=mobiles[notice.account_id],
            template="notice",
            values=json.dumps({"title": notice.title}, ensure_ascii=False),
        )
        for notice in notices
        if notice.account_id in mobiles
    )
    if messages:
        enqueue("notices.deliver_many", messages=[message.pk for message in messages])
