"""Forms around runs: a new one with other numbers for some places, reserves, couples (REC-50, REC-51)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from ..fields.applying import CATEGORY
from ..models import Place, Plan, Preference
from ..rules.admitting import place_title

MOST = 999


class RunForm(forms.Form):
    """A new run; `places` can be supposed to have other numbers, `carried` are those supposed before."""

    kind = forms.ChoiceField(
        label="类型",
        choices=[("dry", "试运行（不产生录取，可多次）"), ("real", "正式录取（先公布输入摘要，再运行）")],
        initial="dry",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="说明", max_length=300, required=False, help_text="如“内科扩招 5 人”")
    shows_last = forms.BooleanField(label="发送结果时，向学员公布各专业最后一名录取学员的总成绩", required=False)

    def __init__(self, data: Any = None, *, places: Sequence[Place], carried: Mapping[int, int]) -> None:
        super().__init__(data)
        self.places, self.carried = {place.pk: place for place in places}, dict(carried)
        for pk, place in self.places.items():
            label = f"{place.institution.name} {place_title(place)}"
            self.fields[f"quota_{pk}"] = _number(label, carried.get(pk, place.approved))

    def rows(self) -> list[tuple[Place, forms.BoundField]]:
        """Each place with its number."""
        return [(place, self[f"quota_{pk}"]) for pk, place in self.places.items()]

    @property
    def quotas(self) -> dict[int, int]:
        """Place → number, where it is not what was approved."""
        asked = {pk: self.cleaned_data.get(f"quota_{pk}") for pk in self.places}
        changed = {pk: n for pk, n in asked.items() if n is not None and n != self.places[pk].approved}
        return {**{pk: n for pk, n in self.carried.items() if pk not in self.places}, **changed}


def _number(label: str, initial: int | None) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"aria-label": label, "class": "number"})
    words = dict.fromkeys(("invalid", "min_value", "max_value"), f"请填写 0–{MOST} 的整数。")
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, required=False, initial=initial, widget=widget, error_messages=words
    )


class WithdrawForm(forms.Form):
    """Why a real run is given up."""

    comment = forms.CharField(
        label="作废原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会与摘要一起向社会公布",
        error_messages={"required": "请填写作废原因，会与摘要一起向社会公布。"},
    )


class ReserveForm(forms.Form):
    """Of each place of a plan so many for each category."""

    def __init__(self, data: Any = None, *, plan: Plan, places: Sequence[Place], standing: Mapping[Any, int]) -> None:
        super().__init__(data)
        self.categories = [(code, CATEGORY.show(code)) for code in plan.batch.categories]
        self.places = list(places)
        for place in self.places:
            for code, title in self.categories:
                label = f"{place_title(place)}：{title}"
                self.fields[f"{place.pk}_{code}"] = _number(label, standing.get((place.pk, code)))

    def rows(self) -> list[tuple[Place, list[tuple[str, forms.BoundField]]]]:
        """Each place with (category's name, its field)."""
        return [
            (place, [(title, self[f"{place.pk}_{code}"]) for code, title in self.categories]) for place in self.places
        ]

    @property
    def numbers(self) -> dict[int, dict[str, int]]:
        """Place → category → number."""
        return {
            place.pk: {code: self.cleaned_data.get(f"{place.pk}_{code}") or 0 for code, _ in self.categories}
            for place in self.places
        }


class InviteForm(forms.Form):
    """Who is invited: only whoever knows both finds him."""

    name = forms.CharField(label="对方姓名", max_length=60, error_messages={"required": "请填写对方姓名。"})
    document_number = forms.CharField(
        label="对方证件号码",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填写对方证件号码。"},
    )


class JointForm(forms.Form):
    """Pairs of places in their order; an empty side means that this one goes without."""

    def __init__(
        self,
        data: Any = None,
        *,
        couple: int,
        mine: Sequence[Preference],
        theirs: Sequence[Preference],
        standing: Sequence[tuple[int | None, int | None]],
        most: int,
    ) -> None:
        super().__init__(data, auto_id=f"id_{couple}_%s")  # several couples may stand on one page
        self.most = most
        for number in range(1, most + 1):
            first, second = standing[number - 1] if number <= len(standing) else (None, None)
            self.fields[f"first_{number}"] = _choice(f"第 {number} 组：本人", mine, first)
            self.fields[f"second_{number}"] = _choice(f"第 {number} 组：对方", theirs, second)

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """(number, one's own, the partner's)."""
        return [(n, self[f"first_{n}"], self[f"second_{n}"]) for n in range(1, self.most + 1)]

    @property
    def pairs(self) -> list[tuple[int | None, int | None]]:
        """Those that name a place, in order."""
        chosen = [
            tuple(int(value) if (value := self.cleaned_data[f"{side}_{n}"]) else None for side in ("first", "second"))
            for n in range(1, self.most + 1)
        ]
        return [(first, second) for first, second in chosen if first or second]


def _choice(label: str, preferences: Sequence[Preference], initial: int | None) -> forms.ChoiceField:
    named = [(str(p.place_id), f"{p.institution.name} {place_title(p.place)}") for p in preferences]
    return forms.ChoiceField(
        label=label, choices=[("", "不录取"), *named], required=False, initial=str(initial) if initial else ""
    )
