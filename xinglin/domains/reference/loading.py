"""Filling the code lists from data/codes.json: by the first migration, and again whenever that file has grown."""

import json
from pathlib import Path
from typing import Any

from .enums import NATIONAL_LISTS, OWN_LISTS, PROVINCES

DATA = Path(__file__).parent / "data" / "codes.json"


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
