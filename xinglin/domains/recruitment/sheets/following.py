"""The workbook of training terms (REC-40)."""

from xinglin.engines.sheets.sheet import Sheet

from ..actions.terms import import_terms
from ..fields.following import TERM_COLUMNS
from ..queries.terms import resolve_terms
from ..rules.following import TERMS

TRAINING_TERMS = Sheet(
    key="training-terms",
    title="培训年限",
    columns=TERM_COLUMNS,
    unique=("document_number",),
    right=TERMS,
    resolve=resolve_terms,
    save=import_terms,
    also={
        "document_number": ("证件号码", "证件号"),
        "training_years": ("培训年限",),
        "starts_on": ("培训起始时间",),
        "ends_on": ("培训结束时间",),
    },
    list_url="following:terms",
    notes=(
        "按身份证件号码找到本基地在培的学员，填写其培训年限和开始日期；结束日期自动得出。",
        "少于规定年限的，须由学员提交“培训年限减免”申请，逐级审核通过后自动生效。",
    ),
)
