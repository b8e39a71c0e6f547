"""Writes to the inbox, reminders, contacts, and how people want to be told."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.sets import listed

from . import rules
from .models import Contact, Notice, Reach, Reminder, Topic
from .queries import last_reminders, members_of
from .reaching import reach


@action("notices.sent", "发送消息")
def notify(
    accounts: Collection[int],
    title: str,
    body: str | Mapping[int, str] = "",
    url: str | Mapping[int, str] = "",
    *,
    by: Actor,
    topic: Topic = Topic.OTHER,
) -> Outcome:
    """Tell every account once, in its inbox and in the ways it chose for the topic (PLT-71); keys are account ids.

    `body`, and `url`, where it leads: for all or by account.
    """
    told = sorted(set(accounts))
    urls = url if isinstance(url, Mapping) else dict.fromkeys(told, url)
    bodies = body if isinstance(body, Mapping) else dict.fromkeys(told, body)
    facts = {"title": title, "sender": by.unit_name}
    notices = Notice.objects.bulk_create(
        (Notice(account_id=pk, body=bodies.get(pk, ""), url=urls.get(pk, ""), **facts) for pk in told),
        batch_size=10000,
    )
    reach(notices, topic)
    return Outcome(done=told)


@action("notices.read", "标为已读")
def mark_read(notices: Collection[int] | None = None, *, by: Actor) -> Outcome:
    """Mark one's own messages as read, all of them when none is named; keys are primary keys."""
    unread = Notice.objects.filter(account_id=by.account_id or 0, read_at=None).select_for_update().order_by("pk")
    if notices is not None:
        unread = unread.filter(pk__in=notices)
    found = [notice.pk for notice in unread.only("pk")]
    Notice.objects.filter(pk__in=found).update(read_at=timezone.now())
    return Outcome(done=found)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What somebody is reminded of. `about`: its key, by which «once a day» is counted; `roles`: who is told there."""

    about: str
    title: str
    roles: Collection[str]
    url: str
    topic: Topic = Topic.REMINDED


@action("notices.reminded", "提醒下级单位")
def remind(units: "QuerySet[Unit]", *, matter: Matter, comment: str | Mapping[int, str], by: Actor) -> Outcome:
    """Remind units below the actor's own of a matter, at most once a day, and keep that it was done (REP-42).

    `comment`: the words, for all or by unit. Keys are those of the units. Raises Refused when the words are none.
    """
    for text in {comment} if isinstance(comment, str) else set(comment.values()):
        if why := rules.may_word(text):
            raise Refused(why)
    below = Unit.objects.filter(path__startswith=by.unit.path or "-").exclude(pk=by.unit.pk)
    asked = below.filter(pk__in=units.order_by().values("pk")) if by.may(rules.REMIND) else below.none()
    found = list(asked.select_for_update(no_key=True).order_by("pk"))
    keys = [unit.pk for unit in found]
    last, members = last_reminders(keys, matter.about), members_of(keys, matter.roles)
    told = Counter(unit_id for unit_id, _ in members)
    outcome = Outcome.judged((pk, rules.may_remind(last.get(pk), told[pk])) for pk in keys)
    outcome.labels = {unit.pk: unit.name for unit in found}
    words = {pk: (comment if isinstance(comment, str) else comment[pk]).strip() for pk in outcome.done}
    Reminder.objects.bulk_create(_reminder(pk, told[pk], matter, words[pk], by) for pk in outcome.done)
    bodies = {account_id: words[unit_id] for unit_id, account_id in members if unit_id in words}
    notify(list(bodies), matter.title, bodies, matter.url, by=by, topic=matter.topic)
    return outcome


def _reminder(unit_id: int, told: int, matter: Matter, text: str, by: Actor) -> Reminder:
    return Reminder(
        unit_id=unit_id,
        about=matter.about,
        text=text,
        told=told,
        account_id=by.account_id,
        name=by.name,
        unit_name=by.unit_name,
    )


@action("notices.contacts_saved", "维护负责人")
def save_contacts(contacts: Sequence[Contact], *, by: Actor) -> Outcome:
    """The contacts of the actor's own unit are these from now on, in this order; keys are indexes of the list given.

    All or none: one that is not complete refuses them all. Raises Refused.
    """
    for why in (rules.may_keep_contacts(by), *map(rules.unfit, contacts)):
        if why:
            raise Refused(why)
    Unit.objects.select_for_update(no_key=True).get(pk=by.unit.pk)
    Contact.objects.filter(unit=by.unit).delete()
    for place, contact in enumerate(contacts):
        contact.unit, contact.place = by.unit, place
    Contact.objects.bulk_create(contacts)
    return Outcome(done=list(range(len(contacts))))


@action("notices.reach_chosen", "设置消息接收方式")
def choose_reach(chosen: Sequence[Reach], *, by: Actor) -> Outcome:
    """How the actor's own account wants to be told; keys are indexes of the list given (PLT-71)."""
    for each in chosen:
        each.account_id = by.account_id or 0
    Reach.objects.filter(account__in=listed([by.account_id or 0], "bigint")).delete()
    Reach.objects.bulk_create(chosen[:1])
    return Outcome(done=list(range(len(chosen[:1]))))
