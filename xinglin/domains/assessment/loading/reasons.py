"""What the rules of 2007 say everywhere exempts from the test (reference-data PA-13)."""

from datetime import date
from typing import Any

REASONS = (
    ("考核周期内通过住院医师规范化培训", "住院医师规范化培训合格证书或结业考核合格证明"),
    ("考核周期内通过晋升上一级专业技术职务考试", "专业技术资格考试成绩单或资格证书"),
)


def load_reasons(reason: Any) -> None:
    """Put them where none stands; `reason`: the model ProcedureReason, in a migration that of its time."""
    if not reason.objects.filter(province=None).exists():
        reason.objects.bulk_create(
            reason(procedure="exempt", title=title, proof=proof, starts_on=date(2007, 5, 1)) for title, proof in REASONS
        )
