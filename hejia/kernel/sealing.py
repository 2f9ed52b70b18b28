"""Sealing of single values: encryption for reading back, blind indexes for finding again.

Sealed form: format (1 byte) · key version (2) · key mark (2) · nonce (12) · ciphertext · tag (16).
The purpose is authenticated with the value, so that what was sealed for one column cannot be
moved to another. SM4-GCM (GB/T 32907, RFC 8998) by default, AES-256-GCM as the other provider;
the blind index is HMAC-SM3 (GB/T 32905) under a key of its own, cut to 16 bytes.
Pure: keys are given (kernel.keys reads them from their file).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

FORMAT = 1
INDEX_BYTES = 16
_HEAD, _NONCE, _TAG = 5, 12, 16


class SealBroken(Exception):
    """A sealed value that cannot be read: changed, moved, or sealed with a key we do not have."""


class Provider(StrEnum):
    """Which cipher a key is for."""

    SM4 = "SM4"
    AES = "AES"


_CIPHERS: dict[Provider, tuple[Callable[[bytes], algorithms.SM4 | algorithms.AES], int]] = {
    Provider.SM4: (algorithms.SM4, 16),
    Provider.AES: (algorithms.AES, 32),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One version of the sealing key. Its bytes are never shown."""

    version: int
    provider: Provider
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.version <= 0xFFFF:
            raise ValueError("a key version is 1 to 65535")
        if len(self.secret) != self.size(self.provider):
            raise ValueError(f"a {self.provider} key has {self.size(self.provider)} bytes")

    @staticmethod
    def size(provider: Provider) -> int:
        """Bytes of a key for `provider`."""
        return _CIPHERS[provider][1]

    def head(self) -> bytes:
        """What every value sealed with this key begins with; the mark tells keys apart."""
        mark = hashes.Hash(hashes.SM3())
        mark.update(b"hejia key mark" + self.secret)
        return bytes([FORMAT]) + self.version.to_bytes(2, "big") + mark.finalize()[:2]


class Sealer:
    """Seals with the newest key, opens with any it was given, computes blind indexes."""

    def __init__(self, keys: Iterable[Key], index_secret: bytes) -> None:
        """Raises ValueError without a key, with two of one version, or a short index key."""
        ring = sorted(keys, key=lambda key: key.version)
        if not ring or len({key.version for key in ring}) != len(ring):
            raise ValueError("a sealer needs keys of different versions")
        if len(index_secret) < 32:
            raise ValueError("the index key has at least 32 bytes")
        self._ring = {key.head(): _CIPHERS[key.provider][0](key.secret) for key in ring}
        self.head = ring[-1].head()
        self._newest = self._ring[self.head]
        self._index_secret = index_secret

    def seal(self, text: str, purpose: str) -> bytes:
        """`text` encrypted for `purpose`; every call gives other bytes."""
        nonce = urandom(_NONCE)
        encryptor = Cipher(self._newest, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(self.head + purpose.encode())
        body = encryptor.update(text.encode()) + encryptor.finalize()
        return self.head + nonce + body + encryptor.tag

    def open(self, sealed: bytes, purpose: str) -> str:
        """The text that was sealed for `purpose`. Raises `SealBroken` saying what is the matter."""
        if len(sealed) < _HEAD + _NONCE + _TAG or sealed[0] != FORMAT:
            raise SealBroken(f"{purpose}: the value is not a sealed one")
        head, nonce = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE]
        algorithm = self._ring.get(head)
        if algorithm is None:
            version = int.from_bytes(head[1:3], "big")
            raise SealBroken(f"{purpose}: sealed with a key of version {version} we do not have")
        decryptor = Cipher(algorithm, modes.GCM(nonce, sealed[-_TAG:])).decryptor()
        decryptor.authenticate_additional_data(head + purpose.encode())
        try:
            return (
                decryptor.update(sealed[_HEAD + _NONCE : -_TAG]) + decryptor.finalize()
            ).decode()
        except InvalidTag:
            raise SealBroken(f"{purpose}: the value was changed or moved here") from None

    def is_newest(self, sealed: bytes) -> bool:
        """Whether `sealed` was written with the newest key."""
        return sealed[:_HEAD] == self.head

    def index(self, kind: "Kind", value: str) -> bytes | None:
        """The blind index (16 bytes) of a value in its normal form; None when nothing is left."""
        normal = normalise(kind, value)
        if not normal:
            return None
        mac = hmac.HMAC(self._index_secret, hashes.SM3())
        mac.update(f"{kind}\0{normal}".encode())
        return mac.finalize()[:INDEX_BYTES]


class Kind(StrEnum):
    """What a blind index is made of; decides the normal form."""

    PHONE = "phone"
    ID_NUMBER = "id_number"
    NAME = "name"
    TEXT = "text"


def normalise(kind: Kind, value: str) -> str:
    """The form in which two spellings of the same phone, number or name are equal."""
    return _NORMAL[kind](unicodedata.normalize("NFKC", value))


def _phone(value: str) -> str:
    """Digits alone, without China's prefix (+86, 0086, 86 before a mobile number)."""
    digits = re.sub(r"[^0-9]", "", value)
    return re.sub(r"^(?:0086(?=\d{9})|86(?=1\d{10}$))", "", digits)


def _id_number(value: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", value.upper())


def _name(value: str) -> str:
    """Without spaces; the dots between the parts of a name made one; Latin letters small."""
    return re.sub(r"[•‧∙⋅・.]", "·", re.sub(r"\s", "", value)).casefold()


def _words(value: str) -> str:
    return " ".join(value.split()).casefold()


_NORMAL: dict[Kind, Callable[[str], str]] = {
    Kind.PHONE: _phone,
    Kind.ID_NUMBER: _id_number,
    Kind.NAME: _name,
    Kind.TEXT: _words,
}
