"""Lists to be read: 异常人员名单, 历史招录信息查询, 住院医师账户管理 (REP-12, REP-36, REP-38)."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from xinglin.domains.institutions.public import bases_under
from xinglin.domains.reference.public import labels
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List
from xinglin.engines.review.labels import REVIEW_LABELS, reported_q, review_state_q

from .. import actions, rules
from ..enums import ChangeReason, TrainingStatus
from ..models import Training
from ..queries import registers
from ..queries.records import years_visible_to
from .places import place_columns, place_filters
from .residents import STATUS_TONES, specialty_choices

MOVED = (ChangeReason.CHANGE_OF_BASE, ChangeReason.CHANGE_OF_SPECIALTY)  # no leaving (REP-33)
REASON_TONES = {reason.value: "blue" if reason in MOVED else "red" for reason in ChangeReason}
STATUSES = dict(TrainingStatus.choices)


def _every(kind: UnitKind) -> Any:
    return lambda: list(Unit.objects.filter(kind=kind).order_by("code").values_list("pk", "name"))


def _every_base() -> list[tuple[int, str]]:
    nation = Unit.objects.get(kind=UnitKind.NATION)
    return list(bases_under(nation).order_by("name").values_list("pk", "name"))


def _of_withdrawn(change: Any) -> str:
    name, key = ("detail", change.training_id) if change.is_own else ("withdrawal", change.pk)
    return reverse(f"training:{name}", args=[key])


WITHDRAWALS = List(
    key="withdrawals",
    title="异常人员名单",
    url="training:withdrawals",
    right=rules.WITHDRAWALS,
    rows=registers.withdrawals_visible_to,
    load=registers.note_own,
    columns=(
        c.Number("intake_year", "招收年份", at="training__intake_year", sort=()),
        *place_columns("training__"),
        c.Show("specialty", "培训专业", at="training__specialty__name", sort=()),
        c.Show("name", "姓名", at="training__person__name", link=_of_withdrawn, fixed=True, sort=()),
        c.Masked("document_number", "证件号", at="training__person__document_masked"),
        c.Coded("before", "更新前状态", STATUSES, sort=()),
        c.Tag("after", "更新后状态", labels=STATUSES, tones=STATUS_TONES, sort=()),
        c.Tag("reason", "退培原因", labels=dict(ChangeReason.choices), tones=REASON_TONES, sort=()),
        c.Moment("approved_at", "审核通过时间"),
    ),
    filters=(
        f.Where(
            "nature",
            "退培性质",
            {
                "left": ("离开培训", ~Q(reason__in=MOVED)),
                "moved": ("转培训基地、转培训专业", Q(reason__in=MOVED)),
            },
        ),
        f.Exact("intake_year", "招收年份", choices_for=years_visible_to, at="training__intake_year"),
        f.Name(of="training__person"),
        f.Document("document_number", "证件号", column="training__person__document"),
        f.Pick("province", "省份", _every(UnitKind.PROVINCE), at="training__province"),
        f.Pick("institution", "培训基地", _every_base, at="training__institution"),
        f.Pick("specialty", "培训专业", specialty_choices, at="training__specialty"),
        f.Pick("reason", "退培原因", ChangeReason.choices),
    ),
    order=("-approved_at", "-pk"),
    empty="没有符合条件的人员。培训状态变更为“退培”并经省级审核通过后，列入本名单；转培训基地、转培训专业不是离开培训。",
)


def _then(key: str, now: Any) -> Any:
    return lambda training: training.then.get(key) if training.then else now(training)


def _of_past(training: Training) -> str:
    name = "original" if training.original_id else "detail"
    return reverse(f"training:{name}", args=[training.pk])


def _label(code_list: str, path: str) -> Any:
    read = c.reader(path)
    return lambda training: labels(code_list).get(read(training), "")


class _Then(f.Where):
    """审核状态 at the end of the intake: what has an original was approved, whatever became of the record since."""

    def condition(self, value: list[str]) -> Q:
        since = Q(original=None) & super().condition(value)
        return since | Q(original__isnull=False) if "approved" in value else since


PAST = List(
    key="past",
    title="历史招录信息查询",
    url="training:past",
    right=rules.VIEW,
    rows=registers.past_visible_to,
    load=lambda trainings, actor: registers.note_original(trainings),
    columns=(
        c.Tag("reported", "上报状态", tag=lambda training: training.tags[0]),
        c.Moment("sent_at", "上报时间", sort=()),
        c.Tag("reviewed", "审核状态", tag=lambda training: training.tags[1]),
        c.Number("intake_year", "招收年份"),
        *place_columns(),
        c.Show(
            "specialty", "培训专业", at=_then("training.specialty", c.reader("specialty__name")), sort="specialty__code"
        ),
        c.Show("name", "姓名", at=_then("basic.name", c.reader("person__name")), link=_of_past, fixed=True),
        c.Show("gender", "性别", at=_then("basic.gender", _label("gender", "person__gender"))),
        c.Show(
            "document_type",
            "证件类型",
            at=_then("basic.document_type", _label("document_type", "person__document_type")),
        ),
        c.Masked("document_number", "证件号码", at="person__document_masked"),
        c.Show("mobile", "手机号", at=_then("basic.mobile", c.reader("person__mobile_masked")), css="number"),
        c.Show(
            "category",
            "人员类型",
            at=_then("training.resident_category", _label("resident_category", "resident_category")),
            width=24,
        ),
        c.Show(
            "graduate_kind",
            "应届/往届",
            at=_then("training.graduate_kind", _label("graduate_kind", "graduate_kind")),
            chosen=False,
        ),
        c.Show(
            "training_years",
            "核定培训年限",
            at=_then("training.training_years", c.reader("training_years")),
            chosen=False,
        ),
    ),
    filters=(
        f.Exact("intake_year", "招收年份", choices_for=years_visible_to),
        f.Pick("specialty", "培训专业", specialty_choices),
        f.Name(of="person"),
        f.Document("document_number", "证件号码", column="person__document"),
        f.Where(
            "reported",
            "上报状态",
            {
                "reported": ("已上报", Q(original__isnull=False) | reported_q()),
                "open": ("未上报", Q(original=None) & ~reported_q()),
            },
        ),
        _Then("reviewed", "审核状态", {s.value: (label, review_state_q(label)) for s, label in REVIEW_LABELS.items()}),
        *place_filters(),
    ),
    order=("-intake_year", "-pk"),
    links=(Link(title="返回", url="training:intake", right=rules.VIEW, icon="arrow-back-up"),),
    empty="没有符合条件的历年招收信息。招收信息上报时间结束后，当年的招收信息在这里查询；进行中的请在“招收信息管理”中查看。",
)

ACCOUNT_STATES = {
    "none": ("无账号", "red"),
    "disabled": ("已停用", "red"),
    "new": ("未激活", "grey"),
    "locked": ("锁定", "orange"),
    "normal": ("正常", "green"),
}


def _account_state(training: Any) -> tuple[str, str]:
    account = training.person.account
    if account is None:
        return ACCOUNT_STATES["none"]
    if not account.is_active:
        return ACCOUNT_STATES["disabled"]
    if not account.is_activated:
        return ACCOUNT_STATES["new"]
    return ACCOUNT_STATES["locked" if training.is_locked else "normal"]


class _AccountState(f.Exact):
    """账号状态; who is locked out changes by the minute, so it is asked when it is needed."""

    def condition(self, value: str) -> Q:
        active = Q(person__account__is_active=True)
        activated = active & ~Q(person__account__password="")
        return {
            "none": Q(person__account=None),
            "disabled": Q(person__account__is_active=False),
            "new": active & Q(person__account__password=""),
            "locked": activated & registers.locked_q(),
            "normal": activated & ~registers.locked_q(),
        }[value]


RESET = Bulk(
    title="重置密码",
    action=actions.reset_passwords,
    right=rules.RESET,
    confirm="密码将恢复为初始密码，并退出其已登录的设备；本人须用手机验证码重新激活。",
)
ACCOUNTS = List(
    key="resident-log-ins",
    title="住院医师账户管理",
    url="training:accounts",
    right=rules.ACCOUNTS,
    rows=registers.accounts_visible_to,
    load=lambda trainings, actor: registers.note_locked(trainings),
    columns=(
        c.Show("name", "姓名", at="person__name", link="training:detail", fixed=True, sort=()),
        c.Masked(
            "document_number",
            "证件号（账号）",
            at="person__document_masked",
            plain="person__document_number",
            reveal=rules.VIEW,
        ),
        c.Masked("mobile", "手机", at="person__mobile_masked", plain="person__mobile", reveal=rules.VIEW),
        c.Tag("state", "账号状态", tag=_account_state, needs=("person__account",)),
        c.Moment("last_login", "上次登录", at="person__account__last_login", sort=()),
        c.Moment("activated_at", "激活时间", at="person__account__activated_at", sort=(), chosen=False),
        c.Number("intake_year", "招收年份"),
        c.Show("specialty", "培训专业", at="specialty__name", sort=("specialty__code",)),
        *place_columns(),
    ),
    filters=(
        f.Name(of="person"),
        f.Document("document_number", "证件号（账号）", column="person__document"),
        f.Document("mobile", "手机", column="person__mobile", kind="mobile"),
        _AccountState("state", "账号状态", [(key, label) for key, (label, _) in ACCOUNT_STATES.items()]),
        f.Exact("intake_year", "招收年份", choices_for=years_visible_to),
        f.Pick("specialty", "培训专业", specialty_choices),
        *place_filters(),
    ),
    order=("-intake_year", "-pk"),
    bulk=(RESET,),
    row_actions=(RESET,),
    empty="没有符合条件的住院医师账号。已退培、结业人员的账号不在这里管理，本人可用“忘记密码”找回。",
)
