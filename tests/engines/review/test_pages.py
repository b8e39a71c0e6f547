"""The review page as reviewers, authors and strangers find it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from tests.engines.review.conftest import case_of, of
from tests.engines.review.test_actions import edit, labels
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.review.actions import approve, return_for_changes, submit
from xinglin.engines.review.models import Decision
from xinglin.engines.review.queries import opinion_of

pytestmark = pytest.mark.urls("tests.engines.review.urls")


@pytest.fixture
def browse(country):
    """`browse(actor)` is a browser in which the actor is signed in."""

    def sign_in(actor):
        client = Client()
        account = actor.unit.memberships.get(pk=actor.membership_id).account
        account.password = "set"  # activated
        account.save()
        client.force_login(account, backend="xinglin.engines.accounts.backends.LoginBackend")
        return client

    return sign_in


def address(petition):
    return reverse("petitions:review", args=[petition.pk])


def decided(client, petition, do, **typed):
    return client.post(address(petition), {"do": do, "submission": case_of(petition).current_id, **typed})


def words(response):
    return response.content.decode()


@pytest.mark.spec("PLT-33")
def test_what_changed_since_the_last_verdict_stands_side_by_side(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    return_for_changes(of(petition), by=country.reviewer, comment="理由不足", field_comments={"reason": "写具体些"})
    edit(petition, reason="近三年报名人数翻番")
    submit(of(petition), by=country.clerk)
    page = words(browse(country.reviewer).get(address(petition)))
    assert "自上次退回以来的变化" in page
    assert "<del>生源充足</del>" in page
    assert "<mark>近三年报名人数翻番</mark>" in page
    assert "上次意见：写具体些" in page
    assert "理由不足\n• 理由：写具体些".replace("\n", "<br>") in page
    assert "第 2 次上报" in page
    assert "第 1 / 1 份" in page


@pytest.mark.spec("PLT-31")
def test_after_a_decision_the_next_one_opens_and_the_list_after_the_last(country, chain, browse):
    chain()
    first, second = country.petition("甲"), country.petition("乙")
    submit(of(first, second), by=country.clerk)
    reviewer = browse(country.reviewer)
    assert reviewer.get(reverse("petitions:first")).url == address(first)
    assert "第 1 / 2 份" in words(reviewer.get(address(first)))
    assert decided(reviewer, first, "approve").url == address(second)
    assert decided(reviewer, second, "return", comment="理由不足").url == reverse("petitions:list")
    assert [labels(p)[1] for p in (first, second)] == ["审核通过", "退回修改"]
    assert reviewer.get(reverse("petitions:first")).url == reverse("petitions:list")


@pytest.mark.spec("PLT-31", "PLT-131")
def test_a_return_without_opinion_is_told_and_nothing_typed_is_lost(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    reviewer = browse(country.reviewer)
    answer = decided(reviewer, petition, "return", comment=" ")
    assert answer.status_code == 422
    assert "请填写退回意见" in words(answer)
    answer = decided(reviewer, petition, "approve", comment="大体可以", **{"pin:reason": "写具体些"})
    assert answer.status_code == 422
    assert "要通过请先清空标注" in words(answer)
    assert "大体可以</textarea>" in words(answer)
    assert "写具体些</textarea>" in words(answer)
    decided(reviewer, petition, "return", **{"pin:reason": "写具体些"})
    assert Decision.objects.get().field_comments == {"reason": "写具体些"}


@pytest.mark.spec("PLT-34")
def test_the_second_reviewer_is_told_who_decided(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    read = case_of(petition).current_id
    decided(browse(country.colleague), petition, "approve")
    answer = browse(country.reviewer).post(
        address(petition), {"do": "return", "submission": read, "comment": "理由不足"}
    )
    assert answer.status_code == 422
    assert "该记录已由 王五 于" in words(answer)
    assert labels(petition) == ("已上报", "审核通过")


def test_a_decision_without_naming_what_was_read_is_refused(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    answer = browse(country.reviewer).post(address(petition), {"do": "approve"})
    assert answer.status_code == 422
    assert labels(petition) == ("已上报", "待审核")
    assert browse(country.reviewer).post(address(petition), {"do": "dance"}).status_code == 400


@pytest.mark.spec("PLT-04")
def test_others_get_404_and_authors_no_decision_bar(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    for stranger in (country.stranger, country.neighbour):
        client = browse(stranger)
        assert client.get(address(petition)).status_code == 404
        assert decided(client, petition, "approve").status_code == 404
        assert client.post(address(petition), {"do": "reveal", "reason": "看看"}).status_code == 404
    page = words(browse(country.clerk).get(address(petition)))
    assert 'value="approve"' not in page
    assert 'value="withdraw"' in page
    assert decided(browse(country.clerk), petition, "approve").status_code == 422
    assert labels(petition) == ("已上报", "待审核")


@pytest.mark.spec("PLT-31")
def test_the_author_takes_it_back_on_the_page(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    assert decided(browse(country.clerk), petition, "withdraw").url == address(petition)
    assert labels(petition) == ("未上报", "")


def test_before_the_first_submission_the_page_says_so(country, chain, browse):
    chain()
    page = words(browse(country.clerk).get(address(country.petition())))
    assert "尚未上报" in page
    assert "基地上报后，这里显示上报的内容和办理过程。" in page


@pytest.mark.spec("PLT-35")
def test_an_earlier_submission_can_be_read_but_not_decided(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    edit(petition, reason="改了")
    submit(of(petition), by=country.clerk)
    client = browse(country.reviewer)
    page = words(client.get(address(petition), {"number": 1}))
    assert "生源充足" in page
    assert "改了" not in page
    assert 'value="approve"' not in page
    assert client.get(address(petition), {"number": 3}).status_code == 404
    assert client.get(address(petition), {"number": "x"}).status_code == 200


def test_an_edit_after_the_submission_is_pointed_out(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    edit(petition, reason="改了")
    assert "审核以此为准" in words(browse(country.reviewer).get(address(petition)))


@pytest.mark.spec("PLT-52")
def test_whole_numbers_are_shown_for_a_reason_that_is_kept(country, chain, browse):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    client = browse(country.reviewer)
    assert "110101190101010011" not in words(client.get(address(petition)))
    assert client.post(address(petition), {"do": "reveal", "reason": " "}).status_code == 422
    shown = client.post(address(petition), {"do": "reveal", "reason": "核对材料"})
    assert '<span class="value" id="shown-document_number" hx-swap-oob="true">110101190101010011</span>' in words(shown)
    kept = AuditEntry.objects.get(action="review.revealed")
    assert (kept.reason, kept.subject_ids, kept.account_name) == ("核对材料", [petition.pk], "张三")
    clerk = browse(country.clerk)
    assert clerk.post(address(petition), {"do": "reveal", "reason": "核对材料"}).status_code == 404


@pytest.mark.spec("PLT-31")
def test_the_author_finds_each_remark_at_its_field(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    return_for_changes(of(petition), by=country.reviewer, comment="理由不足", field_comments={"reason": "写具体些"})
    petition = of(petition).select_related("case").get()
    opinion = opinion_of(petition, lambda key: f"/petitions/1/#{key}")
    assert (opinion.comment, opinion.by, opinion.fields) == ("理由不足", "示范省 张三", {"reason": "写具体些"})
    assert [(r.title, r.url) for r in opinion.remarks] == [("理由", "/petitions/1/#reason")]
    submit(of(petition), by=country.clerk)
    assert opinion_of(of(petition).select_related("case").get()) is None


def test_hostile_words_stay_words(country, chain, browse):
    chain()
    petition = country.petition("<script>alert(1)</script>", reason="<b>粗</b>")
    submit(of(petition), by=country.clerk)
    page = words(browse(country.reviewer).get(address(petition)))
    assert "<script>alert(1)" not in page
    assert escape("<b>粗</b>") in page


def test_the_page_takes_as_many_statements_for_a_long_queue_as_for_a_short_one(country, chain, browse):
    chain()
    first = country.petition()
    submit(of(first), by=country.clerk)
    client = browse(country.reviewer)
    client.get(address(first))
    counts = []
    for more in (2, 50):
        submit(of(*[country.petition(f"第 {n} 份") for n in range(more)]), by=country.clerk)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(first)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert approve(of(first), by=country.reviewer).done
