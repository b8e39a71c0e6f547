"""Home page, search, health."""

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from xinglin.engines.access.menu import MenuItem, place
from xinglin.engines.access.pages import public_page, signed_in_page
from xinglin.engines.access.roles import PERSONAL, Role
from xinglin.engines.notices.queries import notices_visible_to
from xinglin.engines.notices.todos import todos_for
from xinglin.engines.windows.queries import openings_now

from .frame import Frame, count_shown
from .home import blocks_of, page_for
from .searching import asked_for, found
from .waiting import counts_of, keep, since

MenuItem(title="首页", url="portals:home", icon="home", order=0)
DAYS = "一二三四五六日"
GREETINGS = ((6, "夜深了"), (12, "上午好"), (14, "中午好"), (18, "下午好"), (24, "晚上好"))


@signed_in_page
def home(request: Any) -> HttpResponse:
    """To-dos first, then open windows, then what the domains show of progress (PLT-70)."""
    actor = request.actor
    now = localtime()
    greeting = next(words for until, words in GREETINGS if now.hour < until)
    context = {
        "title": "首页",
        "heading": f"{greeting}，{actor.name if actor.role in PERSONAL else Role(actor.role).label}",
        "today": f"{now.year} 年 {now.month} 月 {now.day} 日 星期{DAYS[now.weekday()]}",
        "todos": todos_for(actor),
        "openings": openings_now(actor),
        "notices": notices_visible_to(actor)[:5],
        "schedule": page_for(actor, "schedule:list"),
        **blocks_of(request),
    }
    return render(request, "portals/home.html", context)


@signed_in_page
def search(request: Any) -> HttpResponse:
    """People and whatever else the domains let one find. The form posts, and the answer's address holds no number."""
    if request.method == "POST":
        return HttpResponseRedirect(f"{request.path}?{asked_for(request.POST.get('q', ''))}")
    place(request, "portals:home", ("搜索结果", None))
    return render(request, "portals/search.html", {"title": "搜索结果", **found(request)})


@signed_in_page
def waiting(request: Any) -> HttpResponse:
    """The counts of the menu, each to be put in its place; asked for by the page itself (see waiting.py)."""
    made = since(request.actor)
    counts = counts_of(Frame(request).items, request.actor)
    response = render(request, "frame/counts.html", {"counts": [count_shown(page, counts) for page in counts]})
    keep(response, counts, made)
    return response


@public_page
def health(request: Any) -> HttpResponse:
    """For load balancers: 200 while the database answers, else 503 (PLT-121)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
