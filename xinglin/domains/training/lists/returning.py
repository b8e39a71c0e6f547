"""Residents in 延期, 暂停 or 结束 who have to be put back to 在培 soon (REP-33)."""

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List, RowLink

from .. import actions, rules
from ..enums import TrainingStatus
from ..forms import StatusForm
from ..queries.status import TONES, to_be_put_back
from ..rules.transitions import AWAY

TO_PUT_BACK = List(
    key="to-put-back",
    url="status:to_put_back",
    title="将到期的培训状态",
    right=rules.CHANGE_STATUS,
    rows=to_be_put_back,
    columns=(
        c.Show("name", "姓名", at="person__name", link="status:show", fixed=True, width=14),
        c.Tag("status", "培训状态", labels=dict(TrainingStatus.choices), tones=TONES),
        c.Day("until", "预计结束日期"),
        c.Masked("document_number", "证件号码", at="person__document_masked"),
        c.Masked("mobile", "手机号", at="person__mobile_masked"),
        c.Number("intake_year", "招收年份"),
        c.Show("specialty", "培训专业", at="specialty__name"),
    ),
    filters=(
        f.Pick("status", "培训状态", [(s.value, s.label) for s in AWAY]),
        f.Name(of="person"),
    ),
    order=("until", "pk"),
    bulk=(Bulk(title="变更培训状态", action=actions.change_status, right=rules.CHANGE_STATUS, form=StatusForm),),
    row_actions=(RowLink(title="办理", url="status:show", right=rules.CHANGE_STATUS),),
    cards=True,
    empty="没有将到期的培训状态。延期、暂停到期前 30 天，以及“结束”的住院医师会在这里提醒，请及时改回“在培”。",
)
