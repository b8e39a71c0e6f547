"""«切换身份» (PLT-02)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from xinglin.engines.history import audit

from .actor import actor_of
from .middleware import SESSION_KEY
from .pages import signed_in_page


@signed_in_page
@require_POST
def switch_identity(request: Any, membership_id: int | None = None) -> HttpResponse:
    """Go on as another of one's own identities, named in the address or as `identity`; others' do not exist."""
    asked = str(membership_id or request.POST.get("identity", ""))
    chosen = next((m for m in request.memberships if str(m.pk) == asked), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    audit.record(
        "access.identity_switched", "切换身份", by=actor_of(chosen, address=request.META.get("REMOTE_ADDR", ""))
    )
    return redirect("/")
