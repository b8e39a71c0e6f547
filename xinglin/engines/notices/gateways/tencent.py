"""Tencent Cloud SMS 2021-01-11, SendSms, signed by TC3-HMAC-SHA256 (cloud.tencent.com/document/api/382/52071)."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime

from .port import Gateway, refusal

ALGORITHM = "TC3-HMAC-SHA256"
BUSY = {
    "InternalError",
    "LimitExceeded.DeliveryFrequencyLimit",
    "LimitExceeded.PhoneNumberThirtySecondLimit",
    "RequestLimitExceeded",
}


def authorization(key: str, secret: str, service: str, moment: int, headers: dict[str, str], body: bytes) -> str:
    """The header that proves who asks. `moment`: Unix seconds; `headers` in lower case, all of which are signed."""
    names = sorted(headers)
    canonical = "\n".join(
        (
            "POST",
            "/",
            "",
            "".join(f"{name}:{headers[name].strip().lower()}\n" for name in names),
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        )
    )
    day = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"{ALGORITHM}\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    derived = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        derived = hmac.digest(derived, part.encode(), "sha256")
    signature = hmac.new(derived, to_sign.encode(), "sha256").hexdigest()
    return f"{ALGORITHM} Credential={key}/{scope}, SignedHeaders={';'.join(names)}, Signature={signature}"


class Tencent(Gateway):
    """Options of SMS_URL: sign, app (SdkAppId), region (ap-guangzhou by default), numbers of the registered texts."""

    required = ("sign", "app", "code")

    def send(self, mobile: str, template: str, values: dict[str, str]) -> str:
        body = json.dumps(
            {
                "PhoneNumberSet": [f"+86{mobile}"],
                "SmsSdkAppId": self.setting.options["app"],
                "SignName": self.setting.options["sign"],
                "TemplateId": self.template(template),
                "TemplateParamSet": list(values.values()),
            }
        ).encode()
        signed = {
            "content-type": "application/json; charset=utf-8",
            "host": self.setting.host,
            "x-tc-action": "SendSms",
        }
        moment = int(time.time())
        headers = {
            **signed,
            "X-TC-Version": "2021-01-11",
            "X-TC-Timestamp": str(moment),
            "X-TC-Region": self.setting.options.get("region", "ap-guangzhou"),
            "Authorization": authorization(self.setting.key, self.setting.secret, "sms", moment, signed, body),
        }
        return self._receipt(self.post("/", headers, body).get("Response") or {})

    def _receipt(self, answer: dict) -> str:
        """The answer has an error for the request, or a status for each number."""
        status: dict = answer.get("Error") or next(iter(answer.get("SendStatusSet") or []), {})
        code = status.get("Code")
        if code != "Ok":
            raise refusal(code, again=code in BUSY)
        return status.get("SerialNo") or ""
