"""A subject of the tests alone: a petition of a hospital, with its own table and two chains to choose from."""

from typing import Any

from django.apps.registry import Apps
from django.db import models

from xinglin.engines.access.models import Scope, Scoped, Unit, UnitKind
from xinglin.engines.access.rights import Right
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Event
from xinglin.engines.actions.indexes import once
from xinglin.engines.review.chain import Chain, FixedSeat, NamedSeat, Seat, Step
from xinglin.engines.review.models import Reviewed
from xinglin.engines.windows.kinds import WindowKind

VIEW = Right("petition.view", "查看申请", frozenset({Role.BASE_ADMIN, Role.PROVINCE_REVIEWER, Role.CITY_REVIEWER}))
SUBMIT = Right("petition.submit", "上报申请", frozenset({Role.BASE_ADMIN}))
REVIEW = Right("petition.review", "审核申请", frozenset({Role.PROVINCE_REVIEWER}))
CITY_REVIEW = Right("petition.city_review", "市审核申请", frozenset({Role.CITY_REVIEWER}))
AGENCY_REVIEW = Right("petition.agency_review", "机构审核申请", frozenset({Role.AGENCY_ADMIN}))
NATION_REVIEW = Right("petition.nation_review", "国家审核申请", frozenset({Role.NATION_REVIEWER}))


class Petition(Scoped, Reviewed):
    """What a hospital asks for."""

    title = models.CharField(max_length=40)
    reason = models.CharField(max_length=40, blank=True)
    document_number = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    institution = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    scope = Scope(province="province", institution="institution")

    class Meta:
        app_label = "review"
        apps = Apps()  # apart from the product's models
        constraints = once("petition", "case")


def lacking(petitions: Any) -> dict[int, str]:
    """A petition without a reason is incomplete."""
    return {petition.pk: "缺：理由。请补全后再上报。" for petition in petitions if not petition.reason}


def forms(petitions: Any) -> dict[int, Any]:
    """The whole form in two sections, one value of it sensitive."""
    return {
        petition.pk: {
            "sections": [
                {
                    "key": "content",
                    "title": "申请内容",
                    "fields": [
                        {"key": "title", "title": "名称", "value": petition.title, "shown": petition.title},
                        {"key": "reason", "title": "理由", "value": petition.reason, "shown": petition.reason},
                    ],
                },
                {
                    "key": "contact",
                    "title": "联系人",
                    "fields": [
                        {
                            "key": "document_number",
                            "title": "证件号码",
                            "value": petition.document_number,
                            "shown": "110***********0011",
                            "sensitive": True,
                        }
                    ],
                },
            ]
        }
        for petition in petitions
    }


def declare(**words: Any) -> Chain:
    """A chain of petitions: one step at the province unless `words` say otherwise."""
    usual: dict[str, Any] = {
        "key": "petition",
        "title": "申请上报",
        "subject": Petition,
        "submit_right": SUBMIT,
        "steps": (Step(key="province", title="省审核", seat=Seat(UnitKind.PROVINCE, REVIEW)),),
        "freezes": forms,
        "may_submit": lacking,
        "label": lambda petition: petition.title,
        "verb": "上报",
        "submitter": "基地",
        "may_reject": True,
        "on_submitted": Event("petition.submitted", "申请已上报"),
        "on_withdrawn": Event("petition.withdrawn", "申请已撤回"),
        "on_approved": Event("petition.approved", "申请已通过"),
        "on_returned": Event("petition.returned", "申请已退回"),
        "on_rejected": Event("petition.rejected", "申请已驳回"),
    }
    return Chain(**{**usual, **words})


CITY = Step(key="city", title="市审核", seat=Seat(UnitKind.CITY, CITY_REVIEW), optional=True)
PROVINCE = Step(key="province", title="省审核", seat=Seat(UnitKind.PROVINCE, REVIEW))
AGENCY = Step(key="agency", title="机构审核", seat=NamedSeat("agency", AGENCY_REVIEW))
NATION = Step(key="nation", title="国家审核", seat=FixedSeat("000000", NATION_REVIEW))
SUBMITTING = WindowKind("petition-submitting", "申请上报")
REVIEWING = WindowKind("petition-reviewing", "申请审核")
