"""How much waits behind the pages of the menu (PLT-70). No page counts it: with every domain there is more to count.

The browser asks for the counts beside the page and keeps them in a cookie, half a minute at most and never past what
their owner does: the page after his own action asks anew, and so does the first after his import has run.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponseBase

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.history.models import AuditEntry

COOKIE = "waiting"
KEPT = 30  # seconds
MOST = 99  # what is counted; the page tells the number
Counts = dict[str, int]  # name of a page → how much waits there


def counts_of(items: Iterable[MenuItem], actor: Actor) -> Counts:
    """What waits behind those that count it; a hundred stands for more."""
    waiting = {item.url: item.badge(actor) for item in items if item.badge}
    return {
        url: rows if isinstance(rows, int) else rows.order_by()[: MOST + 1].count() for url, rows in waiting.items()
    }


def since(actor: Actor) -> str:
    """Whose counts they are, and since what he did last; to be asked before they are made."""
    done = AuditEntry.objects.filter(account_id=actor.account_id, is_look=False).order_by("-at")
    return f"{actor.membership_id}:{done.values_list('pk', flat=True).first()}"


def keep(response: HttpResponseBase, counts: Counts, made: str) -> None:
    """Let the browser have the counts; `made`: the answer of `since`."""
    response.set_cookie(
        COOKIE,
        signing.dumps([made, counts], salt=COOKIE),
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def kept(request: Any) -> Counts | None:
    """The counts of a moment ago, or None: then the page has to ask for them."""
    try:
        made, counts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT)
    except signing.BadSignature:
        return None
    return counts if made == since(request.actor) else None
