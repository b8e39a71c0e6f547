"""What every gateway driver is given and must do."""

import http.client
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured

TIMEOUT_SECONDS = 10


class NotSent(Exception):
    """The gateway did not take the message. `again`: it surely was not sent, and a later try may succeed."""

    def __init__(self, why: str, *, again: bool = False):
        super().__init__(why)
        self.why, self.again = why, again


def refusal(code: object, *, again: bool) -> NotSent:
    """The gateway's no, by its code alone: its own words may repeat the request, with the number and what is sent."""
    return NotSent(f"短信网关拒绝发送，错误代码：{code or '无'}。请按服务商的错误码说明处理。", again=again)


@dataclass(frozen=True)
class Setting:
    """SMS_URL taken apart. Its secret is not printed."""

    protocol: str
    host: str
    key: str
    secret: str = field(repr=False)
    options: dict[str, str] = field(default_factory=dict)


class Gateway(ABC):
    """A driver. `required`: options without which SMS_URL is incomplete."""

    required: tuple[str, ...] = ()

    def __init__(self, setting: Setting):
        self.setting = setting
        missing = [name for name in self.required if not setting.options.get(name)]
        if self.required and not (setting.key and setting.secret and setting.host):
            missing.append("key, secret and host")
        if missing:
            raise ImproperlyConfigured(f"SMS_URL lacks {', '.join(missing)}.")

    @abstractmethod
    def send(self, mobile: str, template: str, values: dict[str, str]) -> str:
        """Hand one message over; the gateway's number for it. Raises NotSent."""

    def template(self, key: str) -> str:
        """The gateway's number of a text: its own, or that for all codes."""
        number = self.setting.options.get(key) or (self.setting.options.get("code") if key != "notice" else None)
        if not number:
            raise NotSent(f"SMS_URL 没有写明“{key}”的短信模板编号，请补充后重启。")
        return number

    def post(self, path: str, headers: dict[str, str], body: bytes = b"") -> dict[str, Any]:
        """The gateway's JSON object, whatever its status. Raises NotSent when there is none."""
        kind = http.client.HTTPSConnection if self.setting.protocol == "https" else http.client.HTTPConnection
        connection = kind(self.setting.host, timeout=TIMEOUT_SECONDS)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise NotSent(f"短信网关无法连接（{type(error).__name__}），请检查网络和 SMS_URL。", again=True)
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:  # it may have been sent: not again
            raise NotSent(f"短信网关没有答复（{type(error).__name__}），不知是否已发送，请重新获取。")
        finally:
            connection.close()
        try:
            found = json.loads(answer)
        except ValueError:
            found = None
        if not isinstance(found, dict):  # an error page of something on the way
            raise NotSent(f"短信网关的答复无法识别（HTTP {response.status}），请检查 SMS_URL 中的地址。")
        return found
