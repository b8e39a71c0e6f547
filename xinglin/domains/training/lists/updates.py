"""«住院医师信息更新记录» (REP-37)."""

from typing import Any

from django.db.models import Q

from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import List, RowLink

from .. import rules
from ..enums import TrainingStatus, UpdateKind
from ..models import UpdateEntry
from ..queries.updates import name_people, told_of, updates_visible_to
from .places import place_columns, place_filters
from .residents import STATUS_TONES, specialty_choices

KIND_TONES = {"insert": "green", "update": "blue", "delete": "red"}


class Name(f.Name):
    """By name, pinyin or initials, of people who were deleted too."""

    def condition(self, value: str) -> Q:
        return told_of(super().condition(value))


class Document(f.Document):
    """By document number, of people who were deleted too."""

    def condition(self, value: str) -> Q:
        return told_of(super().condition(value))


def _load(entries: list[Any], actor: Actor) -> None:
    name_people(entries)


def _said(key: str) -> Any:
    def read(entry: UpdateEntry) -> str:
        return str(entry.context.metadata.get(key, "")) if entry.context else ""

    return read


UPDATES = List(
    key="updates",
    title="住院医师信息更新记录",
    url="training:updates",
    right=rules.VIEW,
    rows=updates_visible_to,
    load=_load,
    columns=(
        c.Serial(),
        *place_columns(),
        c.Show("specialty", "培训专业", at="specialty__name", sort=()),
        c.Tag("status", "培训状态", labels=dict(TrainingStatus.choices), tones=STATUS_TONES, sort=()),
        c.Show(
            "name",
            "姓名",
            at=lambda entry: entry.known and entry.known.name,
            link="training:update",
            fixed=True,
            sort=(),
        ),
        c.Masked("document_number", "证件号", at=lambda entry: entry.known and entry.known.document_masked),
        c.Tag("kind", "更新类型", labels=dict(UpdateKind.choices), tones=KIND_TONES, sort=()),
        c.Moment("at", "更新时间"),
        c.Show("by", "更新人", at=_said("name"), needs=("context",), width=24),
        c.Show("unit", "更新人单位", at=_said("unit_name"), needs=("context",), chosen=False, width=30),
        c.Show("action", "办理事项", at=_said("action"), needs=("context",), width=24),
    ),
    filters=(
        f.Pick("specialty", "培训专业", specialty_choices),
        f.Pick("kind", "更新类型", UpdateKind.choices),
        Document("document_number", "证件号", column="document"),
        Name(),
        f.Days("at", "更新时间"),
        f.Pick("status", "培训状态", TrainingStatus.choices),
        *place_filters(),
    ),
    order=("-at", "-pk"),
    row_actions=(RowLink(title="查看更新字段", url="training:update", right=rules.VIEW),),
    empty="没有符合条件的更新记录。住院医师的个人信息或培训信息有新增、修改、删除时，都会记在这里。",
)
