"""The search of the top bar: people by name, pinyin, initials, or the end of a document number (PLT-51)."""

import re
from typing import Any
from urllib.parse import urlencode

from xinglin.engines.access.home import LIMIT, SEARCHES
from xinglin.engines.lists.numbers import is_token, token_mask, token_of
from xinglin.kit import text

WHOLE_NUMBER = re.compile(r"[0-9A-Z]*\d{4}[0-9A-Z]*")


def asked_for(words: str) -> str:
    """The query of the result's address: a whole number stands there as its token, never itself."""
    words = text.line(words)
    number = text.number(words)
    is_number = len(number) > 4 and WHOLE_NUMBER.fullmatch(number)
    return urlencode({"q": token_of(number, "document") if is_number else words}, safe="~*")


def found(request: Any) -> dict[str, Any]:
    """Hits by source, for the words in the address."""
    words = request.GET.get("q", "").strip()
    sources = [each for each in SEARCHES if words and request.actor.may(each.right)]
    groups = [
        {"title": source.title, "hits": list(source.find(request.actor, words))}
        for source in sorted(sources, key=lambda each: each.order)
    ]
    return {
        "asked": token_mask(words) if is_token(words) else words,
        "groups": [group for group in groups if group["hits"]],
        "limit": LIMIT,
    }
