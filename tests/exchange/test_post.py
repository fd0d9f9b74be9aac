"""Post: a letter says nothing but that there is something new, and goes closed or not at all."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from stafett.exchange.letter_box import LetterBox
from stafett.exchange.mail import MailServer, NotInClear, Server, Tls
from stafett.exchange.post import Letter, LetterRefused, PostAway, written
from tests.exchange.mail_server import certificates, listening

FROM = "stafett@example.no"
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
VARIES = ("To", "Message-ID")


def letter(to: str = "mona@example.no", language: str = "nb", id_: UUID | None = None) -> Letter:
    return Letter(id_ or uuid4(), to, language, AT)


def opened(mail: bytes) -> EmailMessage:
    found = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_every_letter_is_the_same_but_for_its_receiver_and_number() -> None:
    one, other = (written(each, FROM, "stafett") for each in (letter(), letter("finn@example.org")))
    assert one["To"] != other["To"]
    for mail in (one, other):
        for name in VARIES:
            del mail[name]
    assert one.as_bytes() == other.as_bytes()


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "Denne meldingen"), ("nn", "Denne meldinga")]
)
def test_a_letter_is_in_the_written_form_that_was_asked_for(language: str, word: str) -> None:
    mail = written(letter(language=language), FROM, "stafett")
    assert word in mail.get_content()
    assert mail["Content-Language"] == language
    assert "://" not in mail.as_string()


@pytest.mark.parametrize(
    "address", ["mona@example.no\r\nBcc: other@example.no", "mona@example.no\nX: y"]
)
def test_an_address_cannot_bring_lines_of_its_own(address: str) -> None:
    with pytest.raises(LetterRefused):
        written(letter(address), FROM, "stafett")


async def test_a_letter_is_laid_in_the_folder_whole_and_sent_twice_lies_there_once(
    tmp_path: Path,
) -> None:
    box = LetterBox(tmp_path / "notices", sender=FROM, origin="stafett")
    one = letter()
    for _ in range(2):
        await box.send(one)
    (file,) = (tmp_path / "notices").iterdir()
    assert file.name == f"{one.id}.eml"
    assert opened(file.read_bytes())["To"] == one.to
    assert file.stat().st_mode & 0o077 == 0


async def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "notices").write_text("a file where the folder should be")
    box = LetterBox(tmp_path / "notices", sender=FROM, origin="stafett")
    with pytest.raises(PostAway):
        await box.send(letter())


async def test_a_letter_goes_to_the_mail_server_behind_tls(tmp_path: Path) -> None:
    here, trusted = certificates(tmp_path)
    async with listening(here) as box:
        server = Server("localhost", box.port)
        post = MailServer(server, sender=FROM, origin="stafett", trusted=trusted)
        one = letter()
        await post.send(one)
    (came,) = box.letters
    assert came.closed
    assert came.sender.startswith(f"MAIL FROM:<{FROM}>".lower()) or FROM in came.sender
    assert came.to == [f"RCPT TO:<{one.to}>"] or all(one.to in to for to in came.to)
    assert opened(came.mail)["Message-ID"] == f"<{one.id}@stafett>"


async def test_nothing_goes_to_a_server_that_offers_no_tls(tmp_path: Path) -> None:
    async with listening() as box:
        post = MailServer(Server("localhost", box.port), sender=FROM, origin="stafett")
        with pytest.raises(PostAway):
            await post.send(letter())
    assert box.letters == []


async def test_nothing_goes_to_a_server_whose_certificate_is_not_believed(tmp_path: Path) -> None:
    here, _ = certificates(tmp_path)
    async with listening(here) as box:
        post = MailServer(Server("localhost", box.port), sender=FROM, origin="stafett")
        with pytest.raises(PostAway):
            await post.send(letter())
    assert box.letters == []


def test_mail_in_clear_goes_to_this_very_machine_only() -> None:
    for host in ("localhost", "127.0.0.1", "::1"):
        assert Server(host, tls=Tls.NONE).host == host
    for host in ("mail.example.no", "10.0.0.1"):
        with pytest.raises(NotInClear):
            Server(host, tls=Tls.NONE)


@pytest.mark.parametrize(
    ("says", "why"), [("550 no such mailbox", LetterRefused), ("451 try later", PostAway)]
)
async def test_a_no_for_ever_is_not_a_no_for_now(says: str, why: type[Exception]) -> None:
    async with listening() as box:
        box.says = says
        here = Server("127.0.0.1", box.port, Tls.NONE)
        with pytest.raises(why):
            await MailServer(here, sender=FROM, origin="stafett").send(letter())
    assert box.letters == []


async def test_a_server_that_is_not_there_is_tried_again_later() -> None:
    async with listening() as box:
        port = box.port
    here = Server("127.0.0.1", port, Tls.NONE)
    with pytest.raises(PostAway):
        await MailServer(here, sender=FROM, origin="stafett").send(letter())
