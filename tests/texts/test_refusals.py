"""Every no can be read in bokmål, nynorsk and English, and no two of them share a code."""

import importlib
import pkgutil
from collections.abc import Iterator
from itertools import groupby

import pytest

import stafett.domain
from stafett.domain.facts import Refusal
from stafett.texts import sentences


def _family(of: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _family(kind)


def refusals() -> list[type[Refusal]]:
    for module in pkgutil.iter_modules(stafett.domain.__path__):
        importlib.import_module(f"stafett.domain.{module.name}")
    found = {kind for kind in _family(Refusal) if kind.__module__.startswith("stafett.domain")}
    return sorted(found, key=lambda kind: (kind.__name__, kind.__module__))


@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.__name__)
def test_it_can_be_read_in_bokmal_nynorsk_and_english(refusal: type[Refusal]) -> None:
    read = sentences("refusals")[refusal().code]
    assert set(read) == {"nb", "nn"}
    for sentence in (*read.values(), refusal().sentence):
        assert sentence == sentence.strip()
        assert sentence.endswith(".")
        assert len(sentence) > len("No.")


def test_no_two_share_a_code() -> None:
    codes = groupby(refusals(), key=lambda refusal: refusal().code)
    assert [code for code, kinds in codes if len(list(kinds)) > 1] == []


def test_no_sentence_is_left_over_from_a_refusal_that_is_gone() -> None:
    assert set(sentences("refusals")) == {refusal().code for refusal in refusals()}


def test_every_sentence_is_its_own() -> None:
    for language in ("nb", "nn"):
        said = [read[language] for read in sentences("refusals").values()]
        assert len(said) == len(set(said))
