"""One assessment as a whole, the physician's own results, certificates and their verification (ASM-36, 40, 42)."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page, public_page
from xinglin.engines.accounts import entering, limits
from xinglin.engines.actions import Refused
from xinglin.engines.history import audit
from xinglin.engines.review.reading import parts_of, reading_of
from xinglin.kit import masking
from xinglin.kit.papers import printed
from xinglin.kit.sealing import Seal

from ..actions.following import ask_reconsideration
from ..chains.enrolling import ASSESSMENT
from ..forms.following import GroundsForm
from ..models import Enrolment
from ..queries.certifying import certificate_told, certificates_visible_to, printings_visible_to
from ..queries.enrolling import enrolment_forms
from ..queries.overseeing import certificate_of, own_results_visible_to, record_of, records_visible_to
from ..queries.printing import paper_of, seal_file, why_no_seal
from ..rules import OWN
from ..rules import following as rules
from ..rules.overseeing import FOLLOW, PRINT
from .answers import actor_of

MOST_ASKED = 30  # verifications a minute from one address
TOO_OFTEN = "核验过于频繁，请一分钟后再试。"
NOT_FOUND = "没有找到这份证书。请核对证书编号和校验码是否与证书上印的一致；仍不一致的，请向发证机关核实。"


@page(FOLLOW, OWN)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """«查看»: everything that was filled in, both opinions, tests, result, and what followed (ASM-40)."""
    actor = actor_of(request)
    found: Enrolment = get_object_or_404(records_visible_to(actor), pk=pk)
    is_own = actor.may(OWN)
    audit.looked(found, by=actor)
    followed = "assessment:history" if found.cycle.closed_at else "assessment:progress"
    listing = "assessment:own_results" if is_own else followed
    place(request, listing, (str(found), None))
    is_told = not is_own or found.published_at is not None
    reading = reading_of(ASSESSMENT, found, actor) if found.case and is_told else None  # verdicts stand in it
    if reading:  # it is read here and not decided
        reading = replace(reading, has_sensitive=False, may_decide=False)
    context = {
        "title": f"{found}：{found.cycle}",
        "enrolment": found,
        "reading": reading or {"parts": parts_of(enrolment_forms([found])[found.pk])},
        "chain": ASSESSMENT,
        "is_own": is_own,
        "listing": listing,
        "is_told": is_told,
        "certificate": certificate_of(found),
        **record_of(found),
    }
    return render(request, "assessment/following/record.html", context)


@page(OWN)
def own_results(request: HttpRequest) -> HttpResponse:
    """«考核结果»: what was published of one's own, and re-consideration (ASM-36)."""
    actor, found = actor_of(request), []
    for each in own_results_visible_to(actor):
        known = record_of(each)
        why_not = rules.may_ask(each, known["requests"])
        found.append({"enrolment": each, "certificate": certificate_of(each), "why_not": why_not, **known})
    return render(request, "assessment/following/own_results.html", {"title": "考核结果", "found": found})


@page(OWN)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """«申请复核»."""
    actor = actor_of(request)
    found: Enrolment = get_object_or_404(own_results_visible_to(actor), pk=pk)
    form = GroundsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mine = Enrolment._base_manager.filter(pk=found.pk)
        try:
            ask_reconsideration(mine, grounds=form.cleaned_data["grounds"], by=actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "复核申请已提交，卫生行政机构将在三十日内书面答复。")
            return redirect("assessment:own_results")
    place(request, "assessment:own_results", ("申请复核", None))
    context = {
        "title": "申请复核考核结果",
        "form": form,
        "enrolment": found,
        "why_not": rules.may_ask(found, record_of(found)["requests"]),
    }
    return render(request, "assessment/following/ask.html", context, status=422 if form.errors else 200)


@page(PRINT, OWN)
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """«打印合格证书» of one enrolment, as PDF, sealed where a seal is configured, and not with one that has lapsed."""
    actor = actor_of(request)
    found = certificates_visible_to(actor).filter(enrolment=pk).first()
    if found is None:
        raise Http404
    if why := why_no_seal():
        messages.error(request, f"合格证书暂时不能打印：{why}")
        return redirect("assessment:record", pk)
    audit.looked(found.enrolment, by=actor)
    site = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    seal = seal_file()
    answer = HttpResponse(printed(paper_of(found, site), Seal(*seal) if seal else None), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="certificate-{found.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@page(PRINT)
def printing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the certificates of «打印合格证书» are; htmx asks for the part that changes until they are done."""
    run = get_object_or_404(printings_visible_to(actor_of(request)), pk=pk)
    place(request, "assessment:history", ("打印合格证书", None))
    name = "printing_part.html" if request.headers.get("HX-Request") else "printing.html"
    context = {"title": run.title, "run": run, "back": reverse("assessment:history")}
    return render(request, f"assessment/certificates/{name}", context)


@public_page
@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """«合格证书核验», without log-in: whoever has the paper is told what it says, and whether it still holds."""
    number, code = (request.GET.get(name, "").strip()[:40] for name in ("number", "code"))
    asked = bool(number and code)
    too_often = asked and limits.is_too_often(
        "certificates", entering.address_of(request), most=MOST_ASKED, seconds=limits.MINUTE
    )
    found = certificate_told(number, code) if asked and not too_often else None
    problem = TOO_OFTEN if too_often else "" if found or not asked else NOT_FOUND
    context: dict[str, Any] = {"title": "合格证书核验", "number": number, "code": code, "problem": problem}
    if found:
        context |= {"certificate": found, "name": masking.name(found.content["name"])}
    return render(request, "assessment/certificates/verify.html", context, status=429 if too_often else 200)
