"""What the official standard asks of each line, from `data/` (ROT-09, reference-data §3.5)."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "requirements_2014.json"


def load_requirements(line_model: Any, requirement_model: Any) -> None:
    """Add what is missing; what is there stays. Takes the models so that migrations can call it.

    The 2014 text names cases and skills for two departments of 内科 in what we were given, and two case reports for
    every required department of all specialties; a base adds what its programmes ask beside it.
    """
    source = json.loads(DATA.read_text(encoding="utf-8"))
    rows = []
    named = {(each["code"], each["department"]): each["requirements"] for each in source["lines"]}
    lines = line_model.objects.filter(standard__version=source["version"]).select_related("standard__specialty")
    for line in lines.order_by("pk"):
        asked = list(source["every_required_line"]) if line.is_required else []
        asked += named.get((line.standard.specialty.code, line.department), [])
        rows += [requirement_model(line=line, kind=kind, name=name, number=number) for kind, name, number in asked]
    requirement_model.objects.bulk_create(rows, ignore_conflicts=True)
