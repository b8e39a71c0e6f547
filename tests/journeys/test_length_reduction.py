"""A shorter training in real browsers: resident on the phone, base with its proof, city, province, and one return."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.factories.country import YEAR, Country
from tests.journeys.conftest import PHONE, Person, activated
from tests.walk import opened, walk
from xinglin.demo.pictures import id_card_back
from xinglin.domains.recruitment.models import LengthReduction
from xinglin.domains.reference.loading import load_rotation_standards
from xinglin.domains.reference.models import RotationLine, RotationStandard, Specialty
from xinglin.domains.training.models import Training
from xinglin.engines.access.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.mark.spec("REC-10", "REC-40", "REC-41", "PLT-30", "PLT-31", "PLT-33", "PLT-90")
def test_length_reduction(people: Any, country: Country, tmp_path: Path) -> None:
    load_rotation_standards(Specialty, RotationStandard, RotationLine)
    (training,) = walk(country, opened(country), "approved")
    clerk = country.actor(country.city, Role.CITY_REVIEWER)
    (tmp_path / "application.pdf").write_bytes(PDF)
    (tmp_path / "degree.jpg").write_bytes(id_card_back())
    resident = people("resident")
    resident.page.set_viewport_size(PHONE)
    activated(training.person.account_id)
    resident.log_in(training.person.document_number)
    _apply(resident, tmp_path)
    base, city, province = people("base"), people("city"), people("province")
    base.log_in(activated(country.base.account_id))
    _prove_and_pass(base, training, tmp_path)
    city.log_in(activated(clerk.account_id))
    _return(city, training)
    _correct(resident, tmp_path)
    _pass(base, training, "base-again")
    _pass(city, training, "city-again")
    province.log_in(activated(country.reviewer.account_id))
    _see_everything(province, training)
    _pass(province, training, "province")
    after = Training.objects.get(pk=training.pk)
    assert (after.training_years, after.ends_on) == (2, date(YEAR + 2, 8, 31))
    assert LengthReduction.objects.get().done_at is not None
    _read(resident)
    base.page.goto("/following/terms/")
    base.says("已生效")
    base.look("terms")


def look(person: Person, name: str) -> None:
    """In both widths, then on the phone again."""
    person.look(name)
    person.page.set_viewport_size(PHONE)


def _press(person: Person, name: str) -> None:
    person.page.wait_for_load_state("networkidle")  # small pictures move the buttons while they come in
    person.page.get_by_role("button", name=name).filter(visible=True).first.click()
    person.page.wait_for_load_state("networkidle")


def _give(person: Person, key: str, file: Path) -> None:
    person.page.locator(f"#id_{key}").set_input_files(file)
    person.page.locator(f"#id_{key}-slot img").wait_for()


def _apply(resident: Person, folder: Path) -> None:
    page = resident.page
    page.goto("/following/own/")
    resident.says("可以申请减免为 1 年或 2 年")
    look(resident, "own")
    page.get_by_role("link", name="申请减免").click()
    page.locator("#id_years").select_option("2")
    page.locator("#id_reason").fill("临床医学专业学位硕士")
    _press(resident, "提交")
    resident.says("缺：培训年限减免申请表（PDF）、至少一份证明材料。请补齐后再提交。")
    look(resident, "lacking")
    _give(resident, "application", folder / "application.pdf")
    _give(resident, "degree", folder / "degree.jpg")
    look(resident, "request")
    _press(resident, "提交")
    resident.says("已提交，由培训基地、市级、省级依次审核")
    look(resident, "sent")
    page.get_by_role("link", name="标准科室").click()
    resident.says("2 年折算（月）")
    look(resident, "standard")


def _prove_and_pass(base: Person, training: Training, folder: Path) -> None:
    page = base.page
    page.goto("/following/reductions/?turn=1")
    base.says(training.person.name)
    base.look("waiting")
    page.get_by_role("link", name=training.person.name, exact=True).click()
    base.says("上传基地证明材料")
    _press(base, "审核通过")
    base.says("请先上传基地出具的证明材料，再审核通过。")
    page.get_by_role("link", name="上传基地证明材料").click()
    _give(base, "proof", folder / "application.pdf")
    page.locator("#id_note").fill("经专业基地测评，同意减免一年。")
    base.look("proof")
    _press(base, "保存")
    base.says("基地证明材料已保存")
    base.look("review")
    _press(base, "审核通过")
    base.says("等待您审核的记录已全部办完")


def _return(city: Person, training: Training) -> None:
    page = city.page
    page.goto("/following/reductions/next/")
    city.says("经专业基地测评，同意减免一年。")
    city.look("review")
    page.locator("textarea[name=comment]").fill("请补充临床工作经历证明。")
    _press(city, "退回修改")
    city.says("已退回修改")


def _correct(resident: Person, folder: Path) -> None:
    page = resident.page
    page.goto("/")
    resident.says("培训年限减免被退回，请修改")
    page.goto("/following/own/reduction/")
    resident.says("请补充临床工作经历证明。")
    _give(resident, "work", folder / "degree.jpg")
    look(resident, "returned")
    _press(resident, "提交")
    resident.says("已提交，由培训基地、市级、省级依次审核")


def _pass(reviewer: Person, training: Training, name: str) -> None:
    reviewer.page.goto("/following/reductions/next/")
    reviewer.says(training.person.name)
    reviewer.look(name)
    _press(reviewer, "审核通过")
    reviewer.says("等待您审核的记录已全部办完")


def _see_everything(province: Person, training: Training) -> None:
    province.page.goto("/")
    province.says("待审核的培训年限减免")
    province.page.goto("/following/reductions/next/")
    province.says("自上次退回以来的变化")
    province.says("临床工作经历证明")
    province.says("基地证明材料")


def _read(resident: Person) -> None:
    page = resident.page
    page.goto("/following/own/")
    resident.says(f"{YEAR + 2}-08-31")
    resident.says("已生效")
    look(resident, "done")
    page.get_by_role("link", name="详情", exact=True).click()
    resident.says("省级审核：通过")
    look(resident, "done-details")
