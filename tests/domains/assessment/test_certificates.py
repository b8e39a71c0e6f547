"""Certificates as paper, in bulk, sealed, verified by whoever holds one; progress, history, figures (ASM-40 to 42)."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from asn1crypto.x509 import Certificate as Issuer
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.domains.assessment.test_pages import text
from tests.engines.test_notices_pages import client_of
from tests.factories.assessment import agency, department, finished, institution, physician_actor, physicians, submitted
from tests.factories.country import Country
from tests.factories.seal import PASSPHRASE, seal_file
from tooling.django import warnings_in
from xinglin.domains.assessment.actions.certifying import print_certificates, withdraw
from xinglin.domains.assessment.actions.overseeing import publish
from xinglin.domains.assessment.checks import seal_holds
from xinglin.domains.assessment.models import Certificate, Enrolment
from xinglin.domains.assessment.queries import printing
from xinglin.domains.assessment.queries.printing import seal_shown
from xinglin.domains.assessment.statistics import ASSESSMENTS
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.statistics.asking import Question
from xinglin.engines.statistics.counting import Answer
from xinglin.kit import masking
from xinglin.kit.calendar import shown

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ASM-42")]


@pytest.fixture(autouse=True)
def own_seal(settings: Any) -> Iterator[None]:
    """Each test with the seal it configures, and with nobody else's count of verifications."""
    settings.SEAL_FILE = ""
    cache.clear()
    printing.seal_file.cache_clear()
    yield
    printing.seal_file.cache_clear()


def published(country: Country, number: int = 1, **rest: Any) -> list[Enrolment]:
    """Finished, and the city has published."""
    found = finished(country, number, **rest)
    rows = Enrolment._base_manager.filter(pk__in=[each.pk for each in found])
    assert publish(rows, by=country.actor(country.city, Role.CITY_ADMIN)).done
    return list(rows.select_related("physician__person").order_by("pk"))


