"""SSH signatures: made by ssh-keygen, checked here. Answers one question: which key made this signature?

The signature carries its public key; whose key that is, and whether it counts, is decided elsewhere. Ed25519 is checked
by the library `cryptography` where it is installed, which is a hundred times faster; everything else by ssh-keygen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from gitsm.base.errors import CannotWorkHere

TIMEOUT = 60.0
MAX_SIGNATURE = 32 << 10
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_HASHES: dict[bytes, Callable[[bytes], bytes]] = {
    b"sha256": lambda data: hashlib.sha256(data).digest(),
    b"sha512": lambda data: hashlib.sha512(data).digest(),
}


class _Parts(NamedTuple):
    """What an armoured signature holds."""

    key_type: bytes
    key: bytes
    namespace: bytes
    hash_name: bytes
    kind: bytes
    value: bytes
    text: str


def sign(key: Path, namespace: str, data: bytes) -> str:
    """The armoured signature of the data. `key` is a private key, or a public one whose private half the agent holds.

    Raises CannotWorkHere where ssh-keygen is missing or refuses, naming its reason.
    """
    with tempfile.TemporaryDirectory(prefix="gitsm-") as folder:
        file = Path(folder) / "statement"
        file.write_bytes(data)
        _run("-Y", "sign", "-q", "-f", str(key.absolute()), "-n", namespace, str(file))
        return (Path(folder) / "statement.sig").read_text("ascii")


def public_key(key: Path) -> str:
    """`type base64` of a key file, private or public, without comment. Raises CannotWorkHere."""
    beside = key.with_name(key.name + ".pub")
    try:
        text = key.read_text("utf-8", "replace") if key.suffix == ".pub" else ""
        if not text and beside.is_file():
            text = beside.read_text("utf-8", "replace")
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise CannotWorkHere(f"The key {key} cannot be read: {reason}.", "name it with --key") from None
    if not text:
        if not key.is_file():
            raise CannotWorkHere(f"There is no key {key}.", "name your SSH key with --key FILE")
        text = os.fsdecode(_run("-y", "-P", "", "-f", str(key.absolute())))
    parts = text.split()
    if len(parts) < 2:
        raise CannotWorkHere(f"{key} is no SSH key.", "name your SSH key with --key FILE")
    return f"{parts[0]} {parts[1]}"


def signer_of(data: bytes, signature: str, namespace: str) -> str:
    """The public key (`type base64`) that made the signature of exactly these bytes; "" where it does not fit."""
    parts = _parsed(signature)
    if parts is None or parts.namespace != namespace.encode("ascii"):
        return ""
    if parts.key_type == b"ssh-ed25519" and parts.kind == b"ssh-ed25519":
        quick = _ed25519()
        if quick is not None:
            return parts.text if quick(parts.key, parts.value, _signed(parts, data)) else ""
    return parts.text if _checked(data, signature, namespace) else ""


def has_quick_check() -> bool:
    """Whether Ed25519 signatures are checked without starting a program each."""
    return _ed25519() is not None


def _signed(parts: _Parts, data: bytes) -> bytes:
    digest = _HASHES[parts.hash_name](data)
    return _MAGIC + b"".join(_packed(one) for one in (parts.namespace, b"", parts.hash_name, digest))


def _packed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


@cache
def _ed25519() -> Callable[[bytes, bytes, bytes], bool] | None:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None

    @lru_cache(maxsize=256)
    def loaded(key: bytes) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(key)

    def check(key: bytes, signature: bytes, data: bytes) -> bool:
        try:
            loaded(key).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True

    return check


def _parsed(signature: str) -> _Parts | None:
    """The fields of an armoured signature; None for anything that is none, or holds more than it should."""
    text = signature.strip()
    if len(text) > MAX_SIGNATURE or not text.startswith(_BEGIN) or not text.endswith(_END):
        return None
    try:
        raw = base64.b64decode("".join(text[len(_BEGIN) : -len(_END)].split()), validate=True)
        blob = _Blob(raw)
        if blob.take(6) != _MAGIC or blob.take(4) != b"\0\0\0\1":
            return None
        key, namespace, reserved, hash_name, value = blob.strings(5)
        inner, outer = _Blob(key), _Blob(value)
        key_type, material = inner.string(), inner.string()
        kind, bits = outer.string(), outer.string()
        if reserved or hash_name not in _HASHES or not blob.done:
            return None
        if key_type == b"ssh-ed25519" and not (inner.done and outer.done):
            return None
        shown = f"{key_type.decode('ascii')} {base64.b64encode(key).decode('ascii')}"
    except (ValueError, binascii.Error, UnicodeDecodeError):
        return None
    return _Parts(key_type, material, namespace, hash_name, kind, bits, shown)


class _Blob:
    """Reads the length-prefixed strings of the SSH wire format. Raises ValueError at a premature end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def done(self) -> bool:
        return self._at == len(self._data)

    def take(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        if len(found) != count:
            raise ValueError("cut off")
        self._at += count
        return found

    def string(self) -> bytes:
        start = self._at + 4
        end = start + int.from_bytes(self._data[self._at : start], "big")
        if end > len(self._data) or start > end:
            raise ValueError("cut off")
        self._at = end
        return self._data[start:end]

    def strings(self, count: int) -> list[bytes]:
        return [self.string() for _ in range(count)]


def _checked(data: bytes, signature: str, namespace: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="gitsm-") as folder:
        file = Path(folder) / "statement.sig"
        file.write_text(signature, "utf-8")
        try:
            done = subprocess.run(
                [_program(), "-Y", "check-novalidate", "-n", namespace, "-s", str(file)], input=data,
                capture_output=True, timeout=TIMEOUT, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


@cache
def _program() -> str:
    found = shutil.which("ssh-keygen")
    if found is None:
        raise CannotWorkHere("The program ssh-keygen was not found.", "install OpenSSH (8.2 or newer)")
    return found


def _run(*arguments: str) -> bytes:
    try:
        done = subprocess.run(
            [_program(), *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotWorkHere(
            f"ssh-keygen did not work: {error}.", "check the key, and whether the agent runs"
        ) from None
    if done.returncode != 0:
        words = os.fsdecode(done.stderr).strip().splitlines() or ["no reason given"]
        raise CannotWorkHere(f"ssh-keygen refused: {words[-1]}", "check the key, and whether its passphrase is known")
    return done.stdout
