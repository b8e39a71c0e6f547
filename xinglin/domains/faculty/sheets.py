"""Workbooks of supervisors: staff, additions, certificates, yearly verdicts (FAC-01, FAC-06, FAC-07, FAC-09)."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.sheet import Resolution, Sheet
from xinglin.kit import calendar

from . import rules
from .actions.enlisting import import_supervisors
from .actions.keeping import import_certificates, import_verdicts
from .actions.roster import import_additions, import_dismissals
from .fields import ADDITION, CERTIFICATE_SHEET, DISMISSAL, STAFF, VERDICT_SHEET
from .queries.enlisting import KEPT, Register, why_not_base
from .queries.keeping import resolve_certificates, resolve_verdicts
from .queries.roster import resolve_additions, resolve_dismissals
from .queries.supervisors import standards_of

Row = Mapping[str, Any]


def resolve_staff(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """Who stands already and what of him would change."""
    register, resolution = Register(rows, by), Resolution()
    for index, row in enumerate(rows):
        verdict = register.judge(index, row)
        if verdict.refused:
            resolution.refused[index] = verdict.refused
        elif (standing := verdict.supervisor) and standing.listed_at:
            department = standing.department.name if standing.department else None
            resolution.existing[index] = {key: getattr(standing, key) or None for key in KEPT}
            resolution.existing[index] = {**resolution.existing[index], "department": department}
    return resolution


def why_late(actor: Actor) -> str | None:
    """Additions can be asked for up to the yearly date."""
    today, province = calendar.today(), actor.unit.province_id
    return rules.may_ask(standards_of([province], today)[province], actor.unit, today)


def until(actor: Actor) -> str:
    """The sentence that says until when."""
    today, province = calendar.today(), actor.unit.province_id
    return f"本年度的增补、解聘申请 {rules.roster_until(standards_of([province], today)[province], today)} 截止。"


STAFF_LIST = Sheet(
    key="supervisors",
    title="师资",
    columns=STAFF,
    unique=(("document_type", "document_number"),),
    right=rules.MANAGE,
    may_import=why_not_base,
    resolve=resolve_staff,
    save=import_supervisors,
    list_url="faculty:supervisors",
    notes=(
        "没有账号的，同时开通账号：以证件号码登录，初始密码 000000，首次登录须输入手机验证码。",
        "本院已有账号的（住院医师、医师），增加“带教老师”身份，原有身份不变。",
        "已在师资库的，更新科室、职称和时间；空白单元格不改变已有内容。",
    ),
)

ADDITIONS = Sheet(
    key="supervisor-additions",
    title="增补师资",
    columns=ADDITION,
    unique=(("document_type", "document_number"),),
    right=rules.ASK,
    may_import=why_late,
    resolve=resolve_additions,
    save=import_additions,
    list_url="faculty:requests",
    notes=("提交后由教学部审核，同意的进入本科室师资库。", "已提交、还没有审核的不重复提交。"),
)

DISMISSALS = Sheet(
    key="supervisor-dismissals",
    title="解聘师资",
    columns=DISMISSAL,
    unique=(("document_type", "document_number"),),
    right=rules.ASK,
    may_import=why_late,
    resolve=resolve_dismissals,
    save=import_dismissals,
    list_url="faculty:requests",
    notes=(
        "提交后由教学部审核，同意的即日终止聘期。",
        "只能填写本科室聘期内的师资；也可以在“师资管理”中勾选后“申请解聘”。",
    ),
)

CERTIFICATES = Sheet(
    key="supervisor-certificates",
    title="师资培训证书",
    columns=CERTIFICATE_SHEET,
    unique=(("document_type", "document_number", "level", "course", "issued_on"),),
    right=rules.MANAGE,
    may_import=why_not_base,
    resolve=resolve_certificates,
    save=import_certificates,
    list_url="faculty:certificates",
    notes=("按姓名和证件号码找到本院师资；同一培训已登记的，更新证书编号和有效期。",),
)

VERDICTS = Sheet(
    key="supervisor-verdicts",
    title="带教质量年度评估",
    columns=VERDICT_SHEET,
    unique=(("document_type", "document_number", "year"),),
    right=rules.MANAGE,
    may_import=why_not_base,
    resolve=resolve_verdicts,
    save=import_verdicts,
    list_url="faculty:verdicts",
    notes=("填写住院医师匿名评价汇总后的年度结果，用于审核师资条件；同一年度再次导入即为更正。",),
)
