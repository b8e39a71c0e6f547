"""The organisation tree and who is what where."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from xinglin.engines.actions.references import permanent, standing
from xinglin.engines.actions.trust import is_guarded
from xinglin.engines.history.tracking import tracked

from .roles import PERSONAL, SEPARATED, Role


class UnitKind(models.TextChoices):
    """Levels of the tree, shallow and fixed (PLT-01)."""

    NATION = "nation", "国家"
    PROVINCE = "province", "省级"
    CITY = "city", "地市"
    COUNTY = "county", "区县"
    INSTITUTION = "institution", "医疗卫生机构"
    DEPARTMENT = "department", "科室"
    SPECIALTY_BASE = "specialty_base", "专业基地"


@tracked(exclude=["path"])
class Unit(models.Model):
    """A node of the tree. `path` is «/1/5/88/»: everything below a unit is one prefix."""

    kind = models.CharField("类别", max_length=20, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    code = models.CharField("代码", max_length=20, blank=True)
    path = models.CharField(max_length=120, editable=False, unique=True, null=True)
    province = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    institution = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        indexes = [
            models.Index(fields=["path"], opclasses=["text_pattern_ops"], name="unit_path_prefix"),
            models.Index(fields=["province", "kind"], name="unit_province_kind"),
        ]
        constraints = [
            models.UniqueConstraint(F("parent"), F("kind"), F("name"), name="unit_name_once_under_parent"),
            models.CheckConstraint(condition=Q(kind="nation") | Q(parent__isnull=False), name="unit_has_parent"),
        ]
        triggers = permanent()  # one that is closed is no longer active

    def __str__(self) -> str:
        return self.name


@tracked()
class Membership(models.Model):
    """An account's role at a unit (PLT-02); an operator's or a lent one is narrowed in rights and time (PLT-05)."""

    # `membership_once` leads with the account, so that needs no index of its own.
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", db_constraint=False)
    role = models.CharField("身份", max_length=30, choices=Role)
    rights = ArrayField(models.CharField(max_length=80), verbose_name="权限", null=True, blank=True)  # NULL: all of it
    lent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="出借人",
    )
    starts_at = models.DateTimeField("开始时间", default=timezone.now)
    ends_at = models.DateTimeField("结束时间", null=True, blank=True)
    suspended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["lent_by"], condition=Q(lent_by__isnull=False), name="membership_lent")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "role", "lent_by"], name="membership_once", nulls_distinct=False
            ),
            # Of the three separated roles one account holds one, whoever grants at the same time (PLT-03).
            models.UniqueConstraint(
                fields=["account"], condition=Q(role__in=sorted(SEPARATED)), name="membership_separated"
            ),
        ]
        triggers = standing("access_unit", "unit_id")

    def __str__(self) -> str:
        return f"{self.unit} · {Role(self.role).label}"

    def holds(self, now: datetime) -> bool:
        """Is it itself in force? The same as `in_force` for one that nobody lent."""
        ended = self.ends_at is not None and self.ends_at <= now
        return self.starts_at <= now and not ended and self.suspended_at is None and self.unit.is_active


def in_force(now: datetime) -> Q:
    """Memberships by which one acts at this moment; a lent one only while its lender holds the role himself."""
    holds = Q(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now, suspended_at=None, unit__is_active=True)
    lender = Membership.objects.filter(
        holds, account=OuterRef("lent_by"), unit=OuterRef("unit"), role=OuterRef("role"), lent_by=None
    )
    return holds & (Q(lent_by=None) | Q(Exists(lender)))


class Scope:
    """How a table's rows lie under units: look-ups that lead to province, institution, a section of it, and owner.

    `own` leads to the account whose personal record the row is. A look-up that is None means: nobody of that level
    sees such rows. `roles` see them by another way than the tree: role → what its unit sees (an agency assesses the
    physicians of hospitals that are not below it), or None for nothing. `held`: leads to the row with which all is
    over (a cycle); whoever claims rows keeps it from being ended until he is done (`visible.hold`).
    """

    def __init__(
        self,
        *,
        province: str | None,
        institution: str | None,
        section: str | None = None,
        own: str | None = None,
        roles: "Mapping[str, Callable[[Unit], Q] | None] | None" = None,
        held: str = "",
    ):
        self.province, self.institution, self.section, self.own = province, institution, section, own
        self.held = held
        self.roles = dict(roles or {})

    def condition(self, actor: "object") -> Q | None:
        """What the actor's place in the tree lets him see, or None for nothing."""
        unit = actor.unit  # type: ignore[attr-defined]  # -- Actor stands above this module
        if actor.role in PERSONAL:  # type: ignore[attr-defined]  # -- as above
            return Q(**{self.own: actor.account_id}) if self.own else None  # type: ignore[attr-defined]  # -- as above
        if actor.role in self.roles:  # type: ignore[attr-defined]  # -- as above
            named = self.roles[actor.role]  # type: ignore[attr-defined]  # -- as above
            return named(unit) if named else None
        match unit.kind:
            case UnitKind.NATION:
                return Q()
            case UnitKind.PROVINCE:
                return Q(**{self.province: unit.pk}) if self.province else None
            case UnitKind.CITY | UnitKind.COUNTY:
                return Q(**{f"{self.institution}__path__startswith": unit.path}) if self.institution else None
            case UnitKind.INSTITUTION:
                return Q(**{self.institution: unit.pk}) if self.institution else None
            case _:
                return Q(**{self.section: unit.pk}) if self.section else None


class Unguarded(RuntimeError):
    """Rows that belong to units were asked for by way of another row, past what the actor may see."""


class ScopedManager(models.Manager):
    """In a request it gives nothing: there one asks `visible(…)` (PLT-04).

    Raises Unguarded when it is reached through another row («plan.residents», a prefetch): there «nothing» would pass
    for the answer.
    """

    def get_queryset(self) -> models.QuerySet:
        rows = super().get_queryset()
        if not is_guarded():
            return rows
        if whose := getattr(self, "instance", None):
            raise Unguarded(f"{self.model.__name__} of {type(whose).__name__}: ask visible(…) or what an action holds.")
        return rows.none()


class Scoped(models.Model):
    """A table whose rows belong to units. Declares `scope = Scope(…)`."""

    scope: Scope
    objects = ScopedManager()

    class Meta:
        abstract = True
