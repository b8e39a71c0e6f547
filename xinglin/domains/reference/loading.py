"""Filling code lists and rotation standards from `data/`: by migrations, and again whenever these files have grown."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .enums import NATIONAL_LISTS, OWN_LISTS, PROVINCES

FOLDER = Path(__file__).parent / "data"
DATA = FOLDER / "codes.json"
HOLIDAYS = FOLDER / "holidays.json"
ROTATION = {"2014 版": FOLDER / "rotation_2014.json"}


def load(code_model: Any, specialty_model: Any) -> None:
    """Add what is missing; entries changed since are left alone. Takes the models so that migrations can call it."""
    source = json.loads(DATA.read_text(encoding="utf-8"))
    rows = [
        {"table": name, "order": order, "code": code, "label": label, "synonyms": synonyms}
        for name, entries in OWN_LISTS.items()
        for order, (code, label, synonyms) in enumerate(entries)
    ]
    rows += [
        {"table": name, "order": order, "code": entry[0], "label": entry[1], "parent_code": _parent(name, entry)}
        for name, key in NATIONAL_LISTS.items()
        for order, entry in enumerate(source[key])
    ]
    provinces = [entry for key in PROVINCES for entry in source[key]]
    rows += [{"table": "province", "order": i, "code": p[0], "label": p[1]} for i, p in enumerate(provinces)]
    code_model.objects.bulk_create((code_model(**row) for row in rows), ignore_conflicts=True)
    specialty_model.objects.bulk_create(
        (specialty_model(code=c, name=n, category=k, years=y) for c, n, k, y in source["specialty"]),
        ignore_conflicts=True,
    )


def _parent(name: str, entry: list) -> str:
    return (entry[2] or "") if name == "clinical_service" else ""


def load_rotation_standards(specialty_model: Any, standard_model: Any, line_model: Any) -> None:
    """Add the versions of standards that are missing, with their lines; what is there already stays (ROT-01)."""
    known = {specialty.code: specialty for specialty in specialty_model.objects.all()}
    standing = set(standard_model.objects.values_list("specialty__code", "version"))
    for version, file in ROTATION.items():
        for row in json.loads(file.read_text(encoding="utf-8")):
            if row["code"] in known and (row["code"], version) not in standing:
                standard = standard_model.objects.create(
                    specialty=known[row["code"]],
                    version=version,
                    document=row["standard"],
                    years=row["duration_years"],
                    months=row["printed_total"],
                    least_months=row["min_actual_months"],
                    note=row["note"],
                )
                line_model.objects.bulk_create(
                    _line(line_model, standard, n, each) for n, each in enumerate(row["rows"])
                )


def _line(model: Any, standard: Any, order: int, row: dict[str, Any]) -> Any:
    return model(
        standard=standard,
        order=order,
        department=row["dept"],
        months=str(row["months"]),
        is_required=row["required"],
        stage=row.get("stage"),
        elective_group=row.get("elective_group") or "",
        least=row.get("min_months"),
        most=row.get("max_months"),
        note=row.get("note") or "",
    )


def load_holidays(special_day_model: Any) -> None:
    """Add the arranged days that are missing; those changed since stay."""
    rows = []
    for year in json.loads(HOLIDAYS.read_text(encoding="utf-8")):
        for name, (first, last) in year["off"].items():
            days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
            rows += [(date.fromisoformat(first) + timedelta(n), False, name, year["document"]) for n in range(days)]
        rows += [(date.fromisoformat(day), True, "调休上班", year["document"]) for day in year["worked"]]
    special_day_model.objects.bulk_create(
        (special_day_model(day=d, is_working=w, name=n, document=f) for d, w, n, f in rows), ignore_conflicts=True
    )
