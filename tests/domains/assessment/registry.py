"""A local stand-in for the electronic registration system: serves lines over HTTP as docs/physician-feed.md says."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-of-the-test"
PROVINCE = "110000"


@dataclass
class Registry:
    """`lines` in their order; its cursor is how many have been given. `broken`: how many answers fail yet."""

    lines: Sequence[Mapping[str, Any]]
    page: int = 2
    broken: int = 0
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, query: dict[str, str], token: str) -> tuple[int, str, bytes]:
        """Status, next cursor, body."""
        self.asked.append(query)
        if token != f"Bearer {TOKEN}" or query.get("province") != PROVINCE:
            return 403, "", b""
        if self.broken:
            self.broken -= 1
            return 503, "", b""
        start = int(query["after"] or 0)
        end = min(start + self.page, len(self.lines))
        body = "\n".join(json.dumps(line, ensure_ascii=False) for line in self.lines[start:end])
        return 200, str(end) if end < len(self.lines) else "", body.encode()


@contextmanager
def served(registry: Registry) -> Iterator[Registry]:
    """The registry answers at `url` on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(address.query, keep_blank_values=True).items()}
            status, cursor, body = registry.answer(query, self.headers.get("Authorization", ""))
            self.send_response(status)
            self.send_header("X-Next-Cursor", cursor)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    registry.url = f"http://127.0.0.1:{server.server_port}/physicians"
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
