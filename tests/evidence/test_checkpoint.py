"""A checkpoint is signed twice, and nobody can make it say anything else."""

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from stafett.evidence.checkpoint import (
    Checkpoint,
    LogSigner,
    NotBelieved,
    believed,
    signed_at,
)
from stafett.evidence.note import NotANote, Note, NoteSignature, signature
from stafett.evidence.verifier_key import Kind, NotAKey, VerifierKey

ORIGIN = "stafett.example/3f0f5d0e/event/2026"
SIGNER = LogSigner(ORIGIN, bytes(range(32)))
STRANGER = LogSigner(ORIGIN, bytes(32))
NOW = 1_790_000_000
HERE = Checkpoint(ORIGIN, 20_852_163, sha256(b"a root").digest())
NOTE = SIGNER.sign(HERE, NOW)

# The example that the C2SP specification of signed notes is written with, and its key.
EXAMPLE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
    "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def test_it_is_three_lines_and_what_was_written_is_read() -> None:
    assert NOTE.text.split("\n")[:2] == [ORIGIN, "20852163"]
    assert Note.read(NOTE.written()) == NOTE
    assert believed(NOTE, SIGNER.keys) == HERE


def test_the_second_signature_says_when() -> None:
    plain, timed = SIGNER.keys
    assert (signed_at(NOTE, plain), signed_at(NOTE, timed)) == (None, NOW)


def test_the_note_of_the_specification_is_read_as_it_is_meant() -> None:
    note = Note.read(EXAMPLE)
    checkpoint = Checkpoint.read(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert note.signatures[0].key_id.hex() == "033de0ae"
    assert note.written() == EXAMPLE


def test_a_stranger_with_the_same_name_is_not_believed() -> None:
    with pytest.raises(NotBelieved):
        believed(STRANGER.sign(HERE, NOW), SIGNER.keys)


def test_both_signatures_are_needed() -> None:
    for kept in NOTE.signatures:
        with pytest.raises(NotBelieved):
            believed(Note(NOTE.text, (kept,)), SIGNER.keys)


def test_nobody_is_believed_when_no_key_is_asked_for() -> None:
    with pytest.raises(NotBelieved):
        believed(NOTE, ())


def test_signatures_of_others_are_passed_over_but_ours_stands_once() -> None:
    more = Note(NOTE.text, (*STRANGER.sign(HERE, NOW).signatures, *NOTE.signatures))
    assert believed(more, SIGNER.keys) == HERE
    with pytest.raises(NotBelieved):
        believed(Note(NOTE.text, (*NOTE.signatures, NOTE.signatures[0])), SIGNER.keys)


def test_another_time_was_not_signed() -> None:
    plain, timed = NOTE.signatures
    later = NoteSignature(timed.name, timed.key_id, (NOW + 1).to_bytes(8) + timed.content[8:])
    with pytest.raises(NotBelieved):
        believed(Note(NOTE.text, (plain, later)), SIGNER.keys)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n0123\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n-1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n\u0661\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n1\n{base64.b64encode(bytes(31)).decode()}\n",
        f"{ORIGIN}\n1\n{base64.b64encode(bytes(32)).decode()}\nmore\n",
        f"{ORIGIN}\n1\n{base64.b64encode(bytes(32)).decode()}",
        f"\n1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n1\n{base64.b64encode(bytes(32)).decode()[:-2]}B=\n",
        f"{ORIGIN}\n1\nno hash\n",
        f"{ORIGIN}\n1\n",
    ],
)
def test_what_is_not_written_as_a_checkpoint_is_none(text: str) -> None:
    with pytest.raises(NotANote):
        Checkpoint.read(text)


LINE = NOTE.signatures[0].line()


@pytest.mark.parametrize(
    "written",
    [
        "",
        NOTE.text,
        NOTE.text + LINE,
        NOTE.text + "\n",
        NOTE.text + "\n" + LINE[:-1],
        NOTE.text + "\n" + LINE + "\n",
        NOTE.text + "\n" + LINE.replace("\u2014", "-"),
        NOTE.text + "\n" + LINE.replace(" ", "  ", 1),
        NOTE.text + "\n" + LINE.replace("\n", "\r\n"),
        NOTE.text + "\n" + LINE.replace("=\n", "\n"),
        NOTE.text + "\n\u2014 two words AAAAAAA=\n",
        NOTE.text + "\n\u2014 short AAAAAA==\n",
        NOTE.text + "\n\u2014 bent AAAAAAB=\n",
        NOTE.text + "\n\u2014 odd AAAAA\n",
        NOTE.text.replace("stafett", "\tstafett") + "\n" + LINE,
        "\udc80" + NOTE.text + "\n" + LINE,
        NOTE.text + "\n" + LINE * 33,
        "x" * (1 << 18) + "\n\n" + LINE,
    ],
)
def test_what_is_not_written_as_a_note_is_none(written: str) -> None:
    with pytest.raises(NotANote):
        Note.read(written)


def test_a_line_that_is_no_signature_is_none() -> None:
    with pytest.raises(NotANote):
        signature("\u2014 odd AAAAA")


@pytest.mark.parametrize("key", SIGNER.keys, ids=lambda key: key.kind.name)
def test_a_key_is_read_as_it_was_written(key: VerifierKey) -> None:
    assert VerifierKey.read(key.written()) == key


KEY = SIGNER.keys[0].written()


@pytest.mark.parametrize(
    "written",
    [
        "",
        ORIGIN,
        KEY.replace("+", " ", 1),
        KEY.replace(ORIGIN, "another.example"),
        KEY[:-4],
        f"{ORIGIN}+00000000+",
        f"{ORIGIN}+00000000+/w==",
        f"{ORIGIN}+00000000+A",
    ],
)
def test_what_is_not_written_as_a_key_is_none(written: str) -> None:
    with pytest.raises(NotAKey):
        VerifierKey.read(written)


def test_a_witness_that_signs_with_ed25519_is_believed_too() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    witness = VerifierKey(
        "witness.example/w1", Kind.ED25519_TIMED, key.public_key().public_bytes_raw()
    )
    signed = key.sign(f"cosignature/v1\ntime {NOW}\n".encode() + HERE.text().encode())
    theirs = NoteSignature(witness.name, witness.key_id, NOW.to_bytes(8) + signed)
    note = Note(NOTE.text, (*NOTE.signatures, theirs))
    assert believed(note, (*SIGNER.keys, witness)) == HERE
    assert signed_at(note, witness) == NOW
    other = Checkpoint(ORIGIN, HERE.size + 1, HERE.root)
    with pytest.raises(NotBelieved):
        believed(Note(other.text(), note.signatures), (witness,))


def test_a_signature_without_its_time_or_from_the_end_of_time_is_none() -> None:
    timed = SIGNER.keys[1]
    assert not timed.verify(HERE, b"short")
    assert not timed.verify(HERE, b"\xff" * 8 + NOTE.signatures[1].content[8:])


def test_a_name_too_long_to_be_signed_is_refused() -> None:
    long = LogSigner("x" * 256, bytes(32))
    with pytest.raises(ValueError, match="255"):
        long.sign(Checkpoint("x" * 256, 1, bytes(32)), NOW)


def test_the_hand_does_not_show_its_keys() -> None:
    assert repr(SIGNER) == f"LogSigner({ORIGIN!r})"
