"""A certificate of one's own is named by a setting; what cannot sign is said before serving."""

from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from stafett.cli.printout import printout
from stafett.cli.standing_open import printing_hand_of
from stafett.ledger.own_certificate import own_hand
from stafett.settings import WrongSettings, read_settings
from tests.printing.test_own_certificate import NOW, OTHER, certificate, laid, pem


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    files = laid(tmp_path, pem(certificate()))
    monkeypatch.setenv("STAFETT_PRINTING_CERTIFICATE", str(files[0]))
    monkeypatch.setenv("STAFETT_PRINTING_KEY", str(files[1]))
    return files


def test_the_one_that_is_named_signs_and_is_shown(named: tuple[Path, Path]) -> None:
    hand = own_hand(*named, None, NOW)
    assert printing_hand_of(read_settings()) == hand
    shown = CliRunner().invoke(printout, ["certificate", "--book", str(uuid4())])
    assert shown.exit_code == 0
    assert "-----BEGIN CERTIFICATE-----" in shown.output
    assert hand.fingerprint in shown.output


def test_what_cannot_sign_is_said_with_what_to_do(named: tuple[Path, Path]) -> None:
    named[0].write_bytes(pem(certificate(OTHER)))
    with pytest.raises(WrongSettings, match="printing_certificate: the key is not that of"):
        printing_hand_of(read_settings())


def test_without_one_each_book_has_its_own() -> None:
    assert printing_hand_of(read_settings()) is None
