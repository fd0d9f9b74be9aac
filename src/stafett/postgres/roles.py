"""Who logs in to the databases: for each kind of work somebody who can do that and no more.

The address of a cluster holds one secret. Each login's password follows from it and from the
login's name, so there is one thing to keep and to change, and whoever gets hold of one login's
password has that login's and no other's.
"""

import base64
import hashlib
import hmac
import secrets
from contextlib import suppress
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import asyncpg

from stafett.postgres.errors import RolesMissing
from stafett.postgres.pool import Connection, connect
from stafett.postgres.shapes import Cluster

OWNER: Final = "stafett_owner"
"""Whose all tables are. Nobody logs in as the owner."""
PRUNER: Final = "stafett_pruner"
"""Whose one function it is to take away what is sealed in a line. Nobody logs in as the pruner."""
_ROUNDS: Final = 4096


class Role(StrEnum):
    """One who logs in, and what for; the migration ``wall`` says what each may do."""

    WRITER = "stafett_writer"
    JOURNAL = "stafett_journal"
    PROJECTOR = "stafett_projector"
    READER = "stafett_reader"
    KEYSTORE = "stafett_keystore"


LOGINS: Final[dict[Cluster, tuple[Role, ...]]] = {
    "events": (Role.WRITER, Role.JOURNAL, Role.PROJECTOR, Role.READER),
    "keystore": (Role.KEYSTORE,),
}
LOOKS: Final[dict[Cluster, Role]] = {"events": Role.READER, "keystore": Role.KEYSTORE}
"""As whom one looks at a cluster: at its settings, its shape, how far it has come."""


def as_role(url: str, role: Role) -> str:
    """Return the address of the same database for one of its logins.

    Without a secret in the address the login has no password here: the server lets it in by a
    certificate, or by a file of passwords.
    """
    parts = urlsplit(url)
    secret = secret_of(url)
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] not in ("user", "password")]
    who = role.value if not secret else f"{role.value}:{password(secret, role)}"
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{who}@{place}", query=urlencode(asked)))


def secret_of(url: str) -> str:
    """Return the secret in an address; empty when there is none."""
    parts = urlsplit(url)
    return dict(parse_qsl(parts.query)).get("password", unquote(parts.password or ""))


def password(secret: str, role: Role) -> str:
    """Return a login's password: 64 hexadecimal digits that tell nothing of the secret."""
    told = f"stafett login {role.value}".encode()
    return hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()


async def way_in(url: str, cluster: Cluster) -> str:
    """Return an address of a cluster under which one may look at it.

    The other cluster's look is tried as well: both addresses may lead to one and the same.

    Raises:
        RolesMissing: Nobody is let in.

    """
    for role in sorted(LOOKS.values(), key=lambda one: one is not LOOKS[cluster]):
        with suppress(asyncpg.PostgresError):
            async with connect(as_role(url, role), name="stafett-doctor"):
                return as_role(url, role)
    raise RolesMissing(
        f"{cluster}: {LOOKS[cluster].value} is not let in. Run `stafett migrate` as somebody who "
        "may make tables and roles, with the same secret in the service's address."
    )


async def let_in(url: str, cluster: Cluster, secret: str) -> None:
    """Let the logins of a migrated cluster in with the passwords that follow from the secret.

    Args:
        url: The database, as somebody who may change its roles.
        cluster: Which of the two it is.
        secret: What the service's address of it holds; empty: no login has a password.

    Raises:
        RolesMissing: The roles are not there, or this user may not change them.

    """
    async with connect(url, name="stafett-roles") as connection:
        for role in LOGINS[cluster]:
            known = await _verifier(connection, role)
            if secret and known is not None and _fits(password(secret, role), known):
                continue
            # What is sent is what the server would keep: no password stands in any log of it.
            told = f"PASSWORD '{verifier(password(secret, role))}'" if secret else "PASSWORD NULL"
            try:
                await connection.execute(f"ALTER ROLE {role.value} LOGIN {told}")
            except asyncpg.PostgresError as trouble:
                raise RolesMissing(
                    f"{cluster}: {role.value} cannot be given its login "
                    f"({type(trouble).__name__}). Run `stafett migrate` as somebody who may "
                    "make and change roles (CREATEROLE)."
                ) from None


async def _verifier(connection: Connection, role: Role) -> str | None:
    """Return what the server keeps of a password, if we may see it and the login is let in."""
    if not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        return None
    found: str | None = await connection.fetchval(
        "SELECT rolpassword FROM pg_authid WHERE rolname = $1 AND rolcanlogin", role.value
    )
    return found


def verifier(told: str, salt: bytes | None = None) -> str:
    """Return what PostgreSQL keeps of a password (RFC 5802 section 3, SCRAM-SHA-256)."""
    salt = secrets.token_bytes(16) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", told.encode(), salt, _ROUNDS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    stored = hashlib.sha256(client).digest()
    salt64, stored64, server64 = (base64.b64encode(one).decode() for one in (salt, stored, server))
    return f"SCRAM-SHA-256${_ROUNDS}:{salt64}${stored64}:{server64}"


def _fits(told: str, known: str) -> bool:
    """Is this the password that a verifier was made of?"""
    head, _, rest = known.partition("$")
    rounds, _, salted = rest.partition(":")
    if (head, rounds) != ("SCRAM-SHA-256", str(_ROUNDS)):
        return False
    salt = base64.b64decode(salted.partition("$")[0])
    return hmac.compare_digest(verifier(told, salt), known)
