"""日历订阅: one's own address for calendars, and what they fetch there (ROT-22)."""

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.views.decorators.http import require_safe

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page, public_page
from xinglin.engines.accounts.models import Account

from .. import rules
from ..actions.feeds import close_feeds, renew_feeds
from ..queries.feeds import calendar_of, digest_of_token, feed_of, own_feed
from ..rules.teaching import TAUGHT

BYTES = 32  # of chance in an address


@page(rules.OWN, TAUGHT)
def feed(request: HttpRequest) -> HttpResponse:
    """Whether one has an address; a new one is shown this once, since only its digest is kept."""
    actor, address = request.actor, ""  # type: ignore[attr-defined]  # -- set by the middleware
    own = Account.objects.filter(pk=actor.account_id)
    match request.POST.get("do"):
        case "renew":
            token = secrets.token_urlsafe(BYTES)
            renew_feeds(own, token_hash=digest_of_token(token), by=actor)
            address = request.build_absolute_uri(reverse("rotation:calendar", args=[token]))
        case "close":
            close_feeds(own, by=actor)
            return redirect("rotation:feed")
    back = "rotation:mine" if actor.may(rules.OWN) else "rotation:taught"
    place(request, back, ("日历订阅", None))
    context = {"title": "日历订阅", "feed": own_feed(actor), "address": address, "back": reverse(back)}
    return render(request, "rotation/feed.html", context)


@public_page
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a calendar program fetches, without a log-in, as often as it likes: unchanged, it gets no body."""
    found = feed_of(token)
    if found is None:
        raise Http404
    response = HttpResponse(calendar_of(found, request.get_host()), content_type="text/calendar; charset=utf-8")
    patch_cache_control(response, private=True, no_cache=True)
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
