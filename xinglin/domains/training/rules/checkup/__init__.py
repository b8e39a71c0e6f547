"""«数据体检»: what a reviewer would return, found before it is reported (REP-50).

`kinds` names what is looked for, `cases` the plain data it is looked for in; `identity`, `education`, `licence`,
`placement` and `portrait` judge one record, `others` compares a record with the base's other ones. Every rule is one
function on plain data; `queries.examining` loads a set of records and runs them all.
"""

from .kinds import KINDS, Finding

__all__ = ["KINDS", "Finding"]
