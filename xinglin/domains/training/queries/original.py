"""招收信息原件 beside what a record now says (REP-13)."""

from dataclasses import dataclass
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.review.copies import Answer, Form, changes, files_of, split
from xinglin.engines.review.models import Submission

from .records import reported_forms


@dataclass(frozen=True)
class Line:
    """One field: as it was approved in the intake, and as it is now. `files` are keys of uploads."""

    title: str
    then: str
    now: str
    then_files: list[str]
    now_files: list[str]
    is_changed: bool


def original_beside_present(training: Any, actor: Actor | None = None) -> list[tuple[str, list[Line]]]:
    """Part by part in the order of the present form, what is no longer asked for last; the record has an original."""
    copy, secret = split(reported_forms([training], actor)[training.pk])
    changed = {change.key for change in changes(training.original, Submission(copy=copy, sensitive=secret))}
    then, now = _by_key(training.original.copy), _by_key(copy)
    found: dict[str, list[Line]] = {}
    for key, (part, answer) in {**now, **{key: both for key, both in then.items() if key not in now}}.items():
        was, becomes = then.get(key, (part, None))[1], now.get(key, (part, None))[1]
        line = Line(answer["title"], _shown(was), _shown(becomes), _files(was), _files(becomes), key in changed)
        found.setdefault(part, []).append(line)
    return list(found.items())


def _by_key(form: Form) -> dict[str, tuple[str, Answer]]:
    return {answer["key"]: (section["title"], answer) for section in form["sections"] for answer in section["fields"]}


def _shown(answer: Answer | None) -> str:
    return answer["shown"] if answer else ""


def _files(answer: Answer | None) -> list[str]:
    return files_of(answer) if answer else []
