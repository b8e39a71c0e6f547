"""«注册» in three steps: ① 个人信息验证 ② 填写账号密码 ③ 完成注册 (PLT-16).

A domain declares who may register himself; what the log-in page shows and the steps do follows from that:

    Registration(key="applicants", title="学员注册", role=Role.APPLICANT, create=open_applicant)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.kit import documents

from .models import Account

REGISTRATIONS: dict[str, "Registration"] = {}


@dataclass(frozen=True, kw_only=True)
class Registrant:
    """What somebody has said of himself, and the number that a code proved."""

    name: str
    document_type: str
    document_number: str
    mobile: str


def nation() -> Unit:
    """Where those belong who have no unit yet."""
    return Unit.objects.get(kind=UnitKind.NATION)


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A kind of people who open their own account. `key` stands in the address.

    `role` is given at `unit()`. `create(account, registrant, actor)` makes the domain's own record in the same
    transaction; it may raise Refused. `why_closed()` says why nobody can register now, else None.
    `help` says whom it is for.
    """

    key: str
    title: str
    role: Role
    create: Callable[[Account, Registrant, Actor], None]
    unit: Callable[[], Unit] = nation
    why_closed: Callable[[], str | None] = lambda: None
    help: str = ""
    document_types: Mapping[str, str] = field(default_factory=lambda: documents.NAMES)

    def __post_init__(self) -> None:
        if self.key in REGISTRATIONS:
            raise ValueError(f"registration {self.key} is declared twice")
        REGISTRATIONS[self.key] = self


def open_registrations() -> list[Registration]:
    """What one can register for now."""
    return [each for each in REGISTRATIONS.values() if each.why_closed() is None]
