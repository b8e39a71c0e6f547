"""The one place that decides what an actor sees (PLT-04)."""

from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from .actor import Actor
from .models import Scoped
from .rights import Right

M = TypeVar("M", bound=Scoped)


def visible(model: type[M], actor: Actor, right: Right) -> "QuerySet[M]":
    """Rows of a scoped table that lie under the actor's unit, if his role holds the right; else none."""
    rows = model._base_manager.all()
    if actor.is_system:
        return rows
    condition = model.scope.condition(actor) if actor.may(right) else None
    return rows.none() if condition is None else rows.filter(condition)


def claim(rows: "QuerySet[M]", by: Actor, right: Right, *related: str) -> list[M]:
    """Lock the asked rows that `by` may touch, in key order, so that two bulk actions never dead-lock.

    Rows that are not his are left out, as if they did not exist. `related`: what the rules need beside them. It is read
    in a second statement, since what is joined while a lock is waited for may still show the past.
    """
    hold_of(rows)
    asked = visible(rows.model, by, right).filter(pk__in=rows.order_by().values("pk"))
    locked = list(asked.select_for_update(of=("self",)).order_by("pk"))
    if not related:
        return locked
    found = rows.model._base_manager.filter(pk__in=[row.pk for row in locked])
    return list(found.select_related(*related).order_by("pk"))


def hold(rows: "QuerySet[Model]") -> None:
    """Keep these from being ended until the transaction is over: any number of actions hold one at once, and who ends
    it locks it `FOR UPDATE`, waits for them, and is seen by all that come after.
    """
    try:
        sql, params = rows.order_by("pk").values("pk").query.sql_with_params()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR KEY SHARE", params)


def hold_of(rows: "QuerySet[M]") -> None:
    """The same of what rows hang on, where their table names it (`Scope.held`)."""
    if path := rows.model.scope.held:
        model: Any = rows.model
        for name in path.split("__"):
            model = model._meta.get_field(name).related_model
        hold(model._base_manager.filter(pk__in=rows.order_by().values(path)))
