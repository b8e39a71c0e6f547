"""Tables of the periodic assessment (ASM). Where to look for what:

- `cycles`: a province's cycles (`Cycle`; its windows are those of the windows engine) and its dated rules
  (`ProvinceRules`, `ProcedureReason`); an institution in a cycle (`InstitutionProfile`), its `Department`s, and its
  application to be an agency (`AgencyApplication`, a subject of the review engine).
- `physicians`: who practises where (`Physician`, one a person; `OtherPractice`), and what is on record about his
  conduct (`ConductRecord`).
- `enrolments`: one physician in one cycle (`Enrolment`, a subject of the review engine) and what he hands in
  (`SelfAssessment`, `Experience`, `Attachment`), what other institutions say (`Opinion`), and his `ChangeRequest`s.
- `results`: `Verdict`s, `TestResult`s and what follows: `SpotCheck`s of a `Draw`, `Reconsideration`, `Consequence`.
  The result itself stands on the enrolment and is worked out anew whenever one of them changes; nobody types it.
- `certificates`: what was certified (`Certificate`), one a published and passed assessment.
- `feeds`: what the registry sent (`FeedRun`, `FeedProblem`).
"""

from .certificates import Certificate
from .cycles import (
    AgencyApplication,
    AgencyPaper,
    Cycle,
    Department,
    InstitutionProfile,
    ProcedureReason,
    ProvinceRules,
)
from .enrolments import Attachment, ChangeRequest, Enrolment, Experience, Opinion, SelfAssessment
from .feeds import FeedProblem, FeedRun
from .physicians import ConductRecord, OtherPractice, Physician
from .results import Consequence, Draw, Reconsideration, SpotCheck, TestResult, Verdict

__all__ = [
    "AgencyApplication",
    "AgencyPaper",
    "Attachment",
    "Certificate",
    "ChangeRequest",
    "ConductRecord",
    "Consequence",
    "Cycle",
    "Department",
    "Draw",
    "Enrolment",
    "Experience",
    "FeedProblem",
    "FeedRun",
    "InstitutionProfile",
    "Opinion",
    "OtherPractice",
    "Physician",
    "ProcedureReason",
    "ProvinceRules",
    "Reconsideration",
    "SelfAssessment",
    "SpotCheck",
    "TestResult",
    "Verdict",
]
