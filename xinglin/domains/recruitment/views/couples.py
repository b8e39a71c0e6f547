"""«联合志愿» on the applicant's phone: who the partner is, what they wish together, and that both agree (REC-50)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from xinglin.engines.access.pages import View, page
from xinglin.engines.accounts.limits import HOUR, is_too_often
from xinglin.engines.actions import Outcome, Refused
from xinglin.kit.row_keys import row_key

from .. import windows
from ..actions.couples import accept_invitations, agree_pairs, ask_partner, dissolve_couples, save_pairs
from ..forms.running import InviteForm, JointForm
from ..models import Application, Couple, JointPreference, Place
from ..queries import couples as q
from ..queries.timing import Timings
from ..rules import couples as rules
from ..rules.admitting import place_title
from ..rules.applying import APPLY

AT_LEAST, SPARE = 3, 2  # lines of the form: as many as there are, and two more


@dataclass
class Card:
    """One application in a batch that admits by matching, with its couple."""

    application: Application
    why: str | None
    couple: Couple | None = None
    partner: str = ""
    is_first: bool = False
    pairs: list[tuple[str, str]] | None = None
    last: int = 0
    form: JointForm | None = None
    has_wishes: bool = False
    invite: InviteForm | None = None


@page(APPLY)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everything about one's partner, an application after the other."""
    return _show(request)


def _show(request: HttpRequest, *, wrong: InviteForm | JointForm | None = None, at: int = 0) -> HttpResponse:
    """`wrong`: a form that was not accepted, of the application or the couple of key `at`."""
    context = {"title": "联合志愿", "cards": _cards(request, wrong, at), "most": rules.MOST_PAIRS}
    return render(request, "recruitment/running/couple.html", context, status=422 if wrong else 200)


def _cards(request: HttpRequest, wrong: InviteForm | JointForm | None, at: int) -> list[Card]:
    actor = _actor(request)
    applications = list(q.matched_applications(actor))
    couples = {
        one: couple
        for couple in q.couples_visible_to(actor).select_related(*q.BOTH)
        for one in (couple.first_id, couple.second_id)
    }
    timings = Timings([each.batch for each in applications], [windows.REGISTRATION])
    cards = []
    for each in applications:
        closed = timings.why_closed(each.batch, windows.REGISTRATION)
        card = Card(each, rules.may_join(each, closed), couples.get(each.pk))
        if card.couple:
            joint = wrong if isinstance(wrong, JointForm) and at == card.couple.pk else None
            _fill(card, card.couple, actor.account_id, closed, joint)
        else:
            asked = wrong if isinstance(wrong, InviteForm) and at == each.pk else None
            card.invite = asked or InviteForm(auto_id=f"id_{each.pk}_%s")
        cards.append(card)
    return cards


def _fill(card: Card, couple: Couple, account_id: int | None, closed: str | None, joint: JointForm | None) -> None:
    card.is_first = couple.first_id == card.application.pk
    card.partner = (couple.second if card.is_first else couple.first).person.name
    card.why = rules.may_change(couple, account_id, closed)
    if couple.accepted_at is None:
        return
    pairs = q.pairs_of([couple.pk])[couple.pk]
    shown = [(_named(pair.first_place), _named(pair.second_place)) for pair in pairs]
    card.pairs = shown if card.is_first else [(mine, theirs) for theirs, mine in shown]
    card.last = max((pair.pk for pair in pairs), default=0)
    if card.is_first and not card.why:
        wishes = q.wishes_of([couple.first_id, couple.second_id])
        card.has_wishes = all(wishes.values())
        card.form = joint or _joint_form(couple, wishes, pairs)


def _named(place: Place | None) -> str:
    return f"{place.institution.name} {place_title(place)}" if place else "不录取"


def _joint_form(couple: Couple, wishes: dict[int, Any], pairs: list[JointPreference], data: Any = None) -> JointForm:
    standing = [(pair.first_place_id, pair.second_place_id) for pair in pairs]
    lines = max(AT_LEAST, len(standing) + SPARE)
    if data is not None:
        lines = sum(1 for key in data if key.startswith("first_"))
    mine, theirs = wishes[couple.first_id], wishes[couple.second_id]
    return JointForm(
        data, couple=couple.pk, mine=mine, theirs=theirs, standing=standing, most=min(lines, rules.MOST_PAIRS)
    )


@page(APPLY)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """«邀请»."""
    actor, form = _actor(request), InviteForm(request.POST)
    application = get_object_or_404(q.matched_applications(actor), pk=_key(request, "application"))
    if not form.is_valid():
        return _show(request, wrong=form, at=application.pk)
    if is_too_often("couple", str(actor.account_id), most=rules.TRIES_AN_HOUR, seconds=HOUR):
        form.add_error(None, rules.TOO_OFTEN)
        return _show(request, wrong=form, at=application.pk)
    try:
        ask_partner(Application._base_manager.filter(pk=application.pk), by=actor, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.why)
        return _show(request, wrong=form, at=application.pk)
    messages.success(request, "邀请已发出，等待对方接受。")
    return redirect("matching:couple")


@page(APPLY)
@require_POST
def pair(request: HttpRequest) -> HttpResponse:
    """«保存联合志愿»."""
    actor = _actor(request)
    couple = _couple(request)
    wishes = q.wishes_of([couple.first_id, couple.second_id])
    form = _joint_form(couple, wishes, [], request.POST)
    if not form.is_valid():
        return _show(request, wrong=form, at=couple.pk)
    try:
        save_pairs(Couple.objects.filter(pk=couple.pk), form.pairs, by=actor).only()
    except Refused as refused:
        form.add_error(None, refused.why)
        return _show(request, wrong=form, at=couple.pk)
    messages.success(request, "联合志愿已保存，等待对方同意。")
    return redirect("matching:couple")


def _doing(verb: Callable[..., Outcome], words: str) -> View:
    @page(APPLY)
    @require_POST
    def do(request: HttpRequest) -> HttpResponse:
        couple = _couple(request)
        facts = {"seen": _key(request, "seen")} if verb is agree_pairs else {}
        try:
            verb(Couple.objects.filter(pk=couple.pk), by=_actor(request), **facts).only()
            messages.success(request, words)
        except Refused as refused:
            messages.error(request, refused.why)
        return redirect("matching:couple")

    return do


accept = _doing(accept_invitations, "已接受邀请。请先各自填报志愿，再由对方填报联合志愿。")
agree = _doing(agree_pairs, "已同意联合志愿，两人都提交报名后生效。")
dissolve = _doing(dissolve_couples, "联合报名已取消。")


def _couple(request: HttpRequest) -> Couple:
    found = q.couples_visible_to(_actor(request)).filter(pk=_key(request, "couple")).first()
    if found is None:
        raise Http404
    return found


def _key(request: HttpRequest, name: str) -> int:
    return row_key(request.POST.get(name))


def _actor(request: Any) -> Any:
    return request.actor
