"""The page on which one subject is read and decided, the same for every chain (interface.md, «Review page»)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import View, page
from xinglin.engines.access.rights import Right
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.history import audit
from xinglin.kit.row_keys import row_key

from . import actions
from .chain import Chain
from .labels import report_tag, review_tag
from .models import Verdict
from .queries import Place, place_of, waiting_for
from .reading import Reading, Typed, reading_of, sensitive_shown

DONE = {
    Verdict.APPROVE: "已审核通过",
    Verdict.RETURN: "已退回修改",
    Verdict.REJECT: "已驳回",
    Verdict.WITHDRAW: "已撤回",
}


def _no_facts(_subject: Any) -> Sequence[Any]:
    return ()


def _no_links(_subject: Any, _actor: Actor) -> Sequence[tuple[str, str]]:
    return ()


def _nothing_more(_subject: Any, _actor: Actor, _posted: QueryDict) -> Mapping[str, Any]:
    return {}


def _approved(
    one: "QuerySet[Any]", typed: Typed, posted: QueryDict, *, expected: Mapping[int, int], by: Actor
) -> Outcome:
    return actions.approve(one, by=by, comment=typed.comment, expected=expected)


def _all_of_them(_subject: Any, queue: "QuerySet[Any]") -> "QuerySet[Any]":
    return queue


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """What a domain says about its review page. `address` and `listing` are names of URLs."""

    chain: Chain
    rights: tuple[Right, ...]  # any of them opens the page
    rows: Callable[[Actor], "QuerySet[Any]"]  # what the actor may see
    address: str  # of this page; takes the subject's key
    listing: str  # of the list one comes back to
    listing_of: Callable[[Any], str] | None = None  # of one subject, where they stand in several lists
    facts: Callable[[Any], Sequence[str]] = _no_facts  # beside the name: «示范医院», «全科», «2026 级»
    notes_title: str = ""
    notes: Callable[[Any], Sequence[tuple[str, str]]] = _no_facts  # what the submitter says to single points
    links: Callable[[Any, Actor], Sequence[tuple[str, str]]] = _no_links  # title, address: pages that belong to it
    template: str = "review/page.html"
    more: Callable[[Any, Actor, QueryDict], Mapping[str, Any]] = _nothing_more  # what a template of its own needs
    approve: Callable[..., Outcome] = _approved  # where more is said with it than yes
    among: Callable[[Any, "QuerySet[Any]"], "QuerySet[Any]"] = _all_of_them  # the queue in which a subject stands
    done: Mapping[Verdict, str] = field(default_factory=lambda: DONE)

    def url(self, key: int) -> str:
        """The page of one subject."""
        return reverse(self.address, args=[key])

    def back(self, subject: Any) -> str:
        """Name of the list in which this subject stands."""
        return self.listing_of(subject) if self.listing_of else self.listing

    def where(self, subject: Any, actor: Actor) -> Place:
        """Its place among those that wait."""
        return place_of(subject, self.among(subject, waiting_for(self.chain, actor)))

    def subject(self, actor: Actor, key: int) -> Any:
        """One that the actor sees, or that waits for his word; any other is a 404 (PLT-04)."""
        joined = ("case", self.chain.unit, *self.chain.related)
        seen = self.rows(actor).select_related(*joined).filter(pk=key).first()
        found = seen or waiting_for(self.chain, actor).filter(pk=key).first()
        if found is None:
            raise Http404
        return found


def review_view(declared: ReviewPage) -> View:
    """The view of a review page: read by GET, decided by POST."""

    @page(*declared.rights)
    def review(request: Any, pk: int) -> HttpResponse:
        actor: Actor = request.actor
        subject = declared.subject(actor, pk)
        if request.method != "POST":
            audit.looked(subject, by=actor)
            return _answer(request, declared, subject)
        if request.POST.get("do") == "reveal":
            return _reveal(request, declared, subject)
        return _decide(request, declared, subject)

    return review


def first_waiting_view(declared: ReviewPage) -> View:
    """«去审核»: opens what has waited longest; the list when nothing waits."""

    @page(*declared.rights)
    def first_waiting(request: Any) -> HttpResponse:
        key = waiting_for(declared.chain, request.actor).values_list("pk", flat=True).first()
        if key is None:
            messages.info(request, "当前没有等待您审核的记录。")
        return redirect(declared.url(key) if key else reverse(declared.listing))

    return first_waiting


def _answer(
    request: Any, declared: ReviewPage, subject: Any, typed: Typed | None = None, problem: str = ""
) -> HttpResponse:
    actor: Actor = request.actor
    number = row_key(request.GET.get("number"))
    reading: Reading | None = None
    if subject.case:
        reading = reading_of(declared.chain, subject, actor, number or None, typed)
        if reading is None:
            raise Http404
    where = declared.where(subject, actor) if reading and reading.is_seated else None
    listing = declared.back(subject)
    place(request, listing, (declared.chain.label(subject), None))
    context = {
        "title": declared.chain.label(subject),
        "chain": declared.chain,
        "subject": subject,
        "facts": declared.facts(subject),
        "notes_title": declared.notes_title,
        "notes": declared.notes(subject),
        "links": declared.links(subject, actor),
        "report_tag": report_tag(subject),
        "review_tag": review_tag(subject),
        "reading": reading,
        "problem": problem,
        "where": where,
        "previous_url": declared.url(where.previous) if where and where.previous else "",
        "next_url": declared.url(where.next) if where and where.next else "",
        "here": declared.url(subject.pk),
        "listing_url": reverse(listing),
        **declared.more(subject, actor, request.POST),
    }
    response = render(request, declared.template, context, status=422 if problem else 200)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _decide(request: Any, declared: ReviewPage, subject: Any) -> HttpResponse:
    """Do what the pressed button says; what was typed stays on the page when it cannot be done."""
    typed = Typed.of(request.POST)
    try:
        verdict = Verdict(request.POST.get("do", ""))
        outcome = _act(declared, subject, verdict, typed, request)
    except ValueError:
        return HttpResponse("没有这个办理方式，请刷新页面后再试。", status=400)
    except Refused as refused:
        return _answer(request, declared, subject, typed, refused.why)
    if subject.pk not in outcome.done:
        why = outcome.refused.get(subject.pk, "该记录已不在您的办理范围内，请返回列表查看。")
        return _answer(request, declared, declared.subject(request.actor, subject.pk), typed, why)
    messages.success(request, f"{declared.chain.label(subject)}：{declared.done[verdict]}。")
    return _onwards(request, declared, subject, verdict)


def _act(declared: ReviewPage, subject: Any, verdict: Verdict, typed: Typed, request: Any) -> Outcome:
    by: Actor = request.actor
    one = declared.chain.subject._base_manager.filter(pk=subject.pk)
    match verdict:
        case Verdict.WITHDRAW:
            return actions.withdraw(one, by=by)
        case Verdict.APPROVE if typed.pinned:
            raise Refused(f"您已标注 {len(typed.pinned)} 处问题。要通过请先清空标注；有问题请用“退回修改”。")
        case Verdict.APPROVE:
            return declared.approve(one, typed, request.POST, expected=typed.expected(subject.pk), by=by)
        case Verdict.RETURN:
            return actions.return_for_changes(
                one,
                by=by,
                comment=typed.comment,
                field_comments=typed.pinned,
                expected=typed.expected(subject.pk),
            )
        case _:
            return actions.reject(one, by=by, comment=typed.comment, expected=typed.expected(subject.pk))


def _onwards(request: Any, declared: ReviewPage, subject: Any, verdict: Verdict) -> HttpResponse:
    """To the next one that waits; to the list after the last one."""
    if verdict == Verdict.WITHDRAW:
        return HttpResponseRedirect(declared.url(subject.pk))
    where = declared.where(subject, request.actor)
    if where.next:
        return HttpResponseRedirect(declared.url(where.next))
    messages.info(request, "等待您审核的记录已全部办完。")
    return HttpResponseRedirect(reverse(declared.back(subject)))


def _reveal(request: Any, declared: ReviewPage, subject: Any) -> HttpResponse:
    """Show the masked numbers of this submission in full, with a reason that is kept (PLT-52)."""
    actor: Actor = request.actor
    one = declared.chain.subject._base_manager.filter(pk=subject.pk)
    try:
        if not actions.reveal(one, by=actor, reason=request.POST.get("reason", "")).done:
            raise Http404
    except Refused as refused:
        return HttpResponse(refused.why, status=422)
    shown = sensitive_shown(subject.case, row_key(request.POST.get("number")) or subject.case.number)
    response = render(request, "review/revealed.html", {"shown": shown})
    response["HX-Trigger-After-Settle"] = "dialog-close"
    patch_cache_control(response, private=True, no_store=True)
    return response
