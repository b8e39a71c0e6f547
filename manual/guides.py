"""The guides, in the order in which the work goes."""

from pathlib import Path

from manual import applicant, assessing, base, department, nation, physician, province, resident, supervisor
from manual.guide import Guide

GUIDES: tuple[Guide, ...] = (
    applicant.GUIDE,
    resident.GUIDE,
    physician.GUIDE,
    supervisor.GUIDE,
    base.GUIDE,
    department.GUIDE,
    assessing.GUIDE,
    province.GUIDE,
    nation.GUIDE,
)


def write_contents(folder: Path) -> None:
    """The first page, which leads to the guides."""
    lines = ["# 杏林用户手册", "", "手册由 `./dev manual` 在演示系统上逐步操作生成，图中人员均为虚构。", ""]
    lines += [f"- [{guide.title}]({guide.key}.md)：{guide.about}" for guide in GUIDES]
    (folder / "README.md").write_text("\n".join(lines) + "\n")
