"""The workbooks of this domain (REP-03, REP-07)."""

from dataclasses import replace

from xinglin.domains.people.public import DOCUMENT_NUMBER, DOCUMENT_TYPE, NAME
from xinglin.engines.sheets.sheet import Sheet

from . import actions, rules
from .fields import ACCOUNT, STATUS_COLUMNS, TRAINING
from .queries.judging import resolve_accounts, resolve_late_accounts, resolve_trainings, resolve_updates

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

LATE_ACCOUNTS = Sheet(
    key="late-accounts",
    title="漏报住院医师账号",
    columns=ACCOUNT,
    unique=("document_number",),
    right=rules.OPEN,
    resolve=resolve_late_accounts,
    save=actions.open_late_accounts,
    undo=actions.undo_opening,
    also=ACCOUNTS.also,
    list_url="training:managed",
    notes=(
        "用于补录往年漏报的住院医师：招收年份须是系统中已有、上报时间已结束的年份。",
        "往年已导入账号但未经审核通过的，再次导入后转入“住院医师信息管理”，已填写的信息保留。",
        *ACCOUNTS.notes,
    ),
)

UPDATES = Sheet(
    key="training-updates",
    title="培训信息更新",
    columns=(*TRAININGS.columns, *STATUS_COLUMNS),
    unique=("document_number",),
    right=rules.EDIT,
    resolve=resolve_updates,
    save=actions.update_trainings,
    undo=actions.undo_saving,
    also=TRAININGS.also,
    list_url="training:managed",
    notes=(
        "按身份证件号码找到“住院医师信息管理”中本基地的住院医师，更新其培训信息和培训状态；有修改的须重新上报。",
        "空白单元格不改变已有内容。招收年份、培训基地和培训专业不能修改（补录人员首次填写专业除外）。",
        "变更培训状态时，培训状态、状态变更原因、状态变更日期一并填写；延期、暂停还须填写状态预计结束日期。",
    ),
)
