"""Filters: what they find, and what stands of them in the address."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.lists.conftest import Browse
from tests.engines.lists.example import TRAINEES, enrol
from tests.factories.country import Country
from xinglin.domains.people.public import Person
from xinglin.engines.lists.address import Asked

PAGE = "/trainees/"


def asked(country: Country, **values: Any) -> Asked:
    params = QueryDict(mutable=True)
    for key, value in values.items():
        params.setlist(key, value if isinstance(value, list) else [value])
    return Asked(TRAINEES, country.base, params)


def rename(training: Any, name: str, pinyin: str, initials: str) -> None:
    Person.objects.filter(pk=training.person_id).update(name=name, pinyin=pinyin, initials=initials)


@pytest.mark.django_db
@pytest.mark.spec("PLT-51")
@pytest.mark.parametrize("typed", ["林清和", "清和", "linqinghe", "LinQing", "lin qing", "lqh", "LQ"])
def test_a_name_is_found_by_characters_pinyin_and_initials(country: Country, typed: str) -> None:
    first, second = enrol(country, country.hospital, 2)
    rename(first, "林清和", "linqinghe", "lqh")
    rename(second, "周知远", "zhouzhiyuan", "zzy")
    assert [row.pk for row in asked(country, name=typed).rows] == [first.pk]


@pytest.mark.django_db
@pytest.mark.spec("PLT-51")
def test_a_number_is_found_whole_and_by_its_end(country: Country) -> None:
    first, *_ = enrol(country, country.hospital, 5)
    number = first.person.document_number
    for typed in (number, number.lower(), f" {number[:6]} {number[6:]}", number[-4:]):
        assert first.pk in [row.pk for row in asked(country, document_number=typed).rows]
    assert not asked(country, document_number="110101190101019999").rows.exists()
    assert not asked(country, document_number="102").filters.is_valid()


@pytest.mark.django_db
@pytest.mark.spec("PLT-52", "PLT-100")
def test_a_whole_number_never_stands_in_the_address(country: Country, browse: Browse) -> None:
    training, *_ = enrol(country, country.hospital, 3)
    number = training.person.document_number
    client = browse(country.base)
    answer = client.post(PAGE, {"do": "filter", "document_number": number, "name": "", "intake_year": "2026"})
    address = answer.headers["Location"]
    assert number not in address
    assert number[6:14] not in address
    text = client.get(address).content.decode()
    assert "共 1 条记录" in text
    assert number not in text
    mask = training.person.document_masked
    assert f'value="{mask}"' in text
    token = Asked(TRAINEES, country.base, QueryDict(address.partition("?")[2])).params["document_number"]
    again = {"do": "filter", "document_number": mask, "document_number_known": token, "intake_year": "2026"}
    assert client.post(PAGE, again).headers["Location"] == address


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["~", "~!!!.x", "~AAAA.x", "~" + "A" * 200])
def test_a_forged_token_finds_nothing(country: Country, token: str) -> None:
    enrol(country, country.hospital, 1)
    assert not asked(country, document_number=token).rows.exists()


@pytest.mark.django_db
@pytest.mark.spec("PLT-50")
def test_every_filter_narrows(country: Country) -> None:
    rows = enrol(country, country.hospital, 6)
    enrol(country, country.hospital, 2, seed=2, status="withdrawn", is_rural_order=True, starts_on="2026-09-01")
    count = lambda **values: asked(country, **values).rows.count()  # noqa: E731 -- read in the assertions below
    assert count(state="out") == 2
    assert count(state=["in", "out"]) == 8
    assert count(is_rural_order="1") == 2
    assert count(is_rural_order="0") == 0
    assert count(starts_on_after="2026-09-01", starts_on_before="2026-09-01") == 2
    assert count(starts_on_after="2026-09-02") == 0
    assert count(completeness_min="2", completeness_max="4") == 3
    assert count(specialty=[str(rows[0].specialty_id)]) == 3
    assert count(employer="示范") == 8
    assert count(intake_year="2025") == 0


@pytest.mark.django_db
@pytest.mark.spec("PLT-50")
def test_a_condition_that_is_not_understood_finds_nothing_and_says_so(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 1)
    text = browse(country.base).get(f"{PAGE}?intake_year=1999").content.decode()
    assert "查询条件有误" in text
    assert not asked(country, intake_year="1999").rows.exists()
    assert not asked(country, starts_on_after="gestern").rows.exists()


@pytest.mark.django_db
@pytest.mark.spec("PLT-50")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.fixed_dictionaries(
        {},
        optional={
            "intake_year": st.sampled_from(["2025", "2026", "1", ""]),
            "state": st.lists(st.sampled_from(["in", "out", "??"]), max_size=2),
            "name": st.text("林清和 abc&=?#%+·\u3000\t", max_size=8),
            "document_number": st.text("0123456789xX ~.", max_size=20),
            "starts_on_after": st.sampled_from(["2026-01-01", "", "x"]),
            "completeness_max": st.sampled_from(["5", "-1", "5.5", ""]),
            "sort": st.sampled_from(["name", "-status", "nothing", ""]),
            "per_page": st.sampled_from(["50", "7", ""]),
            "columns": st.sampled_from(["status,name", "x", ""]),
            "page": st.sampled_from(["2", ""]),
        },
    )
)
def test_an_address_means_the_same_when_read_again(country: Country, values: dict[str, Any]) -> None:
    if not Person.objects.exists():  # the examples share one country and change nothing
        enrol(country, country.hospital, 3)
    first = asked(country, **values)
    address = first.query()
    second = Asked(TRAINEES, country.base, QueryDict(address.removeprefix("?")))
    assert second.query() == address
    assert second.filters.is_valid() == first.filters.is_valid()
    assert [r.pk for r in second.ordered] == [r.pk for r in first.ordered]
    assert [c.key for c in second.columns] == [c.key for c in first.columns]
    assert (second.sort, second.size) == (first.sort, first.size)
