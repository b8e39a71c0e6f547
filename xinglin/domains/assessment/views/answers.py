"""A form that is shown, sent and saved: what pages of this domain have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xinglin.engines.access.menu import place
from xinglin.engines.actions import Outcome, Refused


def answer(
    request: HttpRequest,
    form: Any,
    save: Callable[[dict[str, Any]], Outcome],
    *,
    listing: str,
    title: str,
    template: str = "assessment/edit.html",
    then: str = "",
    **context: Any,
) -> HttpResponse:
    """The form; what is not refused is saved, and one goes on to `then`, else back to `listing`."""
    if request.method == "POST" and form.is_valid():
        try:
            outcome = save(form.cleaned_data)
            outcome.only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "已保存。" if outcome.done else "没有需要保存的修改。")
            return redirect(then or listing)
    if listing != (request.resolver_match.view_name if request.resolver_match else ""):
        place(request, listing, (title, None))
    context |= {"title": title, "form": form, "listing": listing}
    return render(request, template, context, status=422 if form.errors else 200)


def actor_of(request: Any) -> Any:
    """The one who acts, put there by the middleware."""
    return request.actor
