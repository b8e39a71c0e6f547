"""Aliyun Dysmsapi 2017-05-25, SendSms, signed by ACS3-HMAC-SHA256 (help.aliyun.com, «V3版本请求体&签名机制»)."""

import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime
from urllib.parse import quote

from .port import Gateway, refusal

ALGORITHM = "ACS3-HMAC-SHA256"
BUSY = {
    "isv.BUSINESS_LIMIT_CONTROL",
    "isp.SYSTEM_ERROR",
    "ServiceUnavailable",
    "Throttling",
    "Throttling.Api",
    "Throttling.User",
}


def canonical_query(query: dict[str, str]) -> str:
    """Sorted and percent-encoded by RFC 3986."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def authorization(key: str, secret: str, query: dict[str, str], headers: dict[str, str], body: bytes = b"") -> str:
    """The header that proves who asks. `headers` in lower case, all of which are signed."""
    names = sorted(headers)
    canonical = "\n".join(
        (
            "POST",
            "/",
            canonical_query(query),
            "".join(f"{name}:{headers[name].strip()}\n" for name in names),
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        )
    )
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key},SignedHeaders={';'.join(names)},Signature={signature}"


class Aliyun(Gateway):
    """Options of SMS_URL: sign, and the numbers of the registered texts."""

    required = ("sign", "code")

    def send(self, mobile: str, template: str, values: dict[str, str]) -> str:
        query = {
            "PhoneNumbers": mobile,
            "SignName": self.setting.options["sign"],
            "TemplateCode": self.template(template),
            "TemplateParam": json.dumps(values, ensure_ascii=False),
        }
        headers = {
            "host": self.setting.host,
            "x-acs-action": "SendSms",
            "x-acs-version": "2017-05-25",
            "x-acs-date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }
        headers["Authorization"] = authorization(self.setting.key, self.setting.secret, query, headers)
        answer = self.post(f"/?{canonical_query(query)}", headers)
        code = answer.get("Code")
        if code != "OK":
            raise refusal(code, again=code in BUSY)
        return answer.get("BizId") or ""
