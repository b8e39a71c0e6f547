"""Frozen copies: the subject's form as it was submitted, and what differs between two of them (PLT-33, PLT-35)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from .models import Submission

EMPTY: tuple[Any, ...] = (None, "", [])


class Answer(TypedDict):
    """One field of the form. `key` is unique in the whole form and stays the same for good («licence.number»)."""

    key: str
    title: str
    value: Any  # plain JSON; what two copies are compared by
    shown: str  # what people read; masked when sensitive
    sensitive: NotRequired[bool]  # the value is kept encrypted
    upload: NotRequired[bool]  # the value is the id of an upload, or a list of them


class Section(TypedDict):
    """A part of the form, shown as a tab; sections that name the same `tab` share one."""

    key: str
    title: str
    fields: list[Answer]
    tab: NotRequired[str]


class Form(TypedDict):
    """What `Chain.freezes` gives for each subject."""

    sections: list[Section]


@dataclass(frozen=True)
class Change:
    """One answer that differs, as `<c-diff>` shows it."""

    key: str
    title: str
    before: str
    after: str


def answers_of(form: Form) -> Iterator[Answer]:
    """All answers in the order of the form."""
    for section in form["sections"]:
        yield from section["fields"]


def split(form: Form) -> tuple[Form, str | None]:
    """The form without its sensitive values, and those as one JSON text to be encrypted (None when there are none)."""
    secret = {a["key"]: a["value"] for a in answers_of(form) if a.get("sensitive") and a["value"] is not None}
    sections = [_public(section) for section in form["sections"]]
    return Form(sections=sections), json.dumps(secret, ensure_ascii=False) if secret else None


def _public(section: Section) -> Section:
    fields: list[Answer] = [{**a, "value": None} if a.get("sensitive") else a for a in section["fields"]]
    return {**section, "fields": fields}


def uploads_of(form: Form) -> set[UUID]:
    """The files that the form names."""
    return {UUID(key) for answer in answers_of(form) for key in files_of(answer)}


def files_of(answer: Answer) -> list[str]:
    """Keys of the uploads that an answer names; none when it is no upload."""
    value = answer["value"] if answer.get("upload") else None
    return [str(key) for key in (value if isinstance(value, list) else [value]) if key]


def values_of(submission: Submission) -> dict[str, Any]:
    """Every value that was submitted, by key, sensitive ones in full. Decrypts; not for lists."""
    values = {a["key"]: a["value"] for a in answers_of(submission.copy)}
    return {**values, **(json.loads(submission.sensitive) if submission.sensitive else {})}


def changes(before: Submission, after: Submission) -> list[Change]:
    """What differs, in the order of the newer form; what is no longer asked for comes last."""
    old, new = values_of(before), values_of(after)
    old_shown, new_shown = _shown(before.copy), _shown(after.copy)
    titles = {a["key"]: a["title"] for form in (before.copy, after.copy) for a in answers_of(form)}
    keys = [*new, *(key for key in old if key not in new)]
    return [
        Change(key, titles[key], *_told_apart(old_shown.get(key, ""), new_shown.get(key, "")))
        for key in keys
        if _differ(old.get(key), new.get(key))
    ]


def _shown(form: Form) -> Mapping[str, str]:
    return {a["key"]: a["shown"] for a in answers_of(form)}


def _differ(old: Any, new: Any) -> bool:
    return old != new and not (old in EMPTY and new in EMPTY)


def _told_apart(before: str, after: str) -> tuple[str, str]:
    """Two masked numbers, or two uploads, can look alike though they differ."""
    return (before, f"{after}（已更改）") if before == after else (before, after)
