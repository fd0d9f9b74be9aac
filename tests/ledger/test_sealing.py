"""Sealing: only the right key opens a note, and only where it belongs."""

from dataclasses import replace
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.padding import LONGEST, NotPadded, pad, padded_length, padme, unpad
from stafett.ledger.sealing import (
    OVERHEAD,
    Context,
    LineContext,
    RowContext,
    SealBroken,
    close,
    place,
    seal,
    unseal,
)
from stafett.ledger.wrapping import (
    book_key_context,
    data_key_context,
    tenant_key_context,
    unwrap,
    wrap,
)

KEY = DataKey(uuid4(), Secret.new())
LINE = LineContext(uuid4(), "event", uuid4(), 7, uuid4(), bytes(range(32)))
ROW = RowContext(uuid4(), "projection:case_view", b"row 1")

secrets = st.binary(min_size=32, max_size=32)
contexts: st.SearchStrategy[Context] = st.one_of(
    st.builds(
        LineContext,
        st.uuids(),
        st.sampled_from(["event", "journal"]),
        st.uuids(),
        st.integers(1, 2**40),
        st.uuids(),
        st.binary(min_size=32, max_size=32),
    ),
    st.builds(RowContext, st.uuids(), st.text(max_size=20), st.binary(max_size=40)),
)


@given(secrets, st.uuids(), contexts, st.binary(max_size=9000))
def test_what_was_sealed_opens_as_it_was(
    secret: bytes, key_id: UUID, context: Context, plain: bytes
) -> None:
    key = DataKey(key_id, Secret(secret))
    assert unseal(key, context, seal(key, context, plain)) == plain


def test_sealing_the_same_note_twice_looks_like_two_notes() -> None:
    first, second = seal(KEY, LINE, b"the same"), seal(KEY, LINE, b"the same")
    assert first[1:33] != second[1:33]
    assert first[65:] != second[65:]


def test_every_single_flipped_bit_is_noticed() -> None:
    sealed = seal(KEY, LINE, b"the child likes to draw")
    for at in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[at] ^= 1 << bit
            with pytest.raises(SealBroken):
                unseal(KEY, LINE, bytes(changed))


def test_every_shortening_and_lengthening_is_noticed() -> None:
    sealed = seal(KEY, LINE, b"")
    for end in range(len(sealed)):
        with pytest.raises(SealBroken):
            unseal(KEY, LINE, sealed[:end])
    with pytest.raises(SealBroken):
        unseal(KEY, LINE, sealed + b"\x00")


@pytest.mark.parametrize(
    "elsewhere",
    [
        LINE._replace(tenant=uuid4()),
        LINE._replace(ledger="journal"),
        LINE._replace(purpose="answer"),
        LINE._replace(stream=uuid4()),
        LINE._replace(version=8),
        LINE._replace(event_id=uuid4()),
        LINE._replace(previous=bytes(32)),
        ROW,
    ],
)
def test_a_line_opens_in_its_own_place_and_nowhere_else(elsewhere: Context) -> None:
    sealed = seal(KEY, LINE, b"a line")
    with pytest.raises(SealBroken):
        unseal(KEY, elsewhere, sealed)


@pytest.mark.parametrize(
    "elsewhere",
    [
        ROW._replace(tenant=uuid4()),
        ROW._replace(purpose="projection:access_list"),
        ROW._replace(row=b"row 2"),
        ROW._replace(purpose="projection:case_viewr", row=b"ow 1"),
    ],
)
def test_a_row_opens_in_its_own_table_and_place_and_nowhere_else(elsewhere: Context) -> None:
    sealed = seal(KEY, ROW, b"a row")
    with pytest.raises(SealBroken):
        unseal(KEY, elsewhere, sealed)


@given(contexts, contexts)
def test_two_places_never_have_the_same_name(one: Context, other: Context) -> None:
    assert (place(KEY.id, one) == place(KEY.id, other)) == (one == other)


@given(st.integers(0, 16 * 8 - 1))
def test_a_single_bit_of_the_streams_id_is_another_place(bit: int) -> None:
    sealed = seal(KEY, LINE, b"a line")
    with pytest.raises(SealBroken):
        unseal(KEY, LINE._replace(stream=UUID(int=LINE.stream.int ^ 1 << bit)), sealed)


def test_another_key_and_the_same_secret_under_another_id_open_nothing() -> None:
    sealed = seal(KEY, LINE, b"a line")
    for other in (replace(KEY, id=uuid4()), replace(KEY, secret=Secret.new())):
        with pytest.raises(SealBroken):
            unseal(other, LINE, sealed)


