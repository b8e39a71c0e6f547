"""The installation's own secrets: from the environment in production, else made once and kept in the data folder."""

import base64
import json
import os
import secrets
from pathlib import Path


def load(folder: Path, *, may_create: bool) -> dict:
    """`{"secret_key": str, "encryption": {"current": name, "keys": {name: base64 of 64 bytes}}}`.

    A lost file makes encrypted columns unreadable: a production installation names its own (XINGLIN_KEYS_FILE) and
    backs it up.
    """
    path = Path(os.environ.get("XINGLIN_KEYS_FILE") or folder / "keys.json")
    if not path.exists():
        if not may_create:
            raise RuntimeError(f"Key file {path.name} is missing: set XINGLIN_KEYS_FILE, or run `manage.py make_keys`.")
        _create(path)
    return json.loads(path.read_text(encoding="utf-8"))


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(
        {
            "secret_key": secrets.token_urlsafe(50),
            "encryption": {"current": "k1", "keys": {"k1": base64.b64encode(secrets.token_bytes(64)).decode()}},
        }
    )
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    try:
        os.link(draft, path)  # fails when another process was first: then its keys stand
    except FileExistsError:
        pass
    finally:
        draft.unlink()
