"""How an enrolment climbs, whatever its procedure: the institution, then the agency entrusted with it (ASM-31, 35)."""

from xinglin.engines.access.models import UnitKind
from xinglin.engines.review.chain import Chain, NamedSeat, Seat, Step

from .. import events, windows
from ..enums import Progress
from ..models import Enrolment
from ..queries.enrolling import JOINED, enrolment_forms, unsubmittable
from ..queries.reviewing import unpassable, verdict_forms
from ..queries.timing import held_years
from ..rules import OWN
from ..rules.enrolling import REVIEW, SECOND_REVIEW
from ..rules.overseeing import OVERSEE, over

ASSESSMENT = Chain(
    key="assessment",
    title="医师定期考核报名",
    subject=Enrolment,
    unit="institution",
    related=tuple(name for name in JOINED if name not in ("case", "institution")),
    label=str,
    verb="提交",
    submitter="医师",
    submit_right=OWN,
    window=windows.ENROLMENT,
    years=held_years,
    may_submit=unsubmittable,
    over=over,
    freezes=enrolment_forms,
    steps=(
        Step(
            key=Progress.INSTITUTION,
            title="机构审核",
            seat=Seat(UnitKind.INSTITUTION, REVIEW),
            window=windows.REVIEW,
            may_approve=unpassable,
            adds=verdict_forms,
        ),
        Step(
            key=Progress.AGENCY,
            title="考核机构复核",
            seat=NamedSeat("agency", SECOND_REVIEW),
            returns_to=Progress.INSTITUTION,
            window=windows.REVIEW,
            may_approve=unpassable,
            adds=verdict_forms,
        ),
    ),
    overseer=OVERSEE,
    overseer_title="卫生行政机构",
    on_submitted=events.SUBMITTED,
    on_moved=events.MOVED_ON,
    on_withdrawn=events.WITHDRAWN,
    on_approved=events.APPROVED,
    on_returned=events.RETURNED,
)
