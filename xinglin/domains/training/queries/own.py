"""How far a resident's own record has come, as the picture on his home page (PLT-70, REP-24)."""

from typing import Any

from django.urls import reverse

from xinglin.domains.people.public import PARTS, records_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.review.labels import is_reported, review_label

from .records import own_trainings

ADDRESSES = {"basic": "resident:basic", "education": "resident:educations", "licence": "resident:licence"}
BASE, PROVINCE, RESIDENT = "培训基地", "省级卫生健康委", "本人"


def own_gaps(actor: Actor) -> int:
    """How many items of the resident's personal information are still lacking (REP-20, PLT-70)."""
    training = own_trainings(actor).first()
    return len(records_of([training.person])[training.person_id].gaps()) if training else 0


def own_flow_of(actor: Actor) -> dict[str, Any] | None:
    """Filling in, reporting, review: the newest record; None for an account without one."""
    training = own_trainings(actor).first()
    if training is None:
        return None
    gaps = records_of([training.person])[training.person_id].gaps()
    steps = []
    for part, title in PARTS.items():
        lacking = sum(1 for where, _ in gaps if where == part)
        note = f"还缺 {lacking} 项" if lacking else "已完整"
        steps.append((title, note, RESIDENT, reverse(ADDRESSES[part]), not lacking))
    mine, review = reverse("resident:home"), review_label(training)
    filled, sent = training.specialty_id is not None, is_reported(training)
    steps += [
        ("基地补充培训信息", "已填写" if filled else "待填写", BASE, mine, filled),
        ("基地上报", "已上报" if sent else "未上报", BASE, mine, sent),
        ("省级审核", review or "—", PROVINCE, mine, review == "审核通过"),
    ]
    current = next((index for index, step in enumerate(steps) if not step[4]), len(steps))
    states = ["done" if index < current else "current" if index == current else "todo" for index in range(len(steps))]
    return {
        "year": training.intake_year,
        "steps": [
            {"title": title, "note": note, "who": who, "url": url, "state": state}
            for (title, note, who, url, _), state in zip(steps, states, strict=True)
        ],
    }
