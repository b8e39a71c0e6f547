"""The workbook of physicians, where no registry sends them (ASM-11)."""

from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.sheet import Sheet

from . import actions, rules
from .actions.testing import import_tests, undo_import
from .fields import SHEET, TEST_SHEET
from .queries.cycles import is_connected
from .queries.registering import resolve_physicians
from .queries.results import resolve_tests
from .rules.reviewing import ENTER_TESTS


def may_import(actor: Actor) -> str | None:
    """Not in a province that is connected to the registry."""
    return rules.CONNECTED if is_connected(actor.unit.province_id) else None


PHYSICIANS = Sheet(
    key="physicians",
    title="医师",
    columns=SHEET,
    unique=("document_number",),
    right=rules.ADD,
    may_import=may_import,
    resolve=resolve_physicians,
    save=actions.import_physicians,
    undo=actions.undo_physicians,
    list_url="assessment:unconfirmed",
    also={"document_type": ("证件类别", "身份证件类别"), "document_number": ("证件号", "身份证件号码")},
    notes=(
        "按证件号码找到本机构已有的医师并更新，没有的新增；空白单元格不改变已有内容。",
        "医师用证件号码登录，初始密码 666666 只能用来激活账号：首次登录须用手机验证码设置新密码。",
        "科室须已在“科室信息”中创建并启用，可以留空，由医师填报时自己选择。",
        "已在其他机构注册的医师不能导入，变更主执业机构请由上级卫生行政机构办理。",
    ),
)

TESTS = Sheet(
    key="assessment-tests",
    title="测评成绩",
    columns=TEST_SHEET,
    unique=("document_number",),
    right=ENTER_TESTS,
    resolve=resolve_tests,
    save=import_tests,
    undo=undo_import,
    also={"document_number": ("证件号", "身份证号", "身份证件号码"), "sitting": ("批次",)},
    notes=(
        "一名医师一行，只能导入一般程序、考核机构已复核通过的医师；卫生行政机构导入管辖范围内的，考核机构导入受委托的。",
        "缺考、认定作弊在“结果”列选择；没有考的试卷留空。补考只填补考的那一份试卷，不影响另一份的成绩。",
        "结果公布后不能再导入或撤销导入。",
    ),
)
