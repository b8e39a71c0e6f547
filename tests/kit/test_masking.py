"""Masked forms: true length, the middle hidden."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.kit import masking

MASKS = [masking.document_number, masking.mobile, masking.name, masking.email, masking.certificate_number]


@pytest.mark.spec("PLT-52")
@pytest.mark.parametrize("mask", MASKS)
@given(value=st.text(alphabet="0123456789ABX张·@.", max_size=40))
@settings(deadline=None)
def test_a_mask_keeps_the_length_and_changes_nothing_but_stars(mask, value):
    masked = mask(value)
    assert len(masked) == len(value)
    assert all(shown in ("*", kept) for shown, kept in zip(masked, value, strict=True))
    assert mask(masked) == masked


@pytest.mark.spec("PLT-52")
@given(value=st.from_regex(r"[0-9A-Z]{1,30}", fullmatch=True))
@settings(deadline=None)
def test_at_least_three_characters_or_all_but_two_are_hidden(value):
    for mask in (masking.document_number, masking.mobile):
        assert mask(value).count("*") >= min(3, max(len(value) - 2, 1))


@pytest.mark.spec("PLT-52")
@given(birth=st.from_regex(r"19[0-9]{6}", fullmatch=True))
@settings(deadline=None)
def test_birth_and_order_of_an_identity_number_are_hidden(birth):
    assert masking.document_number(f"110101{birth}0011") == "110***********0011"


@pytest.mark.spec("PLT-52")
@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.document_number, "H12345678", "H1*****78"),
        (masking.document_number, "110101010101001", "110********1001"),
        (masking.document_number, "AB12", "A**2"),
        (masking.document_number, "A1", "**"),
        (masking.mobile, "13800001234", "138****1234"),
        (masking.name, "张三", "张*"),
        (masking.name, "李小明", "李*明"),
        (masking.name, "欧阳华", "欧阳*"),
        (masking.name, "欧阳小华", "欧阳*华"),
        (masking.name, "欧阳", "欧*"),
        (masking.name, "张", "*"),
        (masking.email, "abcd@x.cn", "a***@x.cn"),
        (masking.certificate_number, "199911110110101190101010011", "199911110******************"),
        (masking.certificate_number, "110101990012345", "110101990012345"),
    ],
)
def test_the_forms_people_know(mask, value, shown):
    assert mask(value) == shown
