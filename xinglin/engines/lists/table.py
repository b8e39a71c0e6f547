"""One page of a list: keys first, then the rows of the page, so that page 200 of a million rows costs little."""

from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import QueryDict
from django.utils.safestring import SafeString

from .address import Asked
from .columns import Column
from .declaration import Bulk, RowLink
from .row_address import ROW, row_address

FEW = 500  # keys of so many rows are read at once


def rows_of(asked: Asked, keys: list[int]) -> list[Any]:
    """The rows of these keys in this order, with what the list loads for them."""
    found = asked.joined(asked.visible).in_bulk(keys)
    rows = [found[key] for key in keys if key in found]
    if asked.listing.load:
        asked.listing.load(rows, asked.actor)
    return rows


class Pages(Paginator):
    """Reads the keys of a page from the index alone, then the page's rows with all they join (deferred join).

    A page that does not exist is the nearest one that does: rows may have gone since the address was written.
    """

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked.ordered, asked.size)
        self.asked = asked

    def page(self, number: Any) -> Page:
        """The page of this number, as it was written in the address."""
        number = self.validate_number(number)
        part = slice((number - 1) * self.asked.size, number * self.asked.size)
        keys = self.asked.ordered.values_list("pk", flat=True)
        # Few are read at once: asked for the first of them, the database would walk the whole order for few.
        chosen = list(keys[part]) if self.count > FEW else list(keys)[part] if self.count else []
        return Page(rows_of(self.asked, chosen) if chosen else [], number, self)

    def validate_number(self, number: Any) -> int:
        """The page's number, always a page that exists."""
        try:
            return super().validate_number(number)
        except PageNotAnInteger:
            return 1
        except EmptyPage:
            return self.num_pages if str(number).isdigit() and int(number) > 0 else 1


class Table:
    """What the template draws. `posted`: what was typed and ticked, to be shown again when it was refused."""

    def __init__(self, asked: Asked, posted: QueryDict) -> None:
        self.asked, self.listing, self.actor, self.posted = asked, asked.listing, asked.actor, posted
        self.here = asked.query()
        self.page = Pages(asked).page(asked.page)

    @property
    def total(self) -> int:
        """How many rows match."""
        return self.page.paginator.count

    @property
    def is_all_chosen(self) -> bool:
        """Were all that match chosen, in what was sent and not done?"""
        return self.posted.get("all_matching") == "1"

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        """Headings with the address that sorts by them: upwards, downwards, and back to the list's own order."""
        turns = {"": "{}", "up": "-{}", "down": ""}
        heads = []
        for column in self.asked.columns:
            key, sort = column.key, self.asked.sort
            state = "up" if sort == key else "down" if sort == f"-{key}" else ""
            url = self.asked.query(sort=turns[state].format(key), page=None) if column.order else ""
            heads.append({"column": column, "state": state, "url": url})
        return heads

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Each row with its name, cells and actions."""
        columns, picked = self.asked.columns, set(self.posted.getlist("ids"))
        for serial, row in enumerate(self.page.object_list, self.page.start_index()):
            row.serial = serial
        return [
            {
                "pk": row.pk,
                "picked": str(row.pk) in picked,
                "label": self.listing.label(row),
                "cells": SafeString("".join(column.cell(row, self) for column in columns)),
                "actions": [self._action(each, row) for each in self.row_actions],
            }
            for row in self.page.object_list
        ]

    @cached_property
    def row_actions(self) -> list[RowLink | Bulk]:
        """Those the actor's role holds the right for."""
        return [each for each in self.listing.row_actions if self.actor.may(each.right)]

    @cached_property
    def bulk(self) -> list[dict[str, Any]]:
        """Bulk actions the role may use, each with why it cannot be used now, and the opinion typed before."""
        return [
            {"bulk": each, "why": self.asked.why(each.why), "opinion": self._opinion(each)}
            for each in self.listing.bulk
            if self.actor.may(each.right)
        ]

    def _opinion(self, bulk: Bulk) -> str:
        """What was typed before, else what is proposed."""
        drafted = bulk.draft(self.actor) if bulk.draft else ""
        return self.posted.get(f"opinion:{bulk.key}", drafted)

    @cached_property
    def choices(self) -> list[tuple[Column, bool]]:
        """(column, is it shown) of those that can be put away."""
        shown = {column.key for column in self.asked.columns}
        return [(column, column.key in shown) for column in self.listing.columns if not column.fixed]

    def _action(self, each: RowLink | Bulk, row: Any) -> dict[str, Any]:
        why = each.may(row) if each.may else None
        if isinstance(each, Bulk):
            url = row_address(row.pk, "lists:act", self.listing.key, ROW, each.key) + self.here
            return {"title": each.title, "why": why or self.asked.why(each.why), "url": url, "bulk": True}
        return {"title": each.title, "why": why, "url": each.address(row)}
