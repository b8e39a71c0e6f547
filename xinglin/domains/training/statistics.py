"""What is counted of residents, and by what (REP-42, PLT-110)."""

from django.db.models import Count

from xinglin.domains.reference.public import labels
from xinglin.engines.access.actor import Actor
from xinglin.engines.statistics.declaration import Choices, Dimension, Figures, Measure

from . import rules
from .enums import BOUND, TrainingStatus
from .queries import figures as q

PEOPLE = Count("*")


def _listed(key: str, title: str, codes: str) -> Dimension:
    """A dimension whose parts are a published code list."""

    def choices(actor: Actor) -> Choices:
        return list(labels(codes).items())

    return Dimension(key=key, title=title, choices=choices, ordered=True)


def _status(title: str, *statuses: TrainingStatus) -> Measure:
    values = frozenset(status.value for status in statuses)
    return Measure(key=statuses[0].value, title=title, aggregate=PEOPLE, where="status", values=values)


RESIDENTS = Figures(
    key="residents",
    title="住院医师统计",
    url="training:statistics",
    right=rules.VIEW,
    rows=q.facts_visible_to,
    version=q.last_approval,
    source="按省级最近一次审核通过的信息统计",
    dimensions=(
        Dimension(key="province", title="省份", choices=q.provinces_of, down="institution"),
        Dimension(
            key="city",
            title="城市",
            at="institution",
            choices=q.cities_of,
            fold=q.city_of_bases,
            down="institution",
            unnamed="省直属",
        ),
        Dimension(key="institution", title="培训基地", choices=q.base_names, down="specialty"),
        Dimension(key="specialty", title="培训专业", choices=q.specialty_names, down="intake_year"),
        Dimension(key="intake_year", title="招收年份", choices=q.intake_years, down="status", ordered=True, line=True),
        Dimension(key="status", title="培训状态", choices=q.statuses, down="resident_category", ordered=True),
        _listed("resident_category", "人员类型", "resident_category"),
        _listed("cultivation_type", "培养类型", "cultivation_type"),
        _listed("graduate_kind", "应届/往届", "graduate_kind"),
        Dimension(key="training_years", title="核定培训年限", choices=q.numbers_of_years, ordered=True),
        _listed("gender", "性别", "gender"),
        Dimension(key="highest_level", title="学历", choices=q.levels, ordered=True),
        _listed("licensing_exam", "医师资格考试", "licensing_exam"),
        Dimension(key="is_rural_order", title="农村订单定向", choices=q.yes_or_no, ordered=True),
        Dimension(key="is_western_support", title="西部支援行动", choices=q.yes_or_no, ordered=True),
    ),
    measures=(
        Measure(key="people", title="人数", aggregate=PEOPLE),
        _status("在基地", *BOUND),
        _status("结业", TrainingStatus.COMPLETED),
        _status("退培", TrainingStatus.WITHDRAWN),
    ),
    empty="省级审核通过的住院医师才纳入统计。审核通过后，这里按省份、基地、专业等逐级查看。",
)
