"""Answers that nobody can trace (FAC-09). docs/decisions/0013-anonymous-ratings.md tells against whom, and how.

`Given` knows who has answered and nothing of the answer; `Ballot` is an answer and knows of nobody. They share no
column, neither has a moment, a running number or a history, and each new ballot has its whole box written anew.
"""

import secrets

from django.db import models

from xinglin.domains.rotation.public import Stay
from xinglin.engines.access.models import Scope, Scoped, Unit
from xinglin.engines.secrets.columns import EncryptedField


class Box(Scoped):
    """The answers about one department and year. Once counted it holds figures, and the answers are destroyed.

    `mean` is of the whole department; it is empty where it would tell of fewer people than the minimum.
    """

    scope = Scope(province="province_id", institution="institution_id", section="department_id")

    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="科室")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="医院")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="省份", db_index=False)
    year = models.PositiveSmallIntegerField("年度")
    counted_on = models.DateField("汇总日期", null=True, blank=True)
    asked = models.PositiveIntegerField("应评价人次", null=True, blank=True)
    answered = models.PositiveIntegerField("已评价人次", null=True, blank=True)
    mean = models.DecimalField("科室平均分", max_digits=4, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["-year", "department"]
        constraints = [models.UniqueConstraint(fields=["department", "year"], name="rating_box_once")]


class Given(Scoped):
    """This stay has been rated: that, and not how. Kept until the box is counted, so that nobody answers twice."""

    scope = Scope(province=None, institution=None, own="stay__stint__resident__training__person__account_id")

    stay = models.OneToOneField(Stay, models.CASCADE, primary_key=True, related_name="+")


def random_key() -> int:
    """A key that says nothing of when it was drawn."""
    return secrets.randbits(62)


class Ballot(models.Model):
    """One answer: supervisor, scores and words, sealed, in a box with the others."""

    key = models.BigIntegerField(primary_key=True, default=random_key)
    box = models.ForeignKey(Box, models.CASCADE, related_name="ballots")
    sealed = EncryptedField("text")
