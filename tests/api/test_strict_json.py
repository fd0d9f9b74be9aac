"""Reading a body: one JSON text with one meaning, or a refusal that quotes nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.api.strict_json import DEEPEST, UnreadableError, read

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_what_one_programme_writes_is_what_we_read(value: object) -> None:
    assert read(json.dumps(value).encode()) == value
    assert read(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "NOT_JSON"),
        (b"{", "NOT_JSON"),
        (b"{'a': 1}", "NOT_JSON"),
        (b'{"a": 1,}', "NOT_JSON"),
        (b'{"a": 1} {"a": 2}', "NOT_JSON"),
        (b'{"a": 01}', "NOT_JSON"),
        (b"\xef\xbb\xbf{}", "NOT_JSON"),
        (b'{"a": "\xff"}', "NOT_JSON"),
        (b'{"a": "\n"}', "NOT_JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "NOT_JSON"),
        (b'{"a": 1, "a": 1}', "TWICE_NAMED"),
        (b'[{"b": {"a": 1, "\\u0061": 2}}]', "TWICE_NAMED"),
        (b'{"a": NaN}', "NOT_A_NUMBER"),
        (b'{"a": -Infinity}', "NOT_A_NUMBER"),
        (b'{"a": "\\ud800"}', "HALF_A_CHARACTER"),
        (b'{"\\udfff": 1}', "HALF_A_CHARACTER"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "TOO_DEEP"),
        (b'{"a":' * (DEEPEST + 1), "TOO_DEEP"),
        (b"[" * 60_000, "TOO_DEEP"),
    ],
)
def test_a_doubtful_text_is_refused_by_name(sent: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(sent)
    assert refused.value.code == code


def test_the_deepest_text_there_may_be_is_read() -> None:
    assert read(b"[" * DEEPEST + b"]" * DEEPEST)


def test_brackets_inside_words_do_not_count_as_depth() -> None:
    words = "[" * 100 + '\\"' + "{" * 100 + "\\\\"
    assert read(f'["{words}"]'.encode()) == json.loads(f'["{words}"]')


def test_a_refusal_holds_nothing_of_what_was_sent() -> None:
    with pytest.raises(UnreadableError) as refused:
        read(b'{"Nora Li": "Nora Li", "Nora Li": 2}')
    fault: BaseException | None = refused.value
    while fault is not None:
        assert "Nora" not in repr(fault) + repr(vars(fault))
        fault = None if fault.__suppress_context__ else fault.__context__
