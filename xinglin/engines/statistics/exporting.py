"""The figures as a workbook, which is recorded like every export (PLT-101, PLT-110)."""

from collections.abc import Sequence
from typing import IO

from django.utils.timezone import localdate

from xinglin.engines.history import audit
from xinglin.engines.sheets.writing.export import export

from .counting import Answer


def file_name(answer: Answer) -> str:
    """«住院医师统计_按省份_20261120.xlsx»"""
    return f"{answer.question.figures.title}_按{answer.by.title}_{localdate():%Y%m%d}.xlsx"


def write(answer: Answer, target: IO[bytes]) -> None:
    """All lines, the total, and below it what was asked for."""
    question = answer.question
    rows: list[Sequence[object]] = [[line.title, *line.cells] for line in (*answer.lines, answer.total)]
    asked = [f"{title}：{words}" for title, words, _ in question.conditions]
    notes = [*asked, question.figures.source, f"统计日期：{localdate()}"]
    rows += [[], *([note] for note in notes if note)]
    headings = [answer.by.title, *(title for _, title in answer.columns)]
    export(headings, rows, target, title=question.figures.title, widths=[34, *(14 for _ in answer.columns)])
    audit.record(
        "statistics.exported",
        "导出统计表",
        by=question.actor,
        subject=question.rows.model._meta.label_lower,
        done=len(answer.lines),
        figures=question.figures.key,
        asked=question.query(),
    )
