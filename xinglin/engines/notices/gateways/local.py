"""No gateway: the message stays here, for the page «演示短信» of a demonstration and for tests."""

import structlog

from .port import Gateway

log = structlog.get_logger(__name__)


class Local(Gateway):
    """Keeps the message; the log says that there is one, not what it says."""

    def send(self, mobile: str, template: str, values: dict[str, str]) -> str:
        log.info("message_kept", template=template)
        return "local"
