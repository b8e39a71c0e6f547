"""What the pager's template cannot say itself."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Page

register = template.Library()


@register.filter
def numbers(page: Page) -> Iterator[int | str]:
    """1 … 4 5 6 7 8 … 50: the pages that the pager leads to, with «…» for those left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
