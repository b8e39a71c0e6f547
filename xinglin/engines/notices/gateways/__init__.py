"""The way to a mobile network: one of several drivers, chosen by the setting SMS_URL (PLT-18, PLT-121).

    local:                                                             keeps them for the page «演示短信» (notices:sent)
    aliyun://KEY:SECRET@dysmsapi.aliyuncs.com/?sign=SIGN&code=SMS_1&notice=SMS_2
    tencent://ID:KEY@sms.tencentcloudapi.com/?sign=SIGN&app=1400006666&region=ap-guangzhou&code=1110&notice=1111

`code` and `notice` are the numbers of the texts registered there; a purpose with a text of its own is named likewise
(`recovery=SMS_3`). Keys and signs are percent-encoded.
"""

from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .aliyun import Aliyun
from .local import Local
from .port import Gateway, Setting
from .tencent import Tencent

DRIVERS: dict[str, type[Gateway]] = {"local": Local, "aliyun": Aliyun, "tencent": Tencent}


def gateway() -> Gateway:
    """The driver of this installation."""
    return _made(settings.SMS_URL)


@cache
def _made(url: str) -> Gateway:
    parts = urlsplit(url)
    name, _, protocol = parts.scheme.partition("+")
    if name not in DRIVERS:
        raise ImproperlyConfigured(f"SMS_URL names no known driver; one of {', '.join(DRIVERS)} is expected.")
    return DRIVERS[name](
        Setting(
            protocol=protocol or "https",
            host=parts.netloc.rpartition("@")[2],
            key=unquote(parts.username or ""),
            secret=unquote(parts.password or ""),
            options=dict(parse_qsl(parts.query)),
        )
    )
