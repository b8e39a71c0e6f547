"""Stand-ins for two text message vendors on 127.0.0.1. They judge a request by the vendor's published rules.

Written from the documents alone, sharing nothing with the drivers: Aliyun «V3版本请求体&签名机制» and SendSms of
Dysmsapi 2017-05-25; Tencent Cloud «签名方法 v3» and SendSms of SMS 2021-01-11.
"""

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote_to_bytes

KEY, SECRET, SIGN = "an-id", "a secret/+", "杏林平台"
UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
MOBILE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True)
class Request:
    """What came in. `query` as written in the address; header names in lower case."""

    method: str
    query: str
    headers: dict[str, str]
    body: bytes


class Refused(Exception):
    """The vendor's error: code and HTTP status."""

    def __init__(self, code: str, message: str = "", status: int = 400):
        super().__init__(code)
        self.code, self.message, self.status = code, message, status


class Desk:
    """One vendor. `taken`: messages it would send. `ahead`: seconds its clock is ahead. `trouble`: what ails it."""

    most_to_one_number = 2

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.taken: list[dict[str, Any]] = []
        self.ahead = 0.0
        self.trouble = ""
        self.closing = threading.Event()

    def judge(self, request: Request) -> tuple[int, dict[str, Any]]:
        """HTTP status and answer."""
        raise NotImplementedError

    def is_too_often(self, mobile: str) -> bool:
        """Has this number had its share?"""
        return sum(each["mobile"] == mobile for each in self.taken) >= self.most_to_one_number

    def now(self) -> float:
        """Unix seconds by the vendor's clock."""
        return time.time() + self.ahead


