"""«师资注册»: who registers himself becomes a supervisor who has yet to name his base (PLT-16, FAC-01)."""

from collections.abc import Mapping, Sequence

from xinglin.domains.institutions.public import OCCUPIED_BY
from xinglin.domains.people.public import Person, open_people
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.accounts.registration import Registrant, Registration
from xinglin.engines.actions import Refused
from xinglin.engines.secrets.kinds import blind_index

from .actions.enlisting import open_supervisors
from .queries.supervisors import needed_departments

# Whoever knows a document number could otherwise register himself into somebody's record.
KNOWN = "该证件号码在系统中已有档案，但没有开通登录账号，不能自助注册。请联系所在医院开通账号，登录后再开通师资身份。"


def open_supervisor(account: Account, who: Registrant, by: Actor) -> None:
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
    open_supervisors(open_people([facts], by=by).done, by=by)


Registration(
    key="supervisors",
    title="师资注册",
    role=Role.SUPERVISOR,
    create=open_supervisor,
    help="培训基地的带教医师在此注册。已有住院医师或医师账号的，请直接登录后开通师资身份；医院已导入的，直接登录。",
)


def why_needed(departments: Sequence[int]) -> Mapping[int, str]:
    """A department with supervisors in their term, or to whom something waits, stays in use."""
    return {
        pk: f"还有 {number} 名聘期内的带教老师，不能停用。请先解聘，或把他们调到其他科室。"
        for pk, number in needed_departments(departments).items()
    }


OCCUPIED_BY.append(why_needed)
