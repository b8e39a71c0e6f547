"""«学员注册»: who registers himself becomes an applicant with a record of his own (PLT-16, REC-10)."""

from xinglin.domains.people.public import Person, open_people
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.accounts.registration import Registrant, Registration
from xinglin.engines.actions import Refused
from xinglin.engines.secrets.kinds import blind_index

from ..actions.describing import open_applicants

# Whoever knows a document number could otherwise register himself into somebody's record.
KNOWN = (
    "该证件号码在系统中已有档案，但没有开通登录账号，不能自助注册。"
    "请联系所在单位或培训基地开通账号，登录后再开通报名身份。"
)


def open_applicant(account: Account, who: Registrant, by: Actor) -> None:
    """The record of somebody whose account has just been opened, in the same transaction. May raise Refused."""
    if Person._base_manager.filter(document_index=blind_index(who.document_number, "document")).exists():
        raise Refused(KNOWN)
    facts = {
        "name": who.name,
        "document_type": who.document_type,
        "document_number": who.document_number,
        "mobile": who.mobile,
        "account_id": account.pk,
    }
    opened = open_people([facts], by=by)
    open_applicants(opened.done, by=by)


Registration(
    key="applicants",
    title="学员注册",
    role=Role.APPLICANT,
    create=open_applicant,
    help="报名参加住院医师规范化培训招收的人员在此注册。已有住院医师或医师账号的，请直接登录后开通报名身份。",
)
