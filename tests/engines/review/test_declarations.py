"""Declaring, printing, and the files a copy names."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.engines.actors import member
from tests.engines.review.conftest import of
from tests.engines.review.petitions import AGENCY, CITY, NATION, PROVINCE, REVIEWING, SUBMITTING, forms
from tests.walk import upload_for
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.files.models import Upload
from xinglin.engines.files.sweeping import remove_expired
from xinglin.engines.review.actions import submit
from xinglin.engines.review.chain import chain_of
from xinglin.engines.review.printing import chains_markdown
from xinglin.engines.review.queries import enclosed


def test_a_model_has_one_chain(chain):
    chain()
    with pytest.raises(ValueError, match="declared twice"):
        chain(key="another")
    with pytest.raises(LookupError, match="no chain is declared for Unit"):
        chain_of(Unit)


def test_steps_have_different_keys(chain):
    with pytest.raises(ValueError, match="different keys"):
        chain(steps=(CITY, CITY))
    with pytest.raises(ValueError, match="needs steps"):
        chain(steps=())


def test_one_returns_only_to_an_earlier_step(chain):
    with pytest.raises(ValueError, match="returns to what is no earlier step"):
        chain(steps=(replace(CITY, returns_to="province"), PROVINCE))


@pytest.mark.spec("PLT-30")
def test_a_chain_is_printed_with_its_picture(chain):
    declared = chain(steps=(CITY, AGENCY, PROVINCE, NATION), window=SUBMITTING)
    page = chains_markdown()["petition.md"]
    assert "Chain `petition` of `review.Petition`." in page
    assert "- Submitted («上报») by 教学部, in the window «申请上报»." in page
    assert "| 1 | 市审核 | nearest 地市 above: 市级审核员 (left out where there is none) |" in page
    assert "| 2 | 机构审核 | the unit named in `agency`: 考核机构管理员 |" in page
    assert "| 4 | 国家审核 | the unit 000000: 国家审核员 | `petition.nation_review` | any time |" in page
    assert '  nation -- 通过 --> approved(["审核通过"])' in page
    assert declared.windows == (SUBMITTING,)
    assert REVIEWING not in declared.windows


@pytest.mark.spec("PLT-35", "PLT-90")
def test_files_named_by_a_copy_stay_though_they_are_let_go(country, chain):
    clerk = member(country.units.hospital, Role.BASE_ADMIN, "周干事")
    kept, free = upload_for(clerk, "petition"), upload_for(clerk, "petition")

    def with_scan(petitions):
        found = forms(petitions)
        for form in found.values():
            scan = {"key": "scan", "title": "扫描件", "value": str(kept.pk), "shown": "已上传", "upload": True}
            form["sections"][0]["fields"].append(scan)
        return found

    chain(freezes=with_scan)
    submit(of(country.petition()), by=clerk)
    assert enclosed([kept.pk, free.pk]) == {kept.pk}
    Upload.objects.filter(pk=kept.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert remove_expired() == 0
    assert Upload.objects.filter(pk=kept.pk).exists()
