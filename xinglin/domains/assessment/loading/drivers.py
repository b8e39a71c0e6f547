"""Where the feed comes from: a file, or the registry over HTTP. Each gives pages of lines and the cursor after them."""

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from .lines import LONGEST_LINE, Raw, numbered

PAGE = 5_000  # lines written in one transaction
TIMEOUT_SECONDS = 60
LARGEST_PAGE = 64 << 20  # bytes
TRIES = 3
NEXT = "X-Next-Cursor"
Pages = Iterator[tuple[list[Raw], str]]


class NoFeed(Exception):
    """The registry cannot be read now; the sentence says why."""


@dataclass(frozen=True)
class FileSource:
    """A file of lines. It has no cursor: sending it again changes nothing."""

    path: Path

    @property
    def name(self) -> str:
        """As runs are told apart."""
        return f"file:{self.path.name}"[:200]

    def pages(self, _cursor: str) -> Pages:
        """All of it, page by page; a file of any size takes the memory of one page."""
        try:
            with self.path.open("rb") as file:
                lines = numbered(iter(lambda: file.readline(LONGEST_LINE + 1), b""))
                while page := list(islice(lines, PAGE)):
                    yield page, ""
        except OSError as error:
            raise NoFeed(f"文件 {self.path} 不能读取（{type(error).__name__}），请检查路径和权限。") from error


@dataclass(frozen=True)
class HttpSource:
    """The registry's address. `token` is sent as «Authorization: Bearer …» and never printed."""

    url: str
    province: str  # code of GB/T 2260
    token: str = ""
    pause: float = 1.0  # seconds before another try, doubled each time

    @property
    def name(self) -> str:
        """As runs are told apart; without what stands behind «?»."""
        return self.url.partition("?")[0][:200]

    def pages(self, cursor: str) -> Pages:
        """Page after page until the registry names no further one. A page that fails is asked for again."""
        number = 1
        while True:
            body, following = self._page(cursor)
            lines = body.split(b"\n")
            yield list(numbered(lines, number)), following or cursor
            number += len(lines)
            if not following or following == cursor:
                return
            cursor = following

    def _page(self, cursor: str) -> tuple[bytes, str]:
        for attempt in range(TRIES):
            try:
                return self._get(cursor)
            except (OSError, http.client.HTTPException) as error:
                why = type(error).__name__
                time.sleep(self.pause * 2**attempt)
        raise NoFeed(f"注册系统没有答复（{why}），已尝试 {TRIES} 次；下次同步从中断处继续。")

    def _get(self, cursor: str) -> tuple[bytes, str]:
        address = urlsplit(self.url)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        connection = kind(address.netloc, timeout=TIMEOUT_SECONDS)
        query = urlencode({"province": self.province, "after": cursor, "limit": PAGE})
        headers = {"Accept": "application/x-ndjson"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            connection.request("GET", f"{address.path or '/'}?{query}", headers=headers)
            response = connection.getresponse()
            body = response.read(LARGEST_PAGE + 1)
        finally:
            connection.close()
        if response.status >= 500:
            raise http.client.HTTPException(str(response.status))
        if response.status != 200:
            raise NoFeed(f"注册系统拒绝了请求（HTTP {response.status}），请检查地址和令牌。")
        if len(body) > LARGEST_PAGE:
            raise NoFeed("注册系统一页的数据超过 64 MB，请联系其减少每页行数。")
        if response.length:
            raise http.client.IncompleteRead(body)
        return body, response.headers.get(NEXT, "")[:200]
