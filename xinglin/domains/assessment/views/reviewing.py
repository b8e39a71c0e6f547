"""Pages of institution and agency: review with verdicts, conduct on record, opinions of others (ASM-31 to ASM-35)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.review.models import Verdict as Word
from xinglin.engines.review.pages import ReviewPage, first_waiting_view, review_view
from xinglin.engines.review.reading import Typed

from ..actions.conduct import record_conduct
from ..actions.reviewing import add_opinions, pass_on
from ..chains import ASSESSMENT
from ..enums import Aspect, Procedure
from ..forms.reviewing import ConductForm, ConductOfForm, OpinionForm, opinion_initial
from ..models import Enrolment, Physician
from ..queries import reviewing as q
from ..queries.enrolling import JOINED, dossiers_of
from ..rules import reviewing as rules
from ..rules.enrolling import REVIEW, SECOND_REVIEW
from .answers import actor_of, answer

PREFIX, REASON = "verdict:", "reason:"
KEYS = (("1", "2"), ("3", "4"))  # of the keyboard: 合格 and 不合格 of the first and the second aspect


def _given(posted: QueryDict) -> rules.Given:
    """The verdicts on the page: aspect → 合格, and the reason."""
    return {
        aspect: (posted[f"{PREFIX}{aspect}"] == "1", posted.get(f"{REASON}{aspect}", ""))
        for aspect in Aspect.values
        if posted.get(f"{PREFIX}{aspect}") in ("0", "1")
    }


def _judged(one: Any, typed: Typed, posted: QueryDict, *, expected: Mapping[int, int], by: Actor) -> Outcome:
    verdicts = dict.fromkeys(expected, _given(posted))
    return pass_on(one, verdicts, by=by, comment=typed.comment, expected=expected)


def _judging(enrolment: Enrolment, actor: Actor, posted: QueryDict) -> dict[str, Any]:
    """What is judged here, as it was typed or as it stands; and what one must know for it."""
    rows = Enrolment._base_manager.filter(pk=enrolment.pk).select_related(*JOINED)
    found = rows.get()
    standing = {aspect: (row.is_passed, row.reason) for aspect, row in q.verdicts_of([found]).get(found.pk, {}).items()}
    values = {**standing, **_given(posted)}
    asked = rules.asked_of(found)
    return {
        "judged": [(aspect, *values.get(aspect, (None, "")), keys) for aspect, keys in zip(asked, KEYS, strict=False)],
        "judging_tab": rules.JUDGING_TAB,
        "lacking": q.why_not_open(dossiers_of([found])[found.pk]),
        "records": q.records_of_cycle(found),
        "opinions": [q.opinion_shown(each) for each in q.opinions_of(found)],
        "others": found.physician.other_practices.order_by("name"),
        "is_institution": actor.may(REVIEW),
    }


def _facts(enrolment: Enrolment) -> list[str]:
    early = ["提前考核"] if enrolment.early_for_id else []
    return [Procedure(enrolment.procedure).label if enrolment.procedure else "", enrolment.institution.name, *early]


def _same_procedure(enrolment: Enrolment, queue: Any) -> Any:
    return queue.filter(procedure=enrolment.procedure)


FIRST = ReviewPage(
    chain=ASSESSMENT,
    rights=(REVIEW,),
    rows=q.reviewed_visible_to,
    address="assessment:review",
    listing="assessment:reviews_general",
    listing_of=lambda each: f"assessment:reviews_{each.procedure or Procedure.GENERAL}",
    facts=_facts,
    template="assessment/review.html",
    more=_judging,
    approve=_judged,
    among=_same_procedure,
    done={
        Word.APPROVE: "已提交考核机构复核",
        Word.RETURN: "已驳回，医师修改后可以重新申请",
        Word.WITHDRAW: "已撤回",
    },
)
SECOND = ReviewPage(
    chain=ASSESSMENT,
    rights=(SECOND_REVIEW,),
    rows=q.second_reviewed_visible_to,
    address="assessment:second_review",
    listing="assessment:second_reviews",
    facts=_facts,
    template="assessment/review.html",
    more=_judging,
    approve=_judged,
    among=_same_procedure,
    done={Word.APPROVE: "已复核通过", Word.RETURN: "已退回机构", Word.WITHDRAW: "已撤回"},
)
review = review_view(FIRST)
second_review = review_view(SECOND)
second_review_next = first_waiting_view(SECOND)


@page(REVIEW)
def opinion_new(request: HttpRequest, pk: int) -> HttpResponse:
    """«新增意见» on one physician (ASM-34)."""
    actor = actor_of(request)
    found = get_object_or_404(q.reviewed_visible_to(actor), pk=pk)
    others = list(found.physician.other_practices.values_list("name", flat=True))
    form = OpinionForm(request.POST or None, initial=opinion_initial(others))

    def save(given: dict[str, Any]) -> Outcome:
        said = {name: given[name] for name in ("institution_name", "text", "given_on")}
        return add_opinions(Enrolment._base_manager.filter(pk=pk), **said, by=actor)

    return answer(
        request,
        form,
        save,
        listing=f"assessment:reviews_{found.procedure or Procedure.GENERAL}",
        title=f"新增意见：{found}",
        then=FIRST.url(pk),
        back=FIRST.url(pk),
    )


@page(REVIEW)
def conduct_of(request: HttpRequest, pk: int) -> HttpResponse:
    """«登记行为记录» of the physician under review."""
    actor = actor_of(request)
    found = get_object_or_404(q.reviewed_visible_to(actor), pk=pk)
    form = ConductForm(request.POST or None, initial={"institution_name": found.institution.name})

    def save(given: dict[str, Any]) -> Outcome:
        return record_conduct(Physician._base_manager.filter(pk=found.physician_id), given, by=actor)

    return answer(
        request,
        form,
        save,
        listing=f"assessment:reviews_{found.procedure or Procedure.GENERAL}",
        title=f"登记行为记录：{found}",
        then=FIRST.url(pk),
        back=FIRST.url(pk),
    )


@page(rules.CONDUCT)
def conduct_new(request: HttpRequest) -> HttpResponse:
    """«登记行为记录», the physician found by his whole document number."""
    actor = actor_of(request)
    form = ConductOfForm(request.POST or None)

    def save(given: dict[str, Any]) -> Outcome:
        keys = q.physicians_by_number(actor, given["index"])
        if not keys:
            raise Refused("在您的管理范围内没有找到这个证件号码的医师，请核对完整的证件号码。")
        return record_conduct(Physician._base_manager.filter(pk__in=keys), given, by=actor)

    return answer(request, form, save, listing="assessment:conduct", title="登记行为记录")
