"""«转入待接收»: residents whom other bases let go to this one (REP-34)."""

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import List, RowLink

from .. import rules
from ..queries.moving import transfers_visible_to

TRANSFERS = List(
    key="transfers",
    url="status:transfers",
    title="转入待接收",
    right=rules.OPEN,
    rows=transfers_visible_to,
    columns=(
        c.Show("name", "姓名", at="training__person__name", fixed=True, width=14),
        c.Masked("document_number", "证件号码", at="training__person__document_masked"),
        c.Show("province", "转出省份", at="training__institution__province__name"),
        c.Show("institution", "转出培训基地", at="training__institution__name", width=30),
        c.Show("specialty", "原培训专业", at="training__specialty__name"),
        c.Number("intake_year", "招收年份", at="training__intake_year"),
        c.Day("begun_on", "原培训开始日期", at="training__starts_on"),
        c.Day("starts_on", "退培日期"),
        c.Moment("changed_at", "办理时间"),
    ),
    filters=(
        f.Name(of="training__person"),
        f.Document("document_number", "证件号码", column="training__person__document"),
    ),
    order=("-changed_at", "-pk"),
    row_actions=(RowLink(title="接收", url="status:take", right=rules.OPEN),),
    cards=True,
    empty="没有待接收的人员。其他基地办理退培并选择转入本基地后，会在这里显示；也可直接导入其账号。",
    exports=False,
)
