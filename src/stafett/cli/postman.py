"""Who takes the notices, as the settings say."""

from stafett.exchange.letter_box import LetterBox
from stafett.exchange.mail import MailServer, NotInClear, Server, Tls
from stafett.exchange.post import Post
from stafett.settings import Notices, Settings, WrongSettings


def postman(settings: Settings) -> Post | None:
    """Return who takes the notices; ``None`` when nobody is to be told.

    Raises:
        WrongSettings: Mail would go in clear to another machine.

    """
    match settings.notices:
        case Notices.OFF:
            return None
        case Notices.FILE:
            folder = settings.notices_folder or settings.data / "notices"
            return LetterBox(folder, sender=settings.notices_from, origin=settings.origin)
        case Notices.SMTP:
            try:
                server = Server(
                    settings.smtp_host,
                    settings.smtp_port,
                    Tls(settings.smtp_tls.value),
                    settings.smtp_user,
                    settings.smtp_password.get_secret_value(),
                )
            except NotInClear:
                raise WrongSettings(
                    "smtp_tls: mail goes without TLS only to this very machine"
                ) from None
            return MailServer(server, sender=settings.notices_from, origin=settings.origin)
