"""Whom to remind that time runs out, before it does (REC-14, REC-17)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from xinglin.engines.windows.queries import Opening

from ..enums import Answer, ApplicationState
from ..models import Application, ClosingReminder
from ..rules import answering as rules
from ..windows import ACCEPTANCE, REGISTRATION
from .answering import released
from .timing import Timings

DAYS_BEFORE = (1, 3)  # the nearest first


@dataclass(frozen=True)
class Reminding:
    """One application of which something ends at a moment: its result waits for an answer or, without one, the draft
    for its submission. `days`: how near the end is."""

    application_id: int
    account_id: int | None
    batch_name: str
    days: int
    ends_at: datetime
    offer_id: int | None = None

    @property
    def key(self) -> tuple[int, int | None, int, datetime]:
        """By which it is sent once."""
        return self.application_id, self.offer_id, self.days, self.ends_at


def due() -> list[Reminding]:
    """Everything to be said now, whether or not it was said before; what a stopped worker missed is due still."""
    offers = list(released().filter(answer=Answer.NONE).order_by("pk"))
    drafts = list(Application._base_manager.filter(state=ApplicationState.DRAFT).select_related("batch", "person"))
    batches = {offer.batch for offer in offers} | {draft.batch for draft in drafts}
    timings = Timings(batches, [ACCEPTANCE, REGISTRATION])
    found = []
    for offer in offers:
        opening = timings.opening(offer.batch, ACCEPTANCE, offer.institution_id)
        days = _near(opening)
        if days and opening.ends_at and rules.may_answer(offer, opening) is None:
            account, name = offer.person.account_id, offer.batch.name
            found.append(Reminding(offer.application_id, account, name, days, opening.ends_at, offer.pk))
    for draft in sorted(drafts, key=lambda row: row.pk):
        opening = timings.opening(draft.batch, REGISTRATION)
        if (days := _near(opening)) and opening.ends_at:
            found.append(Reminding(draft.pk, draft.person.account_id, draft.batch.name, days, opening.ends_at))
    return found


def _near(opening: Opening) -> int | None:
    """The smallest number of days within which it ends; None while there is more time, or none at all."""
    if not opening.is_open or opening.ends_at is None:
        return None
    left = opening.ends_at - timezone.now()
    return next((days for days in DAYS_BEFORE if left <= timedelta(days=days)), None)


def unsent(reminders: Sequence[Reminding]) -> list[Reminding]:
    """Those that nobody has sent yet; one statement."""
    keys: Iterable[int] = {each.application_id for each in reminders}
    sent = ClosingReminder.objects.filter(application__in=keys)
    known = set(sent.values_list("application", "offer", "days", "ends_at"))
    return [each for each in reminders if each.key not in known]
