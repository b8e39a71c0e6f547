"""The plain data of one record, as the rules read it."""

from dataclasses import dataclass
from datetime import date

from xinglin.domains.people.public import EducationLevel
from xinglin.kit import masking

LEVELS = list(EducationLevel.values)  # lowest first


@dataclass(frozen=True)
class Study:
    """One level of 学习经历."""

    level: str
    is_studying: bool = False
    graduated: date | None = None  # the first day of the month
    education_code: str = ""
    education_number: str = ""
    degree_code: str = ""
    degree_number: str = ""
    degree_type: str = ""

    @property
    def label(self) -> str:
        """«本科»."""
        return str(EducationLevel(self.level).label)

    def title(self, words: str) -> str:
        """«<本科>学位证书编号»."""
        return f"<{self.label}>{words}"

    def field(self, key: str) -> str:
        """«education.bachelor.degree_number»."""
        return f"education.{self.level}.{key}"


@dataclass(frozen=True)
class Picture:
    """The portrait as it is stored: pixels and bytes, and whether its bytes are also those of a card scan."""

    width: int
    height: int
    size: int
    is_card: bool = False


@dataclass(frozen=True)
class Case:
    """One record: person, studies, licence and training. Empty texts and None are what is not filled in."""

    key: int = 0
    name: str = ""
    document_type: str = "01"
    document_number: str = ""
    gender: str = ""
    birth: date | None = None
    mobile: str = ""
    emergency_mobile: str = ""
    studies: tuple[Study, ...] = ()
    licensing_exam: str = ""
    qualification: str = ""
    qualified: date | None = None
    portrait: Picture | None = None
    intake_year: int = 0
    specialty: str = ""
    specialty_name: str = ""
    category: str = ""
    graduate_kind: str = ""
    is_rural_order: bool = False
    degree_study: bool | None = None
    employer_credit_code: str = ""
    base_credit_code: str = ""
    years: int | None = None
    starts: date | None = None
    ends: date | None = None

    @property
    def graduations(self) -> list[Study]:
        """Finished levels with a month, lowest level first."""
        return sorted(
            (study for study in self.studies if study.graduated and not study.is_studying),
            key=lambda study: LEVELS.index(study.level),
        )


def day(value: date | None) -> str:
    """2026-09-01, or nothing."""
    return f"{value:%Y-%m-%d}" if value else ""


def month(value: date | None) -> str:
    """2026-06, or nothing."""
    return f"{value:%Y-%m}" if value else ""


def years_later(value: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March."""
    try:
        return value.replace(year=value.year + years)
    except ValueError:
        return date(value.year + years, 3, 1)


def masked_certificate(number: str) -> str:
    """As lists show it: the number of a qualification holds that of a document (PLT-52)."""
    return masking.certificate_number(number)
