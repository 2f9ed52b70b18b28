"""Sealing: known answers of the standards, purposes, tampering, rotation, normal forms."""

import json
import stat

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from hejia.kernel import keys, sealing
from hejia.kernel.sealing import Key, Kind, Provider, SealBroken, Sealer, normalise

OLD = Key(1, Provider.SM4, bytes(range(16)))
NEW = Key(2, Provider.AES, bytes(range(32)))
INDEX = b"i" * 32
SEALER = Sealer([OLD], INDEX)
BOTH = Sealer([NEW, OLD], INDEX)


def test_sm4_gcm_answers_as_rfc_8998_says():
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    text = b"".join(
        bytes([b]) * n for b, n in zip(b"\xaa\xbb\xcc\xdd\xee\xff\xee\xaa", [8] * 8, strict=True)
    )
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(
        bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    )
    sealed = encryptor.update(text) + encryptor.finalize()
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    assert encryptor.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


def test_sm3_answers_as_gbt_32905_says():
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex().startswith("66c7f0f462eeedd9d1f2d46bdc10e4e2")


def test_our_own_form_is_known_and_stays(monkeypatch):
    """Values sealed by this version must be readable by every later one."""
    monkeypatch.setattr(sealing, "urandom", bytes)
    sealed = SEALER.seal("张三", "parties.name")
    assert sealed.hex() == KNOWN_SEALED
    assert SEALER.open(bytes.fromhex(KNOWN_SEALED), "parties.name") == "张三"
    assert SEALER.index(Kind.PHONE, "13800138000").hex() == KNOWN_INDEX


KNOWN_SEALED = "01000104a3000000000000000000000000c7e12d2b5aa9a7e6278d626f196bee181e76be3817c8"
KNOWN_INDEX = "525eb2349658ff62214c18c1a8b860eb"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([SEALER, BOTH]))
def test_what_was_sealed_is_opened(text, sealer):
    sealed = sealer.seal(text, "a.b")
    assert sealer.open(sealed, "a.b") == text
    assert sealer.seal(text, "a.b") != sealed


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place, change):
    sealed = bytearray(SEALER.seal("住址", "a.b"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        SEALER.open(bytes(sealed), "a.b")


def test_a_value_cannot_be_moved_to_another_column():
    with pytest.raises(SealBroken, match="changed or moved"):
        SEALER.open(SEALER.seal("13800138000", "parties.phone"), "parties.name")


@pytest.mark.parametrize("wrong", [b"", b"plain text", bytes(40), "张三".encode() * 20])
def test_what_was_never_sealed_is_said_so(wrong):
    with pytest.raises(SealBroken, match="not a sealed one"):
        SEALER.open(wrong, "a.b")


def test_the_newest_key_writes_and_older_ones_still_read():
    old, new = SEALER.seal("x", "p"), BOTH.seal("x", "p")
    assert [BOTH.is_newest(old), BOTH.is_newest(new)] == [False, True]
    assert [BOTH.open(old, "p"), BOTH.open(new, "p")] == ["x", "x"]
    with pytest.raises(SealBroken, match="key of version 2"):
        SEALER.open(new, "p")


def test_another_installations_key_of_the_same_version_is_told_from_tampering():
    stranger = Sealer([Key(1, Provider.SM4, b"s" * 16)], INDEX)
    with pytest.raises(SealBroken, match="we do not have"):
        stranger.open(SEALER.seal("x", "p"), "p")


def test_keys_are_never_shown_and_wrong_ones_refused():
    assert "secret" not in repr(OLD)
    for args in [(0, Provider.SM4, bytes(16)), (1, Provider.SM4, bytes(32))]:
        with pytest.raises(ValueError, match="key"):
            Key(*args)
    for ring, index in [([], INDEX), ([OLD, OLD], INDEX), ([OLD], b"short")]:
        with pytest.raises(ValueError, match="key"):
            Sealer(ring, index)


SAME = [
    (Kind.PHONE, ["13800138000", "+86 138-0013-8000", "１３８００１３８０００", "008613800138000"]),
    (Kind.PHONE, ["0755-28921234", "(0755)28921234", "0755 2892 1234"]),
    (Kind.PHONE, ["86312345"]),  # a number of eight digits that begins with 86
    (Kind.ID_NUMBER, ["44030719900101123x", " 440307 19900101 123X "]),
    (Kind.NAME, ["阿依古丽·买买提", "阿依古丽 • 买买提", "阿依古丽・买买提"]),
    (Kind.NAME, ["张 三", "张三　"]),
    (Kind.TEXT, ["Abc  def ", "abc def"]),
]


@pytest.mark.parametrize(("kind", "spellings"), SAME)
def test_spellings_of_the_same_have_one_index(kind, spellings):
    indexes = {SEALER.index(kind, spelling) for spelling in spellings}
    assert len(indexes) == 1
    assert len(indexes.pop()) == 16


def test_an_index_tells_kinds_numbers_and_keys_apart():
    phone = SEALER.index(Kind.PHONE, "13800138000")
    assert phone != SEALER.index(Kind.PHONE, "13800138001")
    assert phone != SEALER.index(Kind.TEXT, "13800138000")
    assert phone != Sealer([OLD], b"j" * 32).index(Kind.PHONE, "13800138000")
    assert phone == BOTH.index(Kind.PHONE, "13800138000")  # rotation leaves indexes alone
    assert SEALER.index(Kind.PHONE, " - ") is None
    assert normalise(Kind.PHONE, "86312345") == "86312345"


def test_a_key_file_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "keys" / "seal.json"
    assert keys.ensure(path)
    assert not keys.ensure(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.problems(path) == []
    assert [p.name for p in path.parent.iterdir()] == ["seal.json"]


def test_a_rotated_file_reads_the_old_and_writes_the_new(tmp_path, settings):
    settings.KEY_FILE = tmp_path / "seal.json"
    keys.ensure(settings.KEY_FILE)
    before = keys.sealer().seal("x", "p")
    index = keys.sealer().index(Kind.NAME, "张三")
    assert keys.rotate(settings.KEY_FILE, Provider.AES) == 2
    assert keys.sealer().open(before, "p") == "x"
    assert not keys.sealer().is_newest(before)
    assert keys.sealer().index(Kind.NAME, "张三") == index
    assert stat.S_IMODE(settings.KEY_FILE.stat().st_mode) == 0o600


def test_a_missing_or_damaged_key_file_is_told_with_what_to_do(tmp_path, settings):
    path = settings.KEY_FILE = tmp_path / "seal.json"
    with pytest.raises(keys.KeyFileTrouble, match="从备份恢复"):
        keys.sealer()
    assert keys.problems(path) == [f"密钥文件 {path} 不存在。"]
    keys.ensure(path)
    good = json.loads(path.read_text())
    for wrong in (
        "{",
        "[]",
        "{}",
        json.dumps(good | {"index": "zz"}),
        json.dumps(good | {"keys": []}),
    ):
        path.write_text(wrong)
        with pytest.raises(keys.KeyFileTrouble, match="从备份恢复"):
            keys.sealer()
    path.chmod(0o644)
    assert "chmod 600" in keys.problems(path)[0]
    assert len(keys.problems(path)) == 2
