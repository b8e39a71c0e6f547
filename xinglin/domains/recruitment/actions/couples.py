"""联合志愿: asked, accepted, written, agreed to or dissolved by the two concerned, before either submits (REC-50)."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.notices.actions import notify
from xinglin.engines.secrets import blind_index
from xinglin.kit import text

from .. import windows
from ..models import Application, Batch, Couple, JointPreference, Run
from ..queries import couples as q
from ..queries.timing import Timings
from ..rules import couples as rules
from ..rules.applying import APPLY
from ..rules.running import LIVE

May = Callable[[Couple], str | None]


@action("recruitment.couple_asked", "邀请联合报名")
def ask_partner(applications: "QuerySet[Application]", *, name: str, document_number: str, by: Actor) -> Outcome:
    """Invite whoever has this name and document number and applies in the same batch; key of one's own application.

    Raises Refused.
    """
    application = q.matched_applications(by).filter(pk__in=applications.order_by().values("pk")).first()
    if application is None or not by.may(APPLY):
        raise Refused("没有找到可以联合报名的报名草稿：只有按“双向匹配”录取的批次可以联合报名。")
    closed = Timings([application.batch], [windows.REGISTRATION]).why_closed(application.batch, windows.REGISTRATION)
    number = blind_index(text.number(document_number), "document")
    partner = q.partner_of(application, name.strip(), number)
    both = [application.pk, *([partner.pk] if partner else [])]
    list(Application._base_manager.filter(pk__in=both).defer("form").select_for_update().order_by("pk"))
    for each in (application, partner) if partner else (application,):
        each.refresh_from_db(fields=["state", "submitted_at"])  # it may have been sent meanwhile
    why = rules.may_join(application, closed) or rules.may_invite(application, partner, q.coupled(both))
    if why or partner is None:
        raise Refused(why or rules.UNKNOWN)
    Couple.objects.create(batch=application.batch, first=application, second=partner)
    words = f"{application.person.name}邀请您在“{application.batch.name}”中联合报名。"
    _tell([partner], "联合报名邀请", words, by)
    return Outcome(done=[application.pk])


@action("recruitment.couple_accepted", "接受联合报名邀请")
def accept_invitations(couples: "QuerySet[Couple]", *, by: Actor) -> Outcome:
    """Say yes to being a couple; the joint preferences are agreed to apart. By the one who was asked."""
    claimed, outcome = _judged(couples, by, "second", lambda _rows: rules.may_accept)
    Couple.objects.filter(pk__in=outcome.done).update(accepted_at=timezone.now())
    done = [each for each in claimed if each.pk in outcome.done]
    _tell([each.first for each in done], "对方已接受联合报名", "请填报联合志愿，填报后由对方确认。", by)
    return outcome


@action("recruitment.couple_dissolved", "取消联合报名")
def dissolve_couples(couples: "QuerySet[Couple]", *, by: Actor) -> Outcome:
    """Refuse an invitation, or go each alone again; by either of the two."""
    claimed, outcome = _judged(couples, by, "", lambda _rows: lambda _couple: None)
    done = [each for each in claimed if each.pk in outcome.done]
    Couple.objects.filter(pk__in=outcome.done).delete()
    others = [each.second if each.first.person.account_id == by.account_id else each.first for each in done]
    _tell(others, "联合报名已取消", "您按自己填报的志愿单独参加录取。", by)
    return outcome


@action("recruitment.couple_parted", "解除联合报名")
def part_couples(couples: "QuerySet[Couple]", *, comment: str, by: Actor) -> Outcome:
    """Each goes alone again, as the organiser of the batch decides until it is sealed; both are told why."""
    asked = q.couples_run_by(by).filter(pk__in=couples.order_by().values("pk")).order_by()
    list(Batch.objects.filter(pk__in=asked.values("batch")).select_for_update().order_by("pk"))  # as sealing does
    locked = Couple.objects.filter(pk__in=asked.values("pk")).select_for_update(of=("self",)).order_by("pk")
    claimed = list(locked.select_related(*q.BOTH))
    runs = Run._base_manager.filter(batch__in={c.batch_id for c in claimed}, is_dry=False, state__in=LIVE)
    sealed = {run.batch_id: run for run in runs.defer("inputs")}
    outcome = Outcome.judged((each.pk, rules.may_part(comment, sealed.get(each.batch_id))) for each in claimed)
    outcome.labels = {each.pk: f"{each.first.person.name}、{each.second.person.name}" for each in claimed}
    done = [each for each in claimed if each.pk in outcome.done]
    Couple.objects.filter(pk__in=outcome.done).delete()
    both = [one for each in done for one in (each.first, each.second)]
    words = f"{by.unit_name}：{comment.strip()}。您按自己填报的志愿单独参加录取。"
    _tell(both, "联合报名已解除", words, by)
    return outcome


@action("recruitment.couple_paired", "填报联合志愿")
def save_pairs(couples: "QuerySet[Couple]", pairs: Sequence[rules.Pair], *, by: Actor) -> Outcome:
    """These pairs in this order, instead of those before; the other is asked to agree anew. By the one who asked."""

    def judge(rows: Sequence[Couple]) -> May:
        wishes = q.wishes_of({one for row in rows for one in (row.first_id, row.second_id)})
        places = {pk: {wish.place_id for wish in found} for pk, found in wishes.items()}
        return lambda couple: rules.may_pair(couple, pairs, places[couple.first_id], places[couple.second_id])

    claimed, outcome = _judged(couples, by, "first", judge)
    JointPreference.objects.filter(couple__in=outcome.done).delete()
    JointPreference.objects.bulk_create(
        JointPreference(couple_id=pk, rank=rank, first_place_id=first, second_place_id=second)
        for pk in outcome.done
        for rank, (first, second) in enumerate(pairs, start=1)
    )
    Couple.objects.filter(pk__in=outcome.done).update(agreed_at=None)
    done = [each for each in claimed if each.pk in outcome.done]
    _tell([each.second for each in done], "请确认联合志愿", "对方填报或修改了联合志愿，您同意后才生效。", by)
    return outcome


@action("recruitment.couple_agreed", "同意联合志愿")
def agree_pairs(couples: "QuerySet[Couple]", *, seen: int, by: Actor) -> Outcome:
    """Agree to the joint preferences as they stand; by the one who was asked. `seen`: key of the last that he read."""

    def judge(rows: Sequence[Couple]) -> May:
        pairs = q.pairs_of(row.pk for row in rows)
        return lambda couple: rules.may_agree(couple, [pair.pk for pair in pairs[couple.pk]], seen)

    claimed, outcome = _judged(couples, by, "second", judge)
    Couple.objects.filter(pk__in=outcome.done).update(agreed_at=timezone.now())
    done = [each for each in claimed if each.pk in outcome.done]
    _tell([each.first for each in done], "对方已同意联合志愿", "两人都提交报名后生效。", by)
    return outcome


def _judged(
    couples: "QuerySet[Couple]", by: Actor, side: str, judge: Callable[[Sequence[Couple]], May]
) -> tuple[list[Couple], Outcome]:
    """The actor's couples, locked with both applications, so that neither submits meanwhile. `side`: whose word.

    `judge` reads what it needs once they are locked.
    """
    asked = q.couples_visible_to(by).filter(pk__in=couples.order_by().values("pk"))
    if side:
        asked = asked.filter(**{f"{side}__person__account": by.account_id or 0})
    keys = list(asked.order_by("pk").values_list("pk", "first", "second"))
    both = {one for _, *pair in keys for one in pair}
    list(Application._base_manager.filter(pk__in=both).defer("form").select_for_update().order_by("pk"))
    locked = Couple.objects.filter(pk__in=[pk for pk, *_ in keys]).select_for_update(of=("self",))
    claimed = list(locked.select_related(*q.BOTH).order_by("pk"))
    timings = Timings({each.batch for each in claimed}, [windows.REGISTRATION])
    closed = {each.pk: timings.why_closed(each.batch, windows.REGISTRATION) for each in claimed}
    may = judge(claimed)
    return claimed, Outcome.judged(
        (each.pk, rules.may_change(each, by.account_id, closed[each.pk]) or may(each)) for each in claimed
    )


def _tell(applications: Sequence[Application], title: str, body: str, by: Actor) -> None:
    accounts = [each.person.account_id for each in applications if each.person.account_id]
    notify(accounts, title, body, reverse("matching:couple"), by=by)
