"""Who takes the notices: nobody unless it is said, and never in clear to another machine."""

from pathlib import Path

import pytest

from stafett.cli.postman import postman
from stafett.exchange.letter_box import LetterBox
from stafett.exchange.mail import MailServer
from stafett.settings import WrongSettings, read_settings

SENDER = "stafett@example.no"


def said(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"STAFETT_{name}", value)


def test_nobody_is_told_of_anything_until_somebody_says_so() -> None:
    assert postman(read_settings()) is None


def test_letters_are_laid_in_a_folder_or_handed_to_a_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said(monkeypatch, NOTICES="file", NOTICES_FROM=SENDER, NOTICES_FOLDER=str(tmp_path))
    assert isinstance(postman(read_settings()), LetterBox)
    said(monkeypatch, NOTICES="smtp", SMTP_HOST="mail.example.no")
    assert isinstance(postman(read_settings()), MailServer)


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"NOTICES": "file"}, "STAFETT_NOTICES_FROM"),
        ({"NOTICES": "smtp", "NOTICES_FROM": SENDER}, "STAFETT_SMTP_HOST"),
        ({"NOTICES": "pigeon", "NOTICES_FROM": SENDER}, "notices"),
        ({"NOTICES": "file", "NOTICES_FROM": "no address"}, "notices_from"),
    ],
)
def test_half_a_setting_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], names: str
) -> None:
    said(monkeypatch, **settings)
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    assert names.lower() in str(wrong.value).lower()
    assert "pigeon" not in str(wrong.value)


def test_mail_goes_in_clear_to_this_very_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    said(monkeypatch, NOTICES="smtp", NOTICES_FROM=SENDER, SMTP_HOST="mail.example.no")
    said(monkeypatch, SMTP_TLS="none", SMTP_PASSWORD="a secret")
    settings = read_settings()
    assert "a secret" not in repr(settings)
    with pytest.raises(WrongSettings):
        postman(settings)
    monkeypatch.setenv("STAFETT_SMTP_HOST", "127.0.0.1")
    assert isinstance(postman(read_settings()), MailServer)