@contextmanager
def opened(desk: Desk) -> Iterator[str]:
    """The desk behind a socket; gives host:port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path.partition("?")[2], headers, body)
            desk.requests.append(request)
            if desk.trouble == "silent":
                desk.closing.wait(10)
            if desk.trouble in ("silent", "hangs up"):
                self.close_connection = True
                return
            status, answer = desk.judge(request)
            page = json.dumps(answer, ensure_ascii=False).encode()
            if desk.trouble == "error page":
                status, page = 500, b"<html>Internal Server Error</html>"
            if desk.trouble == "strange":
                page = b'["?"]'
            self.send_response(status)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        desk.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def credential(header: str, algorithm: str) -> tuple[str, list[str], str]:
    """«ALGORITHM Credential=…,SignedHeaders=…,Signature=…» in its three parts."""
    shape = rf"{algorithm} Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{{64}})"
    found = re.fullmatch(shape, header)
    if not found:
        raise Refused("AuthFailure.InvalidAuthorization")
    return found[1], found[2].split(";"), found[3]


def sha256(data: bytes) -> str:
    """In hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def mac(key: bytes, text: str) -> bytes:
    """HMAC-SHA256."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def encoded(data: bytes) -> str:
    """Percent-encoding of RFC 3986, byte by byte."""
    return "".join(chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in data)


def pairs_of(query: str) -> dict[bytes, bytes]:
    """Names and values of a query, decoded."""
    split = (part.partition("=") for part in query.split("&") if part)
    return {unquote_to_bytes(name): unquote_to_bytes(value) for name, _, value in split}


def aliyun_canonical(request: Request, signed: list[str]) -> str:
    """The canonical request of ACS3."""
    query = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(pairs_of(request.query).items()))
    lines = [request.method, "/", query]
    lines += [f"{name}:{request.headers.get(name, '').strip()}" for name in signed]
    return "\n".join([*lines, "", ";".join(signed), sha256(request.body)])


def aliyun_signature(request: Request, signed: list[str], secret: str) -> str:
    """ACS3-HMAC-SHA256."""
    digest = sha256(aliyun_canonical(request, signed).encode())
    return mac(secret.encode(), f"ACS3-HMAC-SHA256\n{digest}").hex()


class AliyunDesk(Desk):
    """Errors of the gateway have an HTTP status; those of the text message service come with 200."""

    codes = {
        "limit": "isv.BUSINESS_LIMIT_CONTROL",
        "signature": "SignatureDoesNotMatch",
        "key": "InvalidAccessKeyId.NotFound",
        "time": "InvalidTimeStamp.Expired",
        "template": "isv.SMS_TEMPLATE_ILLEGAL",
        "sign": "isv.SMS_SIGNATURE_ILLEGAL",
        "values": "isv.TEMPLATE_MISSING_PARAMETERS",
        "mobile": "isv.MOBILE_NUMBER_ILLEGAL",
    }
    window = 900
    scheme = "aliyun+http"
    options = {"sign": SIGN, "code": "SMS_1", "notice": "SMS_2"}
    own_text = "SMS_3"
    templates = {"SMS_1": ["code"], "SMS_2": ["title"], own_text: ["code"]}

    def __init__(self) -> None:
        super().__init__()
        self.nonces: set[str] = set()

    def judge(self, request: Request) -> tuple[int, dict[str, Any]]:
        try:
            self.check_signature(request)
            self.take({name.decode(): value.decode() for name, value in pairs_of(request.query).items()})
        except Refused as error:
            return error.status, {"Code": error.code, "Message": error.message or error.code, "RequestId": "R"}
        return 200, {"Code": "OK", "Message": "OK", "RequestId": "R", "BizId": f"9006197469364984{len(self.taken)}^0"}

    def check_signature(self, request: Request) -> None:
        headers = request.headers
        key, signed, signature = credential(headers.get("authorization", ""), "ACS3-HMAC-SHA256")
        if key != KEY:
            raise Refused("InvalidAccessKeyId.NotFound", status=404)
        moment = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(self.now() - moment.timestamp()) > self.window:
            raise Refused("InvalidTimeStamp.Expired")
        needed = {name for name in headers if name.startswith("x-acs-") or name in ("host", "content-type")}
        if needed - set(signed) or signed != sorted(signed) or headers["x-acs-content-sha256"] != sha256(request.body):
            raise Refused("IncompleteSignature")
        if not hmac.compare_digest(signature, aliyun_signature(request, signed, SECRET)):
            # The vendor really quotes the request, with the number and the code in it.
            quoted = aliyun_canonical(request, signed)
            raise Refused(
                "SignatureDoesNotMatch", f"Specified signature is not matched. CanonicalRequest is:[{quoted}]"
            )
        if headers["x-acs-signature-nonce"] in self.nonces:
            raise Refused("SignatureNonceUsed")
        self.nonces.add(headers["x-acs-signature-nonce"])
        if (headers["x-acs-action"], headers["x-acs-version"]) != ("SendSms", "2017-05-25"):
            raise Refused("InvalidAction.NotFound", status=404)

    def take(self, asked: dict[str, str]) -> None:
        for name in ("PhoneNumbers", "SignName", "TemplateCode"):
            if not asked.get(name):
                raise Refused(f"Missing{name}")
        mobile, values = asked["PhoneNumbers"], json.loads(asked.get("TemplateParam") or "{}")
        if not MOBILE.fullmatch(mobile):
            raise Refused("isv.MOBILE_NUMBER_ILLEGAL", f"{mobile}invalid mobile number", 200)
        if asked["SignName"] != SIGN:
            raise Refused("isv.SMS_SIGNATURE_ILLEGAL", status=200)
        if asked["TemplateCode"] not in self.templates:
            raise Refused("isv.SMS_TEMPLATE_ILLEGAL", status=200)
        wanted = self.templates[asked["TemplateCode"]]
        if not all(values.get(name) for name in wanted):
            raise Refused("isv.TEMPLATE_MISSING_PARAMETERS", status=200)
        if self.is_too_often(mobile):
            raise Refused("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1", 200)
        words = [values[name] for name in wanted]
        self.taken.append({"mobile": mobile, "template": asked["TemplateCode"], "values": words})


def tencent_signature(request: Request, signed: list[str], secret: str, service: str) -> str:
    """TC3-HMAC-SHA256."""
    lines = [request.method, "/", request.query]
    lines += [f"{name}:{request.headers.get(name, '').strip().lower()}" for name in signed]
    canonical = "\n".join([*lines, "", ";".join(signed), sha256(request.body)])
    moment = request.headers["x-tc-timestamp"]
    day = datetime.fromtimestamp(int(moment), UTC).date().isoformat()
    signing = mac(mac(mac(b"TC3" + secret.encode(), day), service), "tc3_request")
    return mac(signing, f"TC3-HMAC-SHA256\n{moment}\n{day}/{service}/tc3_request\n{sha256(canonical.encode())}").hex()


class TencentDesk(Desk):
    """Always HTTP 200: an Error for the request, or a status for each number."""

    codes = {
        "limit": "LimitExceeded.PhoneNumberThirtySecondLimit",
        "signature": "AuthFailure.SignatureFailure",
        "key": "AuthFailure.SecretIdNotFound",
        "time": "AuthFailure.SignatureExpire",
        "template": "FailedOperation.TemplateIncorrectOrUnapproved",
        "sign": "FailedOperation.SignatureIncorrectOrUnapproved",
        "values": "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
        "mobile": "InvalidParameterValue.IncorrectPhoneNumber",
    }
    window = 300
    scheme = "tencent+http"
    options = {"sign": SIGN, "app": "1400006666", "code": "1110", "notice": "1111"}
    own_text = "1112"
    templates = {"1110": 1, "1111": 1, own_text: 1}

    def judge(self, request: Request) -> tuple[int, dict[str, Any]]:
        try:
            self.check_signature(request)
            asked = self.check_asked(request)
        except Refused as error:
            return 200, {"Response": {"Error": {"Code": error.code, "Message": error.code}, "RequestId": "R"}}
        mobile = asked["PhoneNumberSet"][0]
        code = self.status(asked, mobile.removeprefix("+86"))
        serial = f"5000:10457106691570536578{len(self.taken)}" if code == "Ok" else ""
        status = {"SerialNo": serial, "PhoneNumber": mobile, "Fee": 1, "Code": code, "Message": f"{mobile} {code}"}
        return 200, {"Response": {"SendStatusSet": [status], "RequestId": "R"}}

    def check_signature(self, request: Request) -> None:
        given, signed, signature = credential(request.headers.get("authorization", ""), "TC3-HMAC-SHA256")
        key, day, service, end = given.split("/")
        if key != KEY:
            raise Refused("AuthFailure.SecretIdNotFound")
        moment = int(request.headers["x-tc-timestamp"])
        if abs(self.now() - moment) > self.window:
            raise Refused("AuthFailure.SignatureExpire")
        right_day = datetime.fromtimestamp(moment, UTC).date().isoformat()
        if (day, service, end) != (right_day, "sms", "tc3_request") or not {"content-type", "host"} <= set(signed):
            raise Refused("AuthFailure.InvalidAuthorization")
        if not hmac.compare_digest(signature, tencent_signature(request, signed, SECRET, service)):
            raise Refused("AuthFailure.SignatureFailure")

    def check_asked(self, request: Request) -> dict[str, Any]:
        headers = request.headers
        if (headers.get("x-tc-action"), headers.get("x-tc-version")) != ("SendSms", "2021-01-11"):
            raise Refused("InvalidAction")
        asked: dict[str, Any] = json.loads(request.body)
        needed = ("PhoneNumberSet", "SmsSdkAppId", "TemplateId", "SignName")
        if not headers.get("x-tc-region") or not all(asked.get(name) for name in needed):
            raise Refused("MissingParameter")
        if asked["SmsSdkAppId"] != self.options["app"]:
            raise Refused("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        return asked

    def status(self, asked: dict[str, Any], mobile: str) -> str:
        if not MOBILE.fullmatch(mobile):
            return "InvalidParameterValue.IncorrectPhoneNumber"
        if asked["SignName"] != SIGN:
            return "FailedOperation.SignatureIncorrectOrUnapproved"
        if asked["TemplateId"] not in self.templates:
            return "FailedOperation.TemplateIncorrectOrUnapproved"
        if len(asked["TemplateParamSet"]) != self.templates[asked["TemplateId"]]:
            return "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
        if self.is_too_often(mobile):
            return "LimitExceeded.PhoneNumberThirtySecondLimit"
        self.taken.append({"mobile": mobile, "template": asked["TemplateId"], "values": asked["TemplateParamSet"]})
        return "Ok"