def test_who_may_print_prints_and_whoever_holds_the_paper_may_verify_it(country: Country) -> None:
    passed, failed = published(country, 2, failed={1})
    paper, url = Certificate._base_manager.get(), f"/assessment/certificates/{passed.pk}/"
    person = passed.physician.person
    for by in (physician_actor(passed.physician), institution(country), country.actor(country.city, Role.CITY_ADMIN)):
        answer = client_of(by).get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert PdfFileReader(BytesIO(answer.content)).embedded_signatures == []
    assert answer["Cache-Control"] == "private, no-store"
    (stranger,) = physicians(country, 1, start=3_200)
    for by, status in (
        (physician_actor(failed.physician), 404),
        (physician_actor(stranger), 404),
        (institution(country, country.next_door), 404),
        (country.actor(country.other_province, Role.PROVINCE_ADMIN), 404),
        (agency(country), 403),
    ):
        assert client_of(by).get(url).status_code == status
    assert client_of(institution(country)).get(f"/assessment/certificates/{failed.pk}/").status_code == 404
    told = text(Client(), f"/assessment/verify/?number={paper.number}&code={paper.code.lower()}")
    assert "证书有效" in told
    assert masking.name(person.name) in told
    assert person.name not in told
    assert (person.document_masked in told, person.document_number in told) == (False, False)
    wrong = text(Client(), f"/assessment/verify/?number={paper.number}&code=AAAAAAAA")
    assert "没有找到这份证书" in wrong
    assert masking.name(person.name) not in wrong
    withdraw([passed.pk], why="考核结果已变更", by=country.actor(country.city, Role.CITY_ADMIN))
    assert "证书已失效" in text(Client(), f"/assessment/verify/?number={paper.number}&code={paper.code}")
    assert client_of(institution(country)).get(url).status_code == 404
    answers = [Client().get(f"/assessment/verify/?number={number}&code=AAAAAAAA").status_code for number in range(30)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_the_seal_of_the_issuing_body_is_under_the_paper(country: Country, settings: Any, tmp_path: Path) -> None:
    (passed,) = published(country)
    pkcs12, issuer = seal_file()
    (tmp_path / "seal.p12").write_bytes(pkcs12)
    settings.SEAL_FILE, settings.SEAL_PASSPHRASE = str(tmp_path / "seal.p12"), PASSPHRASE
    pdf = client_of(physician_actor(passed.physician)).get(f"/assessment/certificates/{passed.pk}/").content
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trust = ValidationContext(trust_roots=[Issuer.load(issuer.public_bytes(Encoding.DER))], allow_fetching=False)
    assert validate_pdf_signature(signature, trust).bottom_line
    assert seal_shown() == f"{shown(issuer.not_valid_after_utc)[:10]} 到期"
    assert [told.id for told in seal_holds()] == ["assessment.W002"]
    assert signature.sig_object["/Reason"] == f"医师定期考核合格证书 {Certificate._base_manager.get().number}"


def test_nothing_is_printed_with_a_seal_that_has_lapsed_or_cannot_be_opened(
    country: Country, settings: Any, tmp_path: Path
) -> None:
    (passed,) = published(country)
    client, clerk = client_of(physician_actor(passed.physician)), institution(country)
    (tmp_path / "seal.p12").write_bytes(seal_file()[0])
    settings.SEAL_FILE, settings.SEAL_PASSPHRASE = str(tmp_path / "seal.p12"), PASSPHRASE
    assert seal_shown().endswith(" 到期")
    lapsed = timezone.now() + timedelta(days=11)
    for moment, file, why in (
        (lapsed, "seal.p12", f"电子印章已于 {localdate() + timedelta(days=10)}"),
        (timezone.now(), "none.p12", "电子印章文件不能读取或口令不正确"),
    ):
        settings.SEAL_FILE = str(tmp_path / file)
        printing.seal_file.cache_clear()
        with time_machine.travel(moment, tick=False):
            assert seal_shown() == "不能使用"
            (told,) = seal_holds()
            assert told.msg.startswith(why)
            said = StringIO()
            call_command("check", tags=["seal"], stderr=said)
            assert warnings_in(said.getvalue()) == told.msg  # ./dev run says it, too
            with pytest.raises(Refused, match=f"合格证书暂时不能打印：{why}"):
                print_certificates(Enrolment._base_manager.filter(pk=passed.pk), by=clerk)
    page = client.get(f"/assessment/certificates/{passed.pk}/", follow=True).content.decode()
    assert "合格证书暂时不能打印：电子印章文件不能读取" in page
    assert not JobRun._base_manager.exists()


def test_a_selection_is_printed_into_one_zip_that_its_owner_alone_reads(country: Country, settings: Any) -> None:
    found = published(country, 3, failed={1})
    settings.PUBLIC_URL = "https://xinglin.example"
    by = institution(country)
    rows = Enrolment._base_manager.filter(pk__in=[each.pk for each in found])
    assert not print_certificates(rows, by=institution(country, country.next_door)).done
    outcome = print_certificates(rows, by=by)
    assert outcome.done == [found[0].pk, found[2].pk]
    assert list(outcome.refused.values()) == ["考核结果为“不合格”，没有合格证书。"]
    run = JobRun._base_manager.get()
    client, page = client_of(by), f"/assessment/printings/{run.pk}/"
    assert "正在生成合格证书" in text(client, page)
    run_pending()
    run.refresh_from_db()
    assert (run.state, run.done, run.message) == (JobState.DONE, 2, "已生成 2 份合格证书。")
    assert "下载 合格证书_" in text(client, page)
    sent = client.get(reverse("files:read", args=[run.result_id]))
    content = b"".join(sent) if sent.streaming else sent.content
    with ZipFile(BytesIO(content)) as archive:
        papers = Certificate._base_manager.order_by("number")
        assert archive.namelist() == [f"{each.number}_{each.content['name']}.pdf" for each in papers]
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    other = client_of(institution(country, country.next_door))
    assert other.get(page).status_code == 404
    assert other.get(reverse("files:read", args=[run.result_id])).status_code == 404


@pytest.mark.spec("ASM-40", "ASM-41", "PLT-04")
def test_progress_history_and_figures_are_the_same_rows_at_every_level(country: Country) -> None:
    passed, failed = finished(country, 2, failed={1})
    (waiting,) = submitted(country, 1, start=3_100)
    rows = Enrolment._base_manager.filter(pk=passed.pk)
    assert publish(rows, by=country.actor(country.city, Role.CITY_ADMIN)).done
    levels = [
        country.actor(country.province, Role.PROVINCE_REVIEWER),
        country.actor(country.city, Role.CITY_ADMIN),
        institution(country),
        agency(country),
    ]
    for by in levels:
        client = client_of(by)
        page = text(client, f"/assessment/progress/?procedure=general&institution={country.hospital.name}")
        assert all(str(each) in page for each in (passed, failed, waiting))
        one = text(client, "/assessment/progress/?progress=institution")
        assert (str(waiting) in one, str(passed) in one) == (True, False)
        record = text(client, f"/assessment/records/{passed.pk}/")
        assert all(words in record for words in ("本周期完成门诊 3,200 人次", "86.5 分", "职业道德", "合格"))
        old = text(client, "/assessment/history/?outcome=failed")
        assert (str(failed) in old, str(passed) in old) == (True, False)
        figures = Answer(Question(ASSESSMENTS, by, QueryDict("by=procedure")))
        assert [(line.title, line.cells) for line in figures.lines] == [("一般程序", [3, 2, 1, 1])]
        for dimension in ("cycle", "institution", "agency", "result", "progress", "category"):
            answer = Answer(Question(ASSESSMENTS, by, QueryDict(f"by={dimension}")))
            assert sorted(line.cells[0] for line in answer.lines) == by_hand(dimension), dimension
    department(country, "外科")  # beside the one that they are in: one alone divides nothing
    for by in levels:
        inside = Answer(Question(ASSESSMENTS, by, QueryDict("by=department&department=内科")))
        assert [(line.title, line.cells[0]) for line in inside.lines] == [("内科", 3)]
    nobody = institution(country, country.next_door)
    assert Answer(Question(ASSESSMENTS, nobody, QueryDict())).total.cells == [0, 0, 0, 0]
    for by in (nobody, physician_actor(failed.physician)):
        assert client_of(by).get(f"/assessment/records/{passed.pk}/").status_code == 404


def by_hand(column: str) -> list[int]:
    """The figures by SQL over the same rows."""
    column = {each: f"{each}_id" for each in ("cycle", "institution", "agency")}.get(column, column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM assessment_enrolment GROUP BY {column} ORDER BY 1")
        return [number for (number,) in cursor.fetchall()]


@pytest.mark.spec("ASM-36", "ASM-40")
def test_a_physician_reads_his_result_only_when_it_is_published(country: Country) -> None:
    (mine,) = finished(country, failed={0})
    client = client_of(physician_actor(mine.physician))
    assert "还没有公布的考核结果" in text(client, "/assessment/results/")
    record = text(client, f"/assessment/records/{mine.pk}/")
    assert ("尚未公布" in record, "收受回扣" in record) == (True, False)
    rows = Enrolment._base_manager.filter(pk=mine.pk)
    publish(rows, by=country.actor(country.city, Role.CITY_ADMIN))
    assert "不合格" in text(client, "/assessment/results/")
    assert "收受回扣" in text(client, f"/assessment/records/{mine.pk}/")
    sent = client.post(f"/assessment/results/{mine.pk}/ask/", {"grounds": ""})
    assert (sent.status_code, "请填写复核理由" in sent.content.decode()) == (422, True)
    assert client.post(f"/assessment/results/{mine.pk}/ask/", {"grounds": "没有收受回扣"}).status_code == 302
    assert "您已申请复核，请等待答复。" in text(client, "/assessment/results/")
    office = client_of(country.actor(country.city, Role.CITY_ADMIN))
    assert "没有收受回扣" in text(office, "/assessment/reconsiderations/?state=waiting")
    assert "待答复的复核申请" in text(office, "/")
    order = {"do": "assessment.consequences_ordered", "ids": [mine.pk], "answered": "1"}
    order |= {"kind": "suspended", "starts_on": "2026-05-15", "ends_on": "2026-08-14", "note": "到省人民医院培训"}
    kept = office.post("/assessment/history/", order)
    page = kept.content.decode()  # none could be done: what was written stays to be mended
    assert kept.status_code == 422
    assert "该医师已申请复核，请先答复复核申请，再登记处理。" in page
    assert "到省人民医院培训</textarea>" in page
    answer = {"do": "assessment.reconsideration_answered", "answered": "1", "is_granted": "1", "to": "institution"}
    answer |= {"ids": list(mine.reconsiderations.values_list("pk", flat=True)), "answer": "评定依据不足"}
    assert office.post("/assessment/reconsiderations/", answer).status_code == 302
    again = text(client, "/assessment/results/")
    assert ("正在重新办理" in again, "评定依据不足" in again, "不合格" in again) == (True, True, False)
