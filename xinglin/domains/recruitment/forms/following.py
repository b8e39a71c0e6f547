"""Forms of training terms and of what is applied for after admission, from the declared fields."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from xinglin.domains.training.public import STATUS, NewStatus, OneStatusForm, Term, Training, TrainingStatus
from xinglin.engines.access.models import Unit
from xinglin.engines.fields import DeclaredForm, form_class
from xinglin.engines.windows.forms import UnitPicker, unit_label

from ..fields.following import (
    APPLICATION,
    BASE_PROOFS,
    CHANGES,
    EVIDENCE,
    EVIDENCE_OF_STATUS,
    SHORTER_YEARS,
    TERM,
)
from ..models import InformationChange, LengthReduction, ReductionProof, StatusRequest
from ..queries.requests import site_of
from ..rules.following import MAIN, REQUESTABLE, AskedStatus, NewFacts, NewReduction, Proof


class TermBase(DeclaredForm):
    """Length and first day."""

    def term(self) -> Term:
        """As the actions take it."""
        return Term(int(self.cleaned_data["training_years"]), self.cleaned_data["starts_on"])


TermForm: Any = form_class("TermForm", TERM, base=TermBase)


class ReductionBase(DeclaredForm):
    """A shorter training, saved though something is still missing; it is complete when it is submitted."""

    partial = True

    def __init__(self, *args: Any, offered: Sequence[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        years: Any = self.fields["years"]
        years.widget.choices = [("", "请选择"), *((str(each), f"{each} 年") for each in offered)]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("years"):
            self.add_error("years", "请选择申请培训年限。")
        return values

    def asked(self) -> NewReduction:
        """As the actions take it."""
        given = self.cleaned_data
        proofs = tuple(Proof(f.title, given[f.key]) for f in (APPLICATION, *EVIDENCE) if given.get(f.key))
        return NewReduction(int(given["years"]), given.get("reason") or "", proofs)


ReductionForm: Any = form_class("ReductionForm", SHORTER_YEARS, base=ReductionBase)


def reduction_initial(reduction: LengthReduction, proofs: Iterable[ReductionProof]) -> dict[str, Any]:
    """What the form shows of a request that is there already."""
    by_title = {proof.title: proof.upload_id for proof in proofs if not proof.by_base}
    files_of = {f.key: by_title.get(f.title) for f in (APPLICATION, *EVIDENCE)}
    return {"years": str(reduction.years), "reason": reduction.reason, **files_of}


class BaseProofBase(DeclaredForm):
    """The base's own proof and word."""

    def proofs(self) -> list[Proof]:
        """As the actions take them."""
        given = self.cleaned_data
        return [Proof(f.title, given[f.key]) for f in BASE_PROOFS if f.key != "note" and given.get(f.key)]


BaseProofForm: Any = form_class("BaseProofForm", BASE_PROOFS, base=BaseProofBase)


def base_proof_initial(reduction: LengthReduction, proofs: Iterable[ReductionProof]) -> dict[str, Any]:
    """Likewise."""
    by_title = {proof.title: proof.upload_id for proof in proofs if proof.by_base}
    return {"note": reduction.base_note, **{f.key: by_title.get(f.title) for f in BASE_PROOFS if f.key != "note"}}


class ChangeBase(DeclaredForm):
    """学员信息变更申请: what is left empty stays as it is."""

    target = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label="主要基地",
        required=False,
        help_text="只限当年招收的学员在本省内变更。可输入名称、拼音或首字母查找",
    )
    field_order = (
        "resident_category",
        "employer_name",
        "employer_credit_code",
        "specialty",
        "target",
        "site",
        "reason",
        "proof",
    )

    def __init__(self, *args: Any, bases: "QuerySet[Unit]", sites: Iterable[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["target"].widget = UnitPicker()
        fields["target"].queryset = bases
        fields["target"].label_from_instance = unit_label
        fields["site"].widget = forms.Select(
            choices=[("", "不变更"), *((name, name) for name in (MAIN, *sorted(sites)))]
        )
        for name in ("resident_category", "specialty"):
            pairs = [pair for pair in fields[name].widget.choices if pair[0]]
            fields[name].widget.choices = [("", "不变更"), *pairs]

    def asked(self) -> NewFacts:
        """As the actions take it."""
        given = self.cleaned_data
        texts = ("resident_category", "employer_name", "employer_credit_code", "specialty", "site", "reason")
        return NewFacts(
            **{name: given.get(name) or "" for name in texts}, target=given["target"], proof=given.get("proof")
        )


ChangeForm: Any = form_class("ChangeForm", CHANGES, base=ChangeBase)


def change_initial(change: InformationChange) -> dict[str, Any]:
    """What the form shows of an application that is there already."""
    return {
        "resident_category": change.resident_category,
        "employer_name": change.employer_name,
        "employer_credit_code": change.employer_credit_code,
        "specialty": change.specialty.code if change.specialty else "",
        "target": change.target_id,
        "site": site_of(change),
        "reason": change.reason,
        "proof": change.proof_id,
    }


class AskStatusForm(OneStatusForm):
    """学员培训状态变更申请: 退培, 暂停, 延期, 恢复, as the record's present status lets them follow."""

    proof = EVIDENCE_OF_STATUS.form_field()
    declared = (*STATUS, EVIDENCE_OF_STATUS)
    field_order: tuple[str, ...] = (*OneStatusForm.field_order, "proof")

    def __init__(self, *args: Any, training: Training, **kwargs: Any):
        super().__init__(*args, training=training, **kwargs)
        fields: dict[str, Any] = self.fields
        offered = {code for code, _ in fields["status"].widget.choices}
        self.offer([TrainingStatus(status) for status in REQUESTABLE if status.value in offered])

    def asked(self) -> AskedStatus:
        """As the actions take it."""
        given = self.answers()
        proof = given.pop("proof")
        return AskedStatus(NewStatus(**{**given, "note": given["note"] or ""}), proof)


def status_initial(request: StatusRequest) -> dict[str, Any]:
    """What the form shows of an application that is there already."""
    return {
        "status": request.status,
        "reason": request.reason,
        "starts_on": request.starts_on,
        "ends_on": request.ends_on,
        "target": request.target_id,
        "note": request.note,
        "proof": request.proof_id,
    }
