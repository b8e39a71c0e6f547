"""What a medical institution is beside a node of the tree (PLT-01)."""

from django.db import models

from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.models import Unit
from xinglin.engines.history.tracking import tracked

from .enums import BaseLevel, HospitalKind, HospitalLevel


@tracked()
class Hospital(models.Model):
    """The profile of an institution; a training base when it has a base level."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="hospital", limit_choices_to={"kind": "institution"})
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    level = models.CharField("医院等级", max_length=20, choices=HospitalLevel, blank=True)
    kind = models.CharField("医院类别", max_length=20, choices=HospitalKind, blank=True)
    is_military = models.BooleanField("是否军队医院", default=False)
    base_level = models.CharField("基地级别", max_length=20, choices=BaseLevel, blank=True)
    base_code = models.CharField("基地代码", max_length=3, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~models.Q(credit_code=""), name="hospital_credit_code_once"
            )
        ]


@tracked()
class SpecialtyBase(models.Model):
    """One specialty's programme within a training base (专业基地)."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="specialty_base")
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="specialty_bases")
    specialty = models.ForeignKey(Specialty, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "specialty"], name="specialty_base_once")]


@tracked()
class Affiliation(models.Model):
    """A hospital that trains under a main base (协同单位)."""

    base = models.ForeignKey(Unit, models.PROTECT, related_name="affiliations")
    site = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "site"], name="affiliation_once"),
            models.CheckConstraint(condition=~models.Q(base=models.F("site")), name="affiliation_of_another"),
        ]
