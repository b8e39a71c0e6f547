"""What is wrong with a cell or a row, in the words users know (PLT-41)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xinglin.engines.fields import Field
from xinglin.kit import masking


@dataclass(frozen=True)
class Finding:
    """`row` and `column` are Excel's numbers, `column` 0 for the whole row; a sensitive `value` is masked."""

    row: int
    column: int
    heading: str
    value: str
    message: str
    key: str = ""  # of the column, "" for the whole row

    @property
    def line(self) -> str:
        """«第2行,第2列:<身份证件类别>错误：…»"""
        place = f"第{self.row}行,第{self.column}列:<{self.heading}>错误" if self.column else f"第{self.row}行错误"
        return f"{place}：{self.message}"


def written(value: object) -> str:
    """A raw cell as a person would read it in Excel."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).upper()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def shown(column: Field, value: object) -> str:
    """A raw cell as a message may show it: masked when the column is sensitive, cut when long."""
    text = written(value)
    if column.sensitive and text:
        text = column.masked(text) if len(text) > 6 else masking.hide(text, 1, 1)
    return text if len(text) <= 60 else f"{text[:60]}…"


def listed(names: Sequence[object], most: int = 10) -> str:
    """«3、5、8», with how many there are when not all are named."""
    text = "、".join(map(str, names[:most]))
    return f"{text} 等 {len(names)} 项" if len(names) > most else text


def rows_named(numbers: Sequence[int], most: int = 10) -> str:
    """«第 3、5、8 行»"""
    text = "、".join(map(str, numbers[:most]))
    return f"第 {text} 行" if len(numbers) <= most else f"第 {text} 行等共 {len(numbers)} 行"
