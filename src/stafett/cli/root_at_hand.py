"""The key above all keys, as the settings say where it is kept."""

from functools import partial
from pathlib import Path

from stafett.ledger.root_file import FileRoot, find_root, read_own
from stafett.ledger.root_in_module import ModuleRoot
from stafett.ledger.root_in_vault import TransitRoot
from stafett.ledger.roots import LocalRoot, Root, RootRefused
from stafett.settings import RootFrom, Settings


def root_at_hand(settings: Settings) -> Root:
    """Return the root key of real books, or the way to whoever keeps it.

    Raises RootRefused when it is not as it must be; of a service, only when it is asked.
    """
    module, pin = settings.pkcs11_module, settings.pkcs11_pin_file
    if settings.root is RootFrom.PKCS11 and module is not None and pin is not None:
        lets_in = partial(_word, pin, "PIN")
        return ModuleRoot(module, settings.pkcs11_token, lets_in, settings.root_key_name)
    token = settings.transit_token_file
    if settings.root is RootFrom.TRANSIT and token is not None:
        known_by = partial(_word, token, "token")
        name, mount = settings.root_key_name, settings.transit_mount
        return TransitRoot(settings.transit_url, known_by, name, mount)
    return key_at_hand(settings)


def key_at_hand(settings: Settings) -> LocalRoot | FileRoot:
    """Return the root key itself, which can be copied for the safe.

    Raises RootRefused when a service keeps it and gives it to nobody.
    """
    if settings.root is not RootFrom.FILE:
        raise RootRefused(
            "whoever keeps the root key gives it to nobody, so there is no copy to make or to "
            "bring back: keep copies as its makers say."
        )
    return find_root(settings.root_file("books"), away_from=settings.database_folders("books"))


def _word(path: Path, what: str) -> str:
    return read_own(path, what).strip()
