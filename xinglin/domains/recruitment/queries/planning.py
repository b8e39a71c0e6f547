"""What becomes of lines that a base applies for: the same for its page and its sheet (REC-02)."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.actor import Actor

from ..models import Batch, Place, Plan
from ..rules import plans as rules
from ..windows import PLANNING
from .batches import batches_for
from .plans import Offering
from .timing import Timings

Row = Mapping[str, Any]
Refusal = tuple[str, str] | None  # (column, sentence)
NO_BATCH = "没有找到本基地可以申报的招收批次，请核对；批次由省级安排。"


class Lines:
    """A base's batches, plans and lines beside rows that ask for places.

    A row gives `batch` (key), `specialty` (code), `site` (key or None) and `asked`; `read` makes one of a sheet's row.
    """

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        self.base = by.unit
        named = {row["batch"] for row in rows}
        mine = batches_for(self.base).select_related("province")
        keys, names = [n for n in named if isinstance(n, int)], [n for n in named if isinstance(n, str)]
        self.batches: dict[int, Batch] = {
            each.pk: each for each in (mine.filter(pk__in=keys) | mine.filter(name__in=names))
        }
        self.by_name = {(each.intake_year, each.name): each.pk for each in self.batches.values()}
        self.timings = Timings(self.batches.values(), [PLANNING])
        self.offering = Offering([self.base.pk])
        self.sites = {site.name: pk for pk, site in self.offering.sites[self.base.pk].items()}
        self.specialties = {each.code: each for each in Specialty.objects.all()}
        self.load()

    def load(self) -> None:
        """Plans and lines as they stand."""
        plans = Plan._base_manager.filter(batch__in=self.batches, institution=self.base).select_related("case")
        self.plans = {each.batch_id: each for each in plans.order_by("pk")}
        lines = Place._base_manager.filter(plan__in=self.plans.values()).order_by("pk")
        self.standing = {(each.batch_id, each.specialty_id, each.site_id): each for each in lines}

    def read(self, row: Row) -> tuple[Row, Refusal]:
        """A sheet's row, which names batch and site in words."""
        site = row.get("site")
        batch = self.by_name.get((row["intake_year"], row["batch"]))
        asked = {
            "batch": batch,
            "specialty": row["specialty"],
            "site": self.sites.get(site or ""),
            "asked": row["asked"],
        }
        if batch is None:
            return asked, ("batch", NO_BATCH)
        if site and asked["site"] is None:
            return asked, ("site", f"“{site}”不是本基地的协同单位，请核对；新的协同单位先由省级登记。")
        return asked, None

    def refusal(self, row: Row) -> Refusal:
        """Why a line cannot be saved."""
        batch = self.batches.get(row["batch"])
        if batch is None or row["specialty"] not in self.specialties:
            return "batch", NO_BATCH
        why = self.timings.why_closed(batch, PLANNING, self.base.pk) or rules.may_plan(self.plans.get(batch.pk))
        if why:
            return "", why
        standing = self.found(row)
        if why := rules.may_ask(row["asked"], standing):
            return "asked", why
        if row["asked"] > (standing.asked if standing else 0):
            return self.offering.why_not(self.base.pk, row["specialty"], row.get("site"))
        return None

    def found(self, row: Row) -> Place | None:
        """The line that stands already."""
        return self.standing.get((row["batch"], self.specialties[row["specialty"]].pk, row.get("site")))
