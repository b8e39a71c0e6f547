"""考核成绩 by batch, and what was published of them (REC-24)."""

from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List, RowLink

from ..actions import scoring as actions
from ..models import Announcement, Batch
from ..queries import scoring as q
from ..queries.batches import names_of, years_of
from ..rules.scoring import PUBLISH, SCORE


def _sheet(name: str, batch: Batch) -> str:
    return f"{reverse(f'sheets:{name}', args=['recruitment-scores'])}?about={batch.pk}"


SCORED = List(
    key="recruitment-scores",
    title="考核成绩与排名",
    url="admission:scores",
    right=SCORE,
    rows=q.batches_examined_by,
    columns=(
        c.Show("name", "招收批次", link="admission:ranking", fixed=True, width=30),
        c.Number("intake_year", "招收届别"),
        c.Show("owner", "组织单位", at="owner__name", width=24),
        c.Number("publicity_days", "公示工作日数"),
        c.YesNo("is_trial", "测试批次"),
    ),
    filters=(f.Exact("intake_year", "招收届别", choices_for=years_of),),
    row_actions=(
        RowLink(title="模板下载", url=lambda batch: _sheet("template", batch), right=SCORE),
        RowLink(title="成绩导入", url=lambda batch: _sheet("import", batch), right=SCORE),
        RowLink(title="排名与公示", url="admission:ranking", right=SCORE),
    ),
    order=("-intake_year", "number"),
    cards=True,
    empty="还没有需要考核的招收批次。省级在“招收批次”中设置考核项目后，在这里导入成绩。",
)


def _state(row: Announcement) -> tuple[str, str]:
    if row.withdrawn_at:
        return "已撤下", "red"
    return ("公示中", "green") if row.ends_at > timezone.now() else ("已结束", "grey")


STATES = {
    "open": ("公示中", Q(withdrawn_at=None, ends_at__gt=Now())),
    "ended": ("已结束", Q(withdrawn_at=None, ends_at__lte=Now())),
    "withdrawn": ("已撤下", Q(withdrawn_at__isnull=False)),
}

ANNOUNCED = List(
    key="recruitment-announcements",
    title="公示管理",
    url="admission:announcements",
    right=PUBLISH,
    rows=q.announcements_visible_to,
    columns=(
        c.Show(
            "title",
            "标题",
            link=lambda row: reverse("announcements:read", args=[row.address]),
            fixed=True,
            width=40,
        ),
        c.Tag("state", "状态", tag=_state),
        c.Show("batch", "招收批次", at="batch__name", width=24),
        c.Show("institution", "培训基地", at="institution__name", width=30),
        c.Moment("starts_at", "公示开始"),
        c.Moment("ends_at", "公示结束"),
        c.Show("published_by", "发布人", width=24),
        c.Show("withdrawn_reason", "撤下原因", css="wrap", width=30),
    ),
    filters=(
        f.Exact("batch", "招收批次", choices_for=names_of),
        f.Where("state", "状态", STATES),
    ),
    bulk=(
        Bulk(
            title="撤下",
            action=actions.withdraw_announcements,
            right=PUBLISH,
            opinion="撤下原因",
            confirm="公示页不再显示名单，只显示撤下时间和原因。",
            tone="danger",
        ),
    ),
    order=("-starts_at", "-pk"),
    empty="还没有发布公示。请在“考核成绩与排名”中选择批次发布。",
)
