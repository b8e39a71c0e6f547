"""The workbooks of this domain (REP-03, REP-07)."""

from dataclasses import replace

from xinglin.domains.people.public import DOCUMENT_NUMBER, DOCUMENT_TYPE, NAME
from xinglin.engines.sheets.sheet import Sheet

from . import actions, rules
from .fields import ACCOUNT, TRAINING
from .queries.judging import resolve_accounts, resolve_trainings

ACCOUNTS = Sheet(
    key="resident-accounts",
    title="住院医师账号",
    columns=ACCOUNT,
    unique=("document_number",),
    right=rules.OPEN,
    resolve=resolve_accounts,
    save=actions.open_accounts,
    undo=actions.undo_opening,
    also={
        "mobile": ("手机号码", "手机号", "手机"),
        "document_type": ("证件类型",),
        "document_number": ("证件号码", "证件号"),
    },
    notes=(
        "账号导入后，身份证件类别和号码不能再修改，请仔细核对。",
        "住院医师用证件号码登录，初始密码只能用来激活账号：首次登录须用手机验证码设置新密码。",
        "已在其他基地、培训状态为在培、延期、暂停或结束的人员不能导入。",
    ),
)

TRAININGS = Sheet(
    key="resident-trainings",
    title="培训信息",
    columns=(
        NAME,
        replace(DOCUMENT_TYPE, required=False),
        DOCUMENT_NUMBER,
        *(replace(f, required=False) for f in TRAINING),
    ),
    unique=("document_number",),
    right=rules.EDIT,
    resolve=resolve_trainings,
    save=actions.import_trainings,
    undo=actions.undo_saving,
    also={"document_number": ("证件号码", "证件号"), "starts_on": ("培训起始时间",), "ends_on": ("培训结束时间",)},
    notes=(
        "按身份证件号码找到本基地今年招收的住院医师，更新其培训信息；请先导入住院医师账号。",
        "空白单元格不改变已有内容。招收年份和培训基地不能修改。",
    ),
)
