"""What is looked for, and what a finding says."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Kind:
    """One kind of finding. `is_hard`: a reviewer would return it; others are unusual and may well be right."""

    title: str
    is_hard: bool = False


KINDS = {
    "dates": Kind("日期不可能", is_hard=True),
    "sequence": Kind("先后顺序不对", is_hard=True),
    "identity": Kind("与身份证件不符", is_hard=True),
    "certificate_owner": Kind("证书编码与本人证件不一致", is_hard=True),
    "certificate_form": Kind("证书编号格式少见"),
    "certificate_year": Kind("证书编号与时间、层次不符"),
    "degree_level": Kind("学历学位与层次不符", is_hard=True),
    "rural_order": Kind("农村订单定向生专业", is_hard=True),
    "category": Kind("人员类型与其他信息不符"),
    "training_period": Kind("培训起止与年限不符"),
    "portrait": Kind("照片不像证件照"),
    "mobile_shared": Kind("手机号重复", is_hard=True),
    "number_shared": Kind("证书编号重复", is_hard=True),
    "same_person": Kind("疑似同一人"),
    "unlike_others": Kind("与本基地其他人差异大"),
}


@dataclass(frozen=True)
class Finding:
    """One thing found. `field`: its address, «education.bachelor.degree_number»; `found`: the value, masked."""

    kind: str
    field: str
    title: str
    found: str
    why: str

    def mark(self) -> str:
        """Tells whether it is still the same finding when the record is examined again; holds no plain number."""
        return sha256(f"{self.kind}|{self.field}|{self.found}|{self.why}".encode()).hexdigest()[:32]
