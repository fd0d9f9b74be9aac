"""What this house has decided about itself: where its books lie, and how seriously it is meant.

Every setting is an environment variable. A wrong value is refused without being repeated, since
an address holds a password.
"""

from enum import StrEnum
from pathlib import Path
from typing import Literal, Self, TypeAlias

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from stafett.postgres.folders import data_folder

Purpose: TypeAlias = Literal["books", "demo"]


class Environment(StrEnum):
    """How seriously it is meant: real people, or made-up ones."""

    PRODUCTION = "production"
    TEST = "test"


class Notices(StrEnum):
    """Whether people are told that there is something new for them, and by whom."""

    OFF = "off"
    FILE = "file"
    SMTP = "smtp"


class RootFrom(StrEnum):
    """Who keeps the key above all keys."""

    FILE = "file"
    PKCS11 = "pkcs11"
    TRANSIT = "transit"


class MailTls(StrEnum):
    """How the way to the mail server is closed."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class WrongSettings(Exception):  # noqa: N818 - it says which, and what is wrong with them
    """Some settings cannot be used. The message names them and never repeats their values."""


class Settings(BaseSettings):
    """The settings, read once at the start by :func:`read_settings`."""

    model_config = SettingsConfigDict(
        env_prefix="STAFETT_", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    environment: Environment = Field(default=Environment.PRODUCTION, validation_alias="STAFETT_ENV")
    """``STAFETT_ENV``: decides which kinds of national numbers are allowed."""

    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    """``DATABASE_URL``: the events' cluster, PostgreSQL 15 or newer. Unset: an embedded one."""

    keystore_url: SecretStr | None = None
    """``STAFETT_KEYSTORE_URL``: the keys' cluster; another one than the events'."""

    admin_url: SecretStr | None = None
    """``STAFETT_ADMIN_URL``: the events' cluster, for who makes tables and roles (``migrate``)."""

    keystore_admin_url: SecretStr | None = None
    """``STAFETT_KEYSTORE_ADMIN_URL``: the same of the keys' cluster."""

    data: Path = Field(default_factory=data_folder)
    """``STAFETT_DATA``: the folder of everything Stafett keeps itself."""

    root_key_file: Path | None = None
    """``STAFETT_ROOT_KEY_FILE``: where the root key of real books lies, if not in ``data``."""

    root: RootFrom = RootFrom.FILE
    """``STAFETT_ROOT``: ``file``, ``pkcs11`` (a hardware module) or ``transit`` (Vault, OpenBao);
    a key in ``STAFETT_ROOT_KEY`` goes before a file."""

    pkcs11_module: Path | None = None
    """``STAFETT_PKCS11_MODULE``: the driver of a hardware module."""

    pkcs11_token: str = ""
    """``STAFETT_PKCS11_TOKEN``: the label of the token in it."""

    pkcs11_pin_file: Path | None = None
    """``STAFETT_PKCS11_PIN_FILE``: a file of ours alone with what it lets us in for."""

    transit_url: str = Field(
        default="",
        pattern=r"^(https://[A-Za-z0-9.:\[\]-]+|http://(127\.0\.0\.1|\[::1\])(:[0-9]+)?)?$",
    )
    """``STAFETT_TRANSIT_URL``: Vault or OpenBao; plain http only on this very machine."""

    transit_mount: str = Field(default="transit", pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$")
    """``STAFETT_TRANSIT_MOUNT``: where its transit engine is mounted."""

    transit_token_file: Path | None = None
    """``STAFETT_TRANSIT_TOKEN_FILE``: a file of ours alone with its token, as an agent keeps it."""

    root_key_name: str = Field(default="stafett-root", pattern=r"^[A-Za-z0-9_-]{1,60}$")
    """``STAFETT_ROOT_KEY_NAME``: what the root key is called in a module or a transit engine."""

    anchors: Path | None = None
    """``STAFETT_ANCHORS``: where checkpoints are laid down, best on another disk or machine; else
    ``anchors`` beside the databases."""

    witness_url: str = Field(default="", pattern=r"^(https?://[A-Za-z0-9.:\[\]-]+(/[^\s?#]*)?)?$")
    """``STAFETT_WITNESS_URL``: who signs our checkpoints too, such as another town's witness."""

    witness_key: str = ""
    """``STAFETT_WITNESS_KEY``: the key it signs with, as it shows it."""

    stamps_url: str = Field(default="", pattern=r"^(https?://[A-Za-z0-9.:\[\]-]+(/[^\s#]*)?)?$")
    """``STAFETT_STAMPS_URL``: who stamps our checkpoints with the time (RFC 3161)."""

    printing_certificate: Path | None = None
    """``STAFETT_PRINTING_CERTIFICATE``: what printouts are signed with in place of each book's own:
    PEM (those above it after it), or PKCS#12 (``.p12``, ``.pfx``)."""

    printing_key: Path | None = None
    """``STAFETT_PRINTING_KEY``: the key of a certificate in PEM."""

    printing_password_file: Path | None = None
    """``STAFETT_PRINTING_PASSWORD_FILE``: a file of ours alone with what closes that key."""

    key_copies_days: int = Field(default=30, ge=0, le=3650)
    """``STAFETT_KEY_COPIES_DAYS``: how long backups of the keys' cluster are kept; a destroyed key
    is gone for good when they are."""

    turn_days: int | None = Field(default=None, ge=1, le=3650)
    """``STAFETT_TURN_DAYS``: how many days old a tenant key may be, for ``keys turn-old``."""

    issuers_file: Path | None = None
    """``STAFETT_ISSUERS_FILE``: whose log-ins are believed; else ``issuers.toml`` in ``data``."""

    public_url: str = Field(default="", pattern=r"^(https?://[A-Za-z0-9.:\[\]-]+(/[^\s?#]*)?)?$")
    """``STAFETT_PUBLIC_URL``: where callers find this service; DPoP notes are about it."""

    proxies: str = Field(default="", pattern=r"^[0-9a-fA-F.:, ]*$")
    """``STAFETT_PROXIES``: addresses, with commas, from which ``Client-Cert`` and
    ``X-Forwarded-For`` are believed."""

    origin: str = Field(default="stafett", pattern=r"^[a-z0-9][a-z0-9.-]{0,99}$")
    """``STAFETT_ORIGIN``: our name on receipts, such as the host name people know."""

    allow_embedded: bool = False
    """``STAFETT_ALLOW_EMBEDDED``: real books in an embedded server, also in a container."""

    notices: Notices = Notices.OFF
    """``STAFETT_NOTICES``: ``off``, ``file`` (into a folder) or ``smtp`` (to a mail server)."""

    notices_folder: Path | None = None
    """``STAFETT_NOTICES_FOLDER``: where they are laid as files; else ``notices`` in ``data``."""

    notices_from: str = Field(default="", pattern=r"^([^\s@<>]+@[^\s@<>]+)?$")
    """``STAFETT_NOTICES_FROM``: the address they come from."""

    smtp_host: str = ""
    """``STAFETT_SMTP_HOST``: the mail server."""

    smtp_port: int = Field(default=587, ge=1, le=65535)
    """``STAFETT_SMTP_PORT``: its port."""

    smtp_tls: MailTls = MailTls.STARTTLS
    """``STAFETT_SMTP_TLS``: ``starttls``, ``tls``, or ``none`` to this very machine only."""

    smtp_user: str = ""
    """``STAFETT_SMTP_USER``: who we are to it, if it asks."""

    smtp_password: SecretStr = SecretStr("")
    """``STAFETT_SMTP_PASSWORD``: and our word for it."""

    @field_validator(
        "data",
        "root_key_file",
        "pkcs11_module",
        "pkcs11_pin_file",
        "transit_token_file",
        "anchors",
        "printing_certificate",
        "printing_key",
        "printing_password_file",
        "issuers_file",
        "notices_folder",
    )
    @classmethod
    def _absolute(cls, given: Path | None) -> Path | None:
        return None if given is None else given.expanduser().absolute()

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.database_url is None) != (self.keystore_url is None):
            raise ValueError("set both DATABASE_URL and STAFETT_KEYSTORE_URL, or neither")
        if (self.admin_url is None) != (self.keystore_admin_url is None):
            raise ValueError(
                "set both STAFETT_ADMIN_URL and STAFETT_KEYSTORE_ADMIN_URL, or neither"
            )
        return self

    @model_validator(mode="after")
    def _root_at_hand(self) -> Self:
        module = (self.pkcs11_module, self.pkcs11_token, self.pkcs11_pin_file)
        if self.root is RootFrom.PKCS11 and not all(module):
            raise ValueError(
                "set STAFETT_PKCS11_MODULE, STAFETT_PKCS11_TOKEN and STAFETT_PKCS11_PIN_FILE"
            )
        if self.root is RootFrom.TRANSIT and not (self.transit_url and self.transit_token_file):
            raise ValueError("set STAFETT_TRANSIT_URL and STAFETT_TRANSIT_TOKEN_FILE")
        return self

    @model_validator(mode="after")
    def _known_witness(self) -> Self:
        if bool(self.witness_url) != bool(self.witness_key):
            raise ValueError("set both STAFETT_WITNESS_URL and STAFETT_WITNESS_KEY, or neither")
        return self

    @model_validator(mode="after")
    def _can_send(self) -> Self:
        if self.notices is not Notices.OFF and not self.notices_from:
            raise ValueError("set STAFETT_NOTICES_FROM, the address notices come from")
        if self.notices is Notices.SMTP and not self.smtp_host:
            raise ValueError("set STAFETT_SMTP_HOST, the mail server for notices")
        return self

    def folder(self, purpose: Purpose) -> Path:
        """Return the folder of real books or of the demo's; they never share one."""
        return self.data / purpose

    def root_file(self, purpose: Purpose) -> Path:
        """Return the file of the root key; the demo's own lies with the demo and goes with it."""
        if purpose == "books" and self.root_key_file is not None:
            return self.root_key_file
        return self.folder(purpose) / "keys" / "root.key"

    def anchors_folder(self, purpose: Purpose) -> Path:
        """Return the folder of checkpoints; the demo's own goes with the demo."""
        if purpose == "books" and self.anchors is not None:
            return self.anchors
        return self.folder(purpose) / "anchors"

    def file_of_issuers(self) -> Path:
        """Return the file that says whose log-ins are believed."""
        return self.issuers_file or self.data / "issuers.toml"

    def database_folders(self, purpose: Purpose) -> tuple[Path, Path]:
        """Return the folders of the embedded clusters, where no root key may lie."""
        return self.folder(purpose) / "events", self.folder(purpose) / "keystore"


def read_settings() -> Settings:
    """Read the settings of this process from its environment.

    Raises:
        WrongSettings: One of them cannot be used, or they do not go together.

    """
    try:
        return Settings()
    except ValidationError as wrong:
        raise WrongSettings("; ".join(_spoken(error) for error in wrong.errors())) from None


def _spoken(error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"])
    return f"{place}: {error['msg']}" if place else error["msg"].removeprefix("Value error, ")
