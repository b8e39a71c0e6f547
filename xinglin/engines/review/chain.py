"""The words in which a chain is declared (PLT-30). One that needs more gets a new word here, never a special case."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.rights import Right
from xinglin.engines.actions.events import Event
from xinglin.engines.windows.kinds import WindowKind

from .copies import Form
from .models import Verdict

OVERSEER = "overseer"  # in the place of a step, where the word is the overseer's
Reasons = Mapping[int, str]
Subjects = Sequence[Any]


@dataclass(frozen=True)
class Seat:
    """Who decides: the nearest unit of a kind at or above the subject's, by accounts that hold the right."""

    kind: UnitKind
    right: Right


@dataclass(frozen=True)
class NamedSeat:
    """Who decides: a unit that the subject itself names in a foreign key (an agency is no ancestor of a hospital)."""

    attribute: str
    right: Right


@dataclass(frozen=True)
class FixedSeat:
    """Who decides: always the unit with this code."""

    code: str
    right: Right


def _nothing_against(_subjects: Subjects, *, by: Actor) -> Reasons:
    return {}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One level of the climb. `window`: when it may decide; `optional`: left out where no such unit stands above.

    Each of the following takes many subjects at once. `only`: those that take this step, where others leave it out.
    `may_approve`: key → why it cannot be passed on from here. `adds`: key → what this level lays beside the submission
    when it passes it on; that is frozen with its word, and the levels above read it.
    `returns_to`: an earlier level to which 退回修改 leads from here; without it, to the submitter.
    """

    key: str
    title: str
    seat: Seat | NamedSeat | FixedSeat
    window: WindowKind | None = None
    optional: bool = False
    only: Callable[[Subjects], Collection[int]] | None = None
    may_approve: Callable[..., Reasons] = _nothing_against
    adds: Callable[[Subjects], Mapping[int, Form]] | None = None
    returns_to: str = ""


def _no_years(_subjects: Subjects) -> Mapping[int, int]:
    return {}


def _nothing_lacking(_subjects: Subjects) -> Reasons:
    return {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Chain:
    """A subject and its way up. One chain a subject model; it is known from then on by `chain_of(model)`.

    `may_submit`, `freezes` and `years` take many subjects at once, so that they can load what they need in a constant
    number of statements: key → why not (absent: it may), key → form, and key → year.
    """

    key: str
    title: str
    subject: type[models.Model]
    submit_right: Right
    steps: tuple[Step, ...]
    freezes: Callable[[Subjects], Mapping[int, Form]]
    may_submit: Callable[[Subjects], Reasons] = _nothing_lacking
    unit: str = "institution"  # the subject's foreign key to the unit it lies under
    related: tuple[str, ...] = ()  # joined when subjects are locked, for the rules, the form and the label
    label: Callable[[Any], str] = str  # how people call one subject («林清和»)
    verb: str = "提交"  # «上报» where people say so
    submitter: str = "提交人"  # «基地»
    window: WindowKind | None = None  # when it may be submitted and withdrawn
    years: Callable[[Subjects], Mapping[int, int]] = _no_years  # whose windows hold it; absent: no window does
    over: Callable[[Subjects], Reasons] = _nothing_lacking  # key → why nothing is done with it any more, by anybody
    may_withdraw: bool = True
    overseer: Right | None = None  # who may send back whatever was submitted, at any level and after the last, too
    overseer_title: str = ""  # «卫生行政机构»
    may_reject: bool = False  # 驳回 ends a case for good; 退回修改 is always offered
    on_submitted: Event | None = None
    on_moved: Event | None = None  # to another level, up or back
    on_withdrawn: Event | None = None
    on_approved: Event | None = None
    on_returned: Event | None = None
    on_rejected: Event | None = None

    def __post_init__(self) -> None:
        if not self.steps or len({step.key for step in self.steps}) < len(self.steps):
            raise ValueError(f"chain {self.key} needs steps with different keys")
        keys = [step.key for step in self.steps]
        if any(step.returns_to not in ("", *keys[:place]) for place, step in enumerate(self.steps)):
            raise ValueError(f"chain {self.key} returns to what is no earlier step")
        if self.key in {chain.key for chain in CHAINS.values()} or self.subject in CHAINS:
            raise ValueError(f"chain {self.key} or a chain of {self.subject.__name__} is declared twice")
        CHAINS[self.subject] = self

    def step(self, key: str) -> Step:
        """The step with this key."""
        return next(step for step in self.steps if step.key == key)

    @property
    def windows(self) -> tuple[WindowKind, ...]:
        """All kinds of windows that hold any part of the chain."""
        return tuple({w.key: w for w in (self.window, *(step.window for step in self.steps)) if w}.values())

    def event(self, verdict: Verdict) -> Event | None:
        """What is announced when a case ends so."""
        return {
            Verdict.APPROVE: self.on_approved,
            Verdict.RETURN: self.on_returned,
            Verdict.REJECT: self.on_rejected,
            Verdict.WITHDRAW: self.on_withdrawn,
        }[verdict]


CHAINS: dict[type[models.Model], Chain] = {}


def chain_of(model: type[models.Model]) -> Chain:
    """The chain that rows of this model climb."""
    concrete = model._meta.concrete_model
    if concrete not in CHAINS:
        raise LookupError(f"no chain is declared for {model.__name__}")
    return CHAINS[concrete]
