"""Doing a bulk action to the ticked rows, or to all that match; and telling row by row what was not done (PLT-31)."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, QueryDict

from xinglin.engines.actions import Outcome, Refused
from xinglin.kit.row_keys import row_keys

from . import actions
from .address import Asked
from .declaration import Bulk
from .models import BulkResult

MOST_TOLD = 5  # reasons above a form
ANSWERED = "answered"  # the form was on the page, and this is what was written into it


class Unanswered(Exception):
    """An action's form has to be filled in first, or differently."""

    def __init__(self, bulk: Bulk, rows: QuerySet, form: Form) -> None:
        super().__init__(bulk.title)
        self.bulk, self.rows, self.form = bulk, rows, form


def perform(asked: Asked, key: str, posted: QueryDict) -> BulkResult:
    """Run the action of this key on the selection and keep what came of it.

    Raises Refused with the sentence when nothing could be tried, Http404 for an action that is not the actor's,
    Unanswered where its form is to be filled in.
    """
    bulk = asked.listing.bulk_by_key(key)
    if bulk is None or not asked.actor.may(bulk.right):
        raise Http404
    if why := asked.why(bulk.why):
        raise Refused(why)
    facts, made = _opinion(bulk, posted), bulk.form_of(asked.actor)
    form = made(posted) if made and ANSWERED in posted else None
    if made and (form is None or not form.is_valid()):
        raise Unanswered(bulk, selected(asked, posted), form or made())
    facts |= form.cleaned_data if form else {}
    try:
        outcome = bulk.action(selected(asked, posted), by=asked.actor.via("bulk"), **facts)
    except Refused as refused:
        if form is None:
            raise
        form.add_error(None, refused.why)  # what was written can be mended, likewise
        raise Unanswered(bulk, selected(asked, posted), form) from refused
    if form and outcome.refused and not outcome.done:
        _tell(form, outcome)
        raise Unanswered(bulk, selected(asked, posted), form)
    return _kept(asked, bulk, outcome)


def _tell(form: Form, outcome: Outcome) -> None:
    """Why none was done, on the form, so that what was written can be mended (PLT-131)."""
    for why, number in Counter(outcome.refused.values()).most_common(MOST_TOLD):
        form.add_error(None, f"{why}（{number} 条）" if len(outcome.refused) > 1 else why)


def selected(asked: Asked, posted: QueryDict) -> QuerySet:
    """The ticked rows among those the actor sees, or all that match what the address asks (never ids from outside)."""
    if posted.get("all_matching") == "1":
        asked.understood()
        return asked.rows
    keys = row_keys(posted.getlist("ids"))
    if not keys:
        raise Refused("还没有选择记录。请先勾选要办理的记录，再点按钮。")
    return asked.visible.filter(pk__in=keys)


def _opinion(bulk: Bulk, posted: QueryDict) -> dict[str, Any]:
    if not bulk.opinion:
        return {}
    opinion = posted.get(f"opinion:{bulk.key}", "").strip()
    if not opinion:
        raise Refused(f"请填写{bulk.opinion}后再“{bulk.title}”，填写的内容会留存备查。")
    return {"comment": opinion}


def _kept(asked: Asked, bulk: Bulk, outcome: Outcome) -> BulkResult:
    labels = {str(key): label for key, label in outcome.labels.items()}
    if missing := [key for key in outcome.refused if str(key) not in labels]:
        rows = asked.visible.in_bulk(missing)
        labels.update({str(key): asked.listing.label(row) for key, row in rows.items()})
    result = BulkResult(
        account_id=asked.actor.account_id or 0,
        membership_id=asked.actor.membership_id,
        listing=asked.listing.key,
        title=bulk.title,
        done=len(outcome.done),
        unchanged=len(outcome.unchanged),
        refused=[[labels.get(str(key), str(key)), why, key] for key, why in outcome.refused.items()],
    )
    actions.keep_result([result], by=asked.actor)
    return result
