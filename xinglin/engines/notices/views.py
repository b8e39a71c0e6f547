"""The inbox, and in a demonstration the text messages that no gateway sends."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page as page_for
from xinglin.engines.access.pages import public_page, signed_in_page

from .actions import choose_reach, mark_read, save_contacts
from .forms import ContactRows, ReachForm
from .messages import text_of
from .models import Message, Reach
from .queries import notices_visible_to, own_contacts, reach_of
from .reaching import has_mail
from .rules import CONTACTS

PER_PAGE = 20
SHOWN = 50


@signed_in_page
def inbox(request: Any) -> HttpResponse:
    """«消息»: newest first, unread ones marked."""
    place(request, "portals:home", ("消息", None))
    found = notices_visible_to(request.actor)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    unread = found.filter(read_at=None).count()
    return render(request, "notices/inbox.html", {"title": "消息", "page": page, "unread": unread})


@signed_in_page
@require_POST
def follow(request: Any, pk: int) -> HttpResponse:
    """«查看»: marks the message as read and leads to what it is about."""
    notice = get_object_or_404(notices_visible_to(request.actor), pk=pk)
    mark_read([notice.pk], by=request.actor)
    return HttpResponseRedirect(notice.url) if notice.url.startswith("/") else redirect("notices:inbox")


@signed_in_page
@require_POST
def read_all(request: Any) -> HttpResponse:
    """«全部标为已读»."""
    outcome = mark_read(by=request.actor)
    messages.success(request, f"已将 {len(outcome.done)} 条消息标为已读。")
    return redirect("notices:inbox")


@signed_in_page
def settings_page(request: Any) -> HttpResponse:
    """«消息设置»: which messages come by text message and by e-mail too (PLT-71)."""
    place(request, "portals:home", ("消息", reverse("notices:inbox")), ("消息设置", None))
    form = ReachForm(request.POST or None, reach=reach_of(request.actor), mail=has_mail())
    if request.method == "POST" and form.is_valid():
        choose_reach([Reach(**form.cleaned_data)], by=request.actor)
        messages.success(request, "消息设置已保存。")
        return redirect("notices:settings")
    context = {"title": "消息设置", "form": form, "mobile": request.user.mobile_masked, "mail": has_mail()}
    return render(request, "notices/settings.html", context, status=422 if form.errors else 200)


@page_for(CONTACTS)
def contacts(request: Any) -> HttpResponse:
    """«负责人»: whom the units below, and one's own people, may ask (PLT-70)."""
    rows = ContactRows(request.POST or None, initial=own_contacts(request.actor))
    if request.method == "POST" and rows.is_valid():
        save_contacts(rows.contacts, by=request.actor)
        messages.success(request, "负责人已保存，本单位人员和下级单位在首页可以看到。")
        return redirect("notices:contacts")
    status = 422 if rows.is_bound and not rows.is_valid() else 200
    return render(request, "notices/contacts.html", {"title": "负责人", "rows": rows}, status=status)


@public_page
def sent(request: HttpRequest) -> HttpResponse:
    """The developer page of PLT-18: what a gateway would have sent. Only in a demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    found = [
        {"message": message, "text": text_of(message.template, json.loads(message.values or "{}"))}
        for message in Message.objects.filter(values__isnull=False).order_by("-pk")[:SHOWN]
    ]
    return render(request, "notices/sent.html", {"title": "演示短信", "found": found})
