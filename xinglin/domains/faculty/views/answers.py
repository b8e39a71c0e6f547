"""What the pages of this domain share: the actor, and a form that is saved by an action."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.actions import Outcome, Refused


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # -- set by ActorMiddleware
    return actor


def form_page(
    request: HttpRequest,
    form: Any,
    save: Callable[[dict[str, Any]], Outcome],
    *,
    listing: str,
    title: str,
    back: str = "",
    why_not: str | None = None,
    note: str = "",
    words: tuple[str, str] = ("保存", "已保存。"),
) -> HttpResponse:
    """The form; what is not refused is saved, and one is back where one came from. `words`: button, what is told."""
    if request.method == "POST" and form.is_valid():
        try:
            outcome = save(form.cleaned_data)
            outcome.only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, words[1] if outcome.done else "没有需要保存的修改。")
            return redirect(back or listing)
    place(request, listing, (title, None))
    context = {"title": title, "form": form, "listing": listing, "back": back, "why_not": why_not, "note": note}
    context["words"] = words[0]
    return render(request, "faculty/edit.html", context, status=422 if form.errors else 200)