def test_nothing_tells_why_a_seal_is_broken() -> None:
    sealed = bytearray(seal(KEY, LINE, b"a line"))
    seen = []
    for at in (0, 1, 40, 70, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(SealBroken) as broken:
            unseal(KEY, LINE, bytes(changed))
        seen.append((str(broken.value), broken.value.__cause__, broken.value.args))
    badly_padded = close(KEY.secret, place(KEY.id, LINE), b"\x00\x00\x00\x01x!")
    with pytest.raises(SealBroken) as broken:
        unseal(KEY, LINE, badly_padded)
    assert broken.value.__suppress_context__
    seen.append((str(broken.value), broken.value.__cause__, broken.value.args))
    assert set(seen) == {("", None, ())}


@given(secrets, st.binary(max_size=400))
def test_keys_are_drawn_as_rfc_5869_says(secret: bytes, info: bytes) -> None:
    expected = HKDF(algorithm=SHA512(), length=64, salt=None, info=info).derive(secret)
    assert Secret(secret).derive(info) == expected


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_any_other_length_is_no_key(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Secret(bytes(length))


def test_a_key_is_not_shown() -> None:
    shown = repr(KEY)
    assert str(KEY.id) in shown
    assert KEY.secret.content.hex() not in shown
    assert repr(KEY.secret.content) not in shown


def test_short_notes_of_different_lengths_look_alike() -> None:
    assert {len(seal(KEY, LINE, bytes(length))) for length in range(253)} == {256 + OVERHEAD}
    assert len(seal(KEY, LINE, bytes(253))) == 512 + OVERHEAD


@given(st.integers(0, LONGEST))
def test_padding_adds_at_most_a_step_or_twelve_percent(length: int) -> None:
    padded = padded_length(length)
    assert length + 4 <= padded
    assert padded - (length + 4) < max(256, 0.12 * (length + 4))
    assert padded_length(padded - 4) == padded


def test_only_few_lengths_are_ever_seen() -> None:
    assert len({padded_length(length) for length in range(100_000)}) == 16 + 4 * 16 + 17


def test_padme_is_as_its_authors_wrote_it() -> None:
    assert [padme(length) for length in (1, 2, 8, 9, 10, 100, 1_000, 10_000, 1_000_000)] == [
        1,
        2,
        8,
        10,
        10,
        104,
        1_024,
        10_240,
        1_015_808,
    ]


@given(st.binary(max_size=5000), st.integers(0, 9000))
def test_what_was_padded_comes_back(plain: bytes, least: int) -> None:
    padded = pad(plain, least)
    assert len(padded) >= least
    assert unpad(padded) == plain


@pytest.mark.parametrize(
    "padded",
    [b"", b"\x00\x00\x00", b"\x00\x00\x00\x02x", b"\x00\x00\x00\x00\x00\x01", b"\xff" * 8],
)
def test_what_we_did_not_pad_is_refused(padded: bytes) -> None:
    with pytest.raises(NotPadded):
        unpad(padded)


def test_a_note_of_more_than_sixteen_mebibytes_is_an_attachment() -> None:
    with pytest.raises(ValueError, match="attachment"):
        seal(KEY, LINE, bytes(LONGEST + 1))


def test_a_wrapped_key_opens_under_its_own_name_only() -> None:
    above, secret, tenant, root = Secret.new(), Secret.new(), uuid4(), uuid4()
    names = [
        tenant_key_context(tenant, 1, root, 1),
        tenant_key_context(tenant, 2, root, 1),
        tenant_key_context(tenant, 1, root, 2),
        tenant_key_context(tenant, 1, uuid4(), 1),
        tenant_key_context(uuid4(), 1, root, 1),
        book_key_context(tenant, "index", 1, 1),
        book_key_context(tenant, "signing", 1, 1),
        book_key_context(tenant, "index", 2, 1),
        book_key_context(tenant, "index", 1, 2),
        data_key_context(tenant, bytes(32), root, 1, 1),
        data_key_context(tenant, sha256().digest(), root, 1, 1),
        data_key_context(tenant, bytes(32), tenant, 1, 1),
        data_key_context(tenant, bytes(32), root, 2, 1),
        data_key_context(tenant, bytes(32), root, 1, 2),
    ]
    for name in names:
        wrapped = wrap(above, name, secret)
        assert unwrap(above, name, wrapped).content == secret.content
        for other in names:
            if other != name:
                with pytest.raises(SealBroken):
                    unwrap(above, other, wrapped)
    assert len(set(names)) == len(names)


def test_a_message_never_opens_as_a_key() -> None:
    sealed = seal(KEY, LINE, bytes(32))
    with pytest.raises(SealBroken):
        unwrap(KEY.secret, data_key_context(LINE.tenant, bytes(32), KEY.id, 1, 1), sealed)
