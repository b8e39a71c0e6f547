"""Where uploaded files are kept: a folder of this machine, or an S3-compatible store (PLT-90, PLT-121).

Either way they lie there sealed (docs/decisions/0014-sealed-files.md).
"""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def from_url(url: str) -> dict[str, Any]:
    """Django's STORAGES entry. Empty: MEDIA_ROOT. Else `s3://KEY:SECRET@host[:port]/bucket?region=cn-north-1&insecure=1`.

    The store needs the extra package django-storages[s3]; its bucket must not be public.
    """
    if not url:
        return {"BACKEND": "xinglin.engines.secrets.stored.SealedFolder"}
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not (parts.hostname and bucket and parts.username and parts.password):
        raise ValueError("OBJECT_STORE_URL must read s3://KEY:SECRET@host/bucket")
    protocol = "http" if options.get("insecure") else "https"
    return {
        "BACKEND": "xinglin.engines.secrets.bucket.SealedBucket",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "endpoint_url": f"{protocol}://{parts.netloc.rpartition('@')[2]}",
            "bucket_name": bucket,
            "region_name": options.get("region"),
            "addressing_style": options.get("addressing", "path"),
            "querystring_auth": True,
            "default_acl": None,
            "file_overwrite": True,
        },
    }
