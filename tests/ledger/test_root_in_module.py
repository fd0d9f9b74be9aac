"""A root key in a hardware module: SoftHSM, which speaks as they all do."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from stafett.cli.keys import keys as keys_at_a_terminal
from stafett.ledger.data_key import Secret
from stafett.ledger.errors import KeyServiceAway, KeystoreAway
from stafett.ledger.escrow import split
from stafett.ledger.keyring import LIFETIME, Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.new_keys import move_to_root, open_owners, turn_root_key
from stafett.ledger.root_in_module import ModuleRoot
from stafett.ledger.roots import LocalRoot, RootKey, RootName, RootRefused
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import SealBroken
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role

DRIVER = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "93417"
SO = ("--so-pin", "8675309")
THERE = DRIVER.exists() and shutil.which("softhsm2-util") is not None

pytestmark = pytest.mark.skipif(
    not THERE and not os.environ.get("CI"), reason="no SoftHSM: apt-get install softhsm2"
)


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the module keeps its tokens; the driver reads where that is once, when it is loaded."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n"
        "log.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    return folder


@pytest.fixture(scope="module")
def token(tokens: Path) -> str:
    label = "stafett"
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, *SO],
        check=True,
        capture_output=True,
    )
    return label


@pytest_asyncio.fixture
async def root(token: str) -> ModuleRoot:
    """A root key of its own for each test, in the one token."""
    root = ModuleRoot(DRIVER, token, lambda: PIN, f"stafett-{uuid4().hex[:12]}")
    await root.turn()
    return root


async def test_what_the_module_closed_it_opens_in_its_place_only(
    root: ModuleRoot, token: str
) -> None:
    secret, name = Secret.new(), await root.describe()
    assert (name.version, token in name.lies) == (1, True)
    wrapped = await root.wrap(name, b"here", secret)
    assert secret.content not in wrapped
    assert await root.wrap(name, b"here", secret) != wrapped
    assert (await root.unwrap(name, b"here", wrapped)).content == secret.content
    for context, closed in [
        (b"there", wrapped),
        (b"here", wrapped[:-1] + bytes([wrapped[-1] ^ 1])),
        (b"here", bytes([wrapped[0] ^ 1]) + wrapped[1:]),
        (b"here", wrapped[:-1]),
        (b"here", b""),
    ]:
        with pytest.raises(SealBroken):
            await root.unwrap(name, context, closed)
    assert (await root.unwrap(name, b"here", wrapped)).content == secret.content


async def test_the_key_never_comes_out(root: ModuleRoot) -> None:
    import pkcs11

    def look(session: pkcs11.Session) -> None:
        (key,) = (key for key, _ in root._keys(session))
        assert not key[pkcs11.Attribute.EXTRACTABLE]
        assert key[pkcs11.Attribute.SENSITIVE]
        assert key[pkcs11.Attribute.NEVER_EXTRACTABLE]
        with pytest.raises(pkcs11.AttributeSensitive):
            key[pkcs11.Attribute.VALUE]

    await root._ask(look)


async def test_versions_are_told_apart_and_another_process_sees_them(
    root: ModuleRoot, token: str, tokens: Path
) -> None:
    first, secret = await root.describe(), Secret.new()
    wrapped = await root.wrap(first, b"here", secret)
    program = (
        "import asyncio; from pathlib import Path\n"
        "from stafett.ledger.root_in_module import ModuleRoot\n"
        f"root = ModuleRoot(Path({str(DRIVER)!r}), {token!r}, lambda: {PIN!r}, {root._label!r})\n"
        "asyncio.run(root.turn())\n"
    )
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program], check=True)
    second = await root.describe()
    assert (second.id, second.version) == (first.id, 2)
    assert await root.older() == [first]
    assert (await root.unwrap(first, b"here", wrapped)).content == secret.content
    with pytest.raises(SealBroken):
        await root.unwrap(second, b"here", wrapped)
    await root.destroy(first)
    assert await root.older() == []
    with pytest.raises(RootRefused, match="version 1"):
        await root.unwrap(first, b"here", wrapped)


async def test_books_go_from_a_file_into_the_module_and_from_version_to_version(
    root: ModuleRoot, fresh_databases: tuple[str, str]
) -> None:
    before, book = LocalRoot(RootKey.new(), "a file"), uuid4()
    pool = await open_pool(as_role(fresh_databases[1], Role.KEYSTORE))
    keystore = Keystore(pool, root)
    await keystore.under(before).create_tenant(book)
    opened = await keystore.under(before).open_book(book)
    with pytest.raises(RootRefused):
        await keystore.open_book(book)
    async with open_owners(fresh_databases[1], root) as owners:
        assert await move_to_root(keystore, owners, before, root) == 1
        assert (await keystore.open_book(book)).index.content == opened.index.content
        await turn_root_key(keystore, owners, root)
    assert (await keystore.open_book(book)).signing.content == opened.signing.content
    assert await root.older() == []
    (entry,) = await keystore.books()
    assert (entry.root_id, entry.root_version) == ((await root.describe()).id, 2)
    await pool.close()


async def test_while_the_module_is_away_keys_at_hand_serve_until_their_time_is_over(
    root: ModuleRoot, fresh_databases: tuple[str, str]
) -> None:
    passed = [0.0]
    pool = await open_pool(as_role(fresh_databases[1], Role.KEYSTORE))
    keystore, book, scope = Keystore(pool, root), uuid4(), Scope(uuid4(), "frame")
    await keystore.create_tenant(book)
    ring = Keyring(keystore, clock=lambda: passed[0])
    key = (await ring.ensure(book, scopes=[scope])).of(scope)
    away = ModuleRoot(DRIVER.with_name("gone.so"), "none", lambda: PIN)
    keystore._root = away
    passed[0] = LIFETIME - 1
    assert (await ring.ensure(book, scopes=[scope])).of(scope) is key
    await ring.ensure(book, scopes=[Scope(uuid4(), "frame")])
    passed[0] = LIFETIME
    with pytest.raises(KeystoreAway) as trouble:
        await ring.ensure(book, scopes=[scope])
    assert isinstance(trouble.value, KeyServiceAway)
    keystore._root = root
    assert (await ring.ensure(book, scopes=[scope])).of(scope).id == key.id
    await pool.close()


async def test_what_is_wrong_with_the_settings_is_said(root: ModuleRoot, token: str) -> None:
    name = await root.describe()
    with pytest.raises(RootRefused, match="no token"):
        await ModuleRoot(DRIVER, "another", lambda: PIN).describe()
    with pytest.raises(RootRefused, match="no root key"):
        await ModuleRoot(DRIVER, token, lambda: PIN, "another").describe()
    with pytest.raises(RootRefused, match="closed under"):
        await root.unwrap(RootName(UUID(int=7), 1), b"here", bytes(60))
    with pytest.raises(RootRefused):
        await ModuleRoot(DRIVER, token, lambda: PIN, "another").unwrap(name, b"here", bytes(60))


async def test_at_a_terminal_the_module_makes_the_key_and_gives_no_copy(
    token: str, tokens: Path
) -> None:
    pin, share = tokens / "pin", tokens / "share"
    pin.write_text(f"{PIN}\n")
    pin.chmod(0o600)
    told = {
        "STAFETT_ROOT": "pkcs11",
        "STAFETT_PKCS11_MODULE": str(DRIVER),
        "STAFETT_PKCS11_TOKEN": token,
        "STAFETT_PKCS11_PIN_FILE": str(pin),
        "STAFETT_ROOT_KEY_NAME": f"at-a-terminal-{uuid4().hex[:8]}",
        "STAFETT_DATA": str(tokens / "data"),
    }

    async def run(*words: str) -> tuple[int, str]:
        runner = CliRunner(env=told)
        answer = await asyncio.to_thread(runner.invoke, keys_at_a_terminal, words)
        return answer.exit_code, answer.output

    code, said = await run("describe")
    assert (code, "keys init" in said) == (3, True)
    code, said = await run("init")
    assert (code, "stays there" in said) == (0, True)
    code, said = await run("init")
    assert (code, "already" in said) == (3, True)
    code, said = await run("describe")
    assert (code, "version 1" in said) == (0, True)
    for number, one in enumerate(split(RootKey.new()), start=1):
        groups = one.groups()
        rows = [" ".join(groups[at : at + 5]) for at in range(0, 20, 5)]
        share.with_suffix(f".{number}").write_text("a share\n" + "\n".join(rows))
    files = [word for number in (1, 2) for word in ("--from", str(share.with_suffix(f".{number}")))]
    for words in (["escrow"], ["restore", *files]):
        code, said = await run(*words)
        assert (code, "gives it to nobody" in said) == (3, True)
    assert not (tokens / "data").exists()
    pin.chmod(0o644)
    code, said = await run("describe")
    assert (code, "chmod 600" in said) == (3, True)


def test_a_wrong_pin_is_said_and_never_repeated(token: str, tokens: Path) -> None:
    program = (
        "import asyncio; from pathlib import Path\n"
        "from stafett.ledger.root_in_module import ModuleRoot\n"
        f"asyncio.run(ModuleRoot(Path({str(DRIVER)!r}), {token!r}, lambda: '31415').describe())\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert b"does not take the PIN" in told.stderr
    assert b"31415')" not in told.stderr.splitlines()[-1]


def test_in_ci_there_is_a_module_to_try() -> None:
    assert THERE
