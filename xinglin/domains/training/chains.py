"""How residents' records climb (REP-10, REP-11, REP-40)."""

from xinglin.engines.access.models import UnitKind
from xinglin.engines.review.chain import Chain, Seat, Step

from . import events, rules, windows
from .models import Training
from .queries.parts import windowed_years
from .queries.records import reported_forms, unreportable

REPORTING = Chain(
    key="resident-reporting",
    title="住院医师信息上报",
    subject=Training,
    unit="institution",
    related=("person", "specialty", "province", "site"),
    label=lambda training: training.person.name,
    verb="上报",
    submitter="基地",
    submit_right=rules.REPORT,
    window=windows.INTAKE,
    years=windowed_years,
    may_submit=unreportable,
    freezes=reported_forms,
    steps=(
        Step(
            key="province",
            title="省审核",
            seat=Seat(UnitKind.PROVINCE, rules.REVIEW),
            window=windows.PROVINCE_REVIEW,
        ),
    ),
    on_submitted=events.REPORTED,
    on_withdrawn=events.WITHDRAWN,
    on_approved=events.APPROVED,
    on_returned=events.RETURNED,
)
