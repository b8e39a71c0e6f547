"""Numbers that can belong to nobody: each is made from the person's serial, so that no two people share one.

Birth years in numbers are 1901-1905 (reference-data.md §9), mobile numbers start with 19900.
"""

from datetime import date, timedelta
from random import Random

from xinglin.demo import country
from xinglin.kit import documents

ROUND = 900_000  # people whose numbers differ in birth date and sequence
CAPACITY = 10 * ROUND  # people with numbers of their own; from the second round on identity cards only
_FIRST_BIRTH = date(1901, 1, 1)
_DAYS = (date(1906, 1, 1) - _FIRST_BIRTH).days
_PER_DAY = 499  # sequence numbers 001-999 of one sex
_MOBILES = 1_000_000
_FIRST, _STEP = 271_828, 611_953  # the step is prime to both moduli: neighbours in the list get numbers far apart
_CORPS = "660000"


def mobile(serial: int) -> str:
    """The mobile number of the person `serial`."""
    turn, place = divmod(serial, ROUND)
    return f"1990{turn}{(_FIRST + place * _STEP) % _MOBILES:06d}"


def any_mobile(random: Random) -> str:
    """Someone's mobile number; not unique."""
    return f"19900{random.randrange(_MOBILES):06d}"


def birth_date(serial: int) -> date:
    """The birth date in the document number of the person `serial`."""
    return _FIRST_BIRTH + timedelta(days=_place(serial) // _PER_DAY)


def id_card(serial: int, gender: str, region: str) -> str:
    """A resident identity card number; `region` is a code of six digits, `gender` decides the seventeenth digit.

    Later rounds have districts of their own, so that they share no number with the first.
    """
    turn = serial // ROUND
    region = f"{region[:4]}{80 + turn}" if turn else region
    sequence = _place(serial) % _PER_DAY * 2 + (1 if gender == documents.MALE else 2)
    first_seventeen = f"{region}{birth_date(serial).isoformat().replace('-', '')}{sequence:03d}"
    return first_seventeen + documents.check_digit(first_seventeen)


def permanent_card(serial: int, gender: str) -> str:
    """The number of a foreigner's permanent residence card of 2023, of a Malaysian in Beijing."""
    return id_card(serial, gender, "911458")


def other_number(kind: str, serial: int, *, is_macao: bool = False) -> str:
    """The number of a document without birth date; the 99 in front of the serial marks it as invented."""
    tail = f"99{serial:06d}"
    return {
        documents.PASSPORT: f"Z{tail}",
        documents.OFFICER_CARD: f"军字第{tail}号",
        documents.HONG_KONG_MACAO_PASS: f"{'M' if is_macao else 'H'}{tail}",
        documents.TAIWAN_PASS: tail,
    }[kind]


def regions(province: str) -> list[str]:
    """Six-digit district codes of a province, one for each prefecture; 兵团 has none of its own."""
    if province == _CORPS:
        return [city.code for city in country.cities() if city.province == _CORPS]
    return [f"{city.code[:4]}02" for city in country.cities() if city.province == province]


def _place(serial: int) -> int:
    if not 0 <= serial < CAPACITY:
        raise ValueError(f"A serial must lie in 0..{CAPACITY - 1}: beyond it numbers would repeat.")
    return (_FIRST + serial % ROUND * _STEP) % (_DAYS * _PER_DAY)
