"""«更正申请»: what residents ask their base to put right (PLT-102)."""

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List

from . import rules
from .actions import accept_corrections, decline_corrections
from .enums import CorrectionPart, CorrectionState
from .models import Correction
from .queries import corrections_visible_to

TONES = {CorrectionState.OPEN: "blue", CorrectionState.MADE: "green", CorrectionState.DECLINED: "grey"}


def _tag(correction: Correction) -> tuple[str, str]:
    state = CorrectionState(correction.state)
    return state.label, TONES[state]


CORRECTIONS = List(
    key="corrections",
    title="更正申请",
    url="people:corrections",
    right=rules.ANSWER,
    rows=corrections_visible_to,
    columns=(
        c.Show("name", "姓名", at=lambda row: row.person.name, fixed=True, width=16),
        c.Coded("part", "更正内容", dict(CorrectionPart.choices)),
        c.Show("text", "说明", at=lambda row: row.text, width=50),
        c.Moment("asked_at", "申请时间"),
        c.Tag("state", "状态", tag=_tag),
        c.Show("answer", "答复", at=lambda row: row.answer or "", width=40),
        c.Show("answered_by", "答复人", chosen=False),
        c.Moment("answered_at", "答复时间", chosen=False),
    ),
    filters=(
        f.Exact("state", "状态", CorrectionState.choices),
        f.Name(of="person"),
        f.Pick("part", "更正内容", CorrectionPart.choices),
        f.Days("asked_at", "申请时间"),
    ),
    row_actions=(
        Bulk(title="已更正", action=accept_corrections, right=rules.ANSWER, may=rules.may_answer, opinion="怎样更正的"),
        Bulk(
            title="不予更正",
            action=decline_corrections,
            right=rules.ANSWER,
            may=rules.may_answer,
            opinion="为什么不更正",
        ),
    ),
    order=("-pk",),
    empty="没有更正申请。住院医师在“我的数据”中提出申请后，会出现在这里。",
)
