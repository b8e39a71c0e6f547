"""Typed declarations of what a form, a sheet, a detail page, a completeness check and the API have in common."""

from xinglin.engines.fields.base import Field, Invalid, clean_row, is_empty, missing
from xinglin.engines.fields.coded import Coded, ManyCoded, YesNo
from xinglin.engines.fields.conditions import All, Filled, is_, is_not
from xinglin.engines.fields.dates import Day, Month, Year
from xinglin.engines.fields.forms import DeclaredForm, PartialForm, form_class
from xinglin.engines.fields.numbers import CertificateNumber, CreditCode, DocumentNumber, Mobile
from xinglin.engines.fields.texts import DecimalNumber, Email, Integer, LongText, PersonName, Text
from xinglin.engines.fields.uploads import Upload

__all__ = [
    "All",
    "CertificateNumber",
    "Coded",
    "CreditCode",
    "Day",
    "DecimalNumber",
    "DeclaredForm",
    "DocumentNumber",
    "Email",
    "Field",
    "Filled",
    "Integer",
    "Invalid",
    "LongText",
    "ManyCoded",
    "Mobile",
    "Month",
    "PartialForm",
    "PersonName",
    "Text",
    "Upload",
    "Year",
    "YesNo",
    "clean_row",
    "form_class",
    "is_",
    "is_empty",
    "is_not",
    "missing",
]
