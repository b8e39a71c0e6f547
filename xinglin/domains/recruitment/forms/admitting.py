"""To which place somebody is reassigned (REC-22)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ..models import Place
from ..rules.admitting import place_title


class ReassignForm(forms.Form):
    """The places that are left."""

    place = forms.TypedChoiceField(
        label="调配到", coerce=int, widget=forms.RadioSelect, error_messages={"required": "请选择要调配到的专业。"}
    )

    def __init__(self, *args: Any, places: Iterable[Place], with_base: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        found = [(place.pk, _title(place, with_base=with_base)) for place in places]
        if with_base and found:  # those of all bases are too many to read through
            field.widget = forms.Select(attrs={"data-searchable": ""})
            found = [("", "请选择"), *found]  # type: ignore[list-item]  # -- the empty choice
        field.choices = found


def _title(place: Any, *, with_base: bool) -> str:
    base = f"{place.institution.name} " if with_base else ""
    return f"{base}{place_title(place)}：剩余 {place.approved - place.held} 个，共 {place.approved} 个"
