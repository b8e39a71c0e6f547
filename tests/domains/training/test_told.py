"""Bases learn of decisions in their inbox, one message for a whole selection (PLT-71)."""

import pytest

from tests.factories.country import Country
from tests.walk import opened, walk
from xinglin.engines.notices.models import Notice


@pytest.mark.spec("PLT-71", "REP-11")
def test_a_return_reaches_the_base_and_nobody_else(country: Country) -> None:
    assert country.base_next_door.account_id
    walk(country, opened(country, 2), "returned")
    told = Notice.objects.filter(title="上报信息被退回修改")
    assert [notice.account_id for notice in told] == [country.base.account_id]
    assert "学位证书编号应为 16 位。" in told[0].body


@pytest.mark.spec("PLT-71", "REP-41")
def test_an_approval_reaches_the_base(country: Country) -> None:
    walk(country, opened(country, 2), "approved")
    told = Notice.objects.filter(title="上报信息审核通过")
    assert [notice.account_id for notice in told] == [country.base.account_id]
