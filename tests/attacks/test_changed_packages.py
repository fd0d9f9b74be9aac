"""T18: somebody changes a package, or which packages are asked for, and hopes that it is installed.

Every entry of every lock is loosened in every way we know, and each must be found by the test that
guards the locks. Then ``./stafett`` itself installs from a folder of packages in which one has been
changed, or which asks for more than it says: none of it comes into the environment.
"""

import hashlib
import io
import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.attack import Attacking, times
from tests.house.test_bootstrap import Checkout
from tests.house.test_locks import LOCKS, faults_of

ROOT = Path(__file__).parents[2]
REFUSED, RAN = 3, 7
WHEEL, SOURCE = "borrowed-1.0-py3-none-any.whl", "borrowed-1.0.tar.gz"
_HASH = re.compile(r" \\\n    --hash=sha256:[0-9a-f]+")


def loosened(entry: str) -> Iterator[tuple[str, str]]:
    """Yield an entry of a lock in every way it must not be."""
    name, _, rest = entry.partition("==")
    version = re.split(r"[ \n]", rest)[0]
    yield "no hash", _HASH.sub("", entry)
    yield "a weak hash", entry.replace("sha256:", "md5:")
    yield "half a hash", re.sub(r"(sha256:[0-9a-f]{32})[0-9a-f]+", r"\1", entry)
    yield "or newer", entry.replace("==", ">=", 1)
    yield "about so", entry.replace("==", "~=", 1)
    yield "any version", entry.replace(f"=={version}", "", 1)
    yield "from an address", f"{name} @ https://example.com/{name}-{version}.whl"
    yield "from a folder", f"-e ./{name}"
    yield "another index", f"--index-url https://example.com/simple\n{entry}"
    yield "one more index", f"{entry} \\\n    --extra-index-url https://example.com/simple"
    yield "a trusted host", f"--trusted-host example.com\n{entry}"
    yield "another list", f"-r more.txt\n{entry}"


def test_no_lock_is_loosened_without_its_being_seen(attacking: Attacking) -> None:
    with attacking("T18", "entries of the locks, each loosened in twelve ways") as attack:
        for lock in LOCKS:
            text = (ROOT / lock).read_text(encoding="utf-8")
            assert faults_of(text) == []
            entries = [one for one in re.split(r"\n(?=\S)", text) if not one.startswith("#")]
            assert len(entries) > 20
            for entry in (one.rstrip("\n") for one in entries):
                for how, loose in loosened(entry):
                    changed = text.replace(entry, loose, 1)
                    attack.held(faults_of(changed), f"{lock}: {entry.splitlines()[0]}, {how}")


def wheel(says: str, name: str = "borrowed", more: str = "Requires-Dist: uninvited\n") -> bytes:
    """Return a package, ready built, that asks for one nobody has named."""
    about = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": f"SAYS = {says!r}\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{more}",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        f"{about}/RECORD": "",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for place, text in files.items():
            file.writestr(place, text)
    return packed.getvalue()


def source(mark: Path) -> bytes:
    """Return the same package as source, whose building leaves a mark."""
    script = f"open({str(mark)!r}, 'w').close()\nfrom setuptools import setup\nsetup(name='x')\n"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as file:
        told = tarfile.TarInfo("borrowed-1.0/setup.py")
        told.size = len(script)
        file.addfile(told, io.BytesIO(script.encode()))
    return packed.getvalue()


def hashed(package: bytes, pin: str = "borrowed==1.0") -> str:
    """Return the entry of a lock for exactly this package."""
    return f"{pin} \\\n    --hash=sha256:{hashlib.sha256(package).hexdigest()}\n"


@pytest.fixture
def checkout(open_folder: Path) -> Checkout:
    """A checkout with a programme that says when it runs."""
    place = open_folder / "borrowed"
    (place / "src" / "stafett").mkdir(parents=True)
    shutil.copy(ROOT / "stafett", place)
    (place / "src" / "stafett" / "__init__.py").write_text("")
    (place / "src" / "stafett" / "__main__.py").write_text(f"import sys\nsys.exit({RAN})\n")
    return Checkout(place, python=str(Path(sys.base_prefix) / "bin" / "python3"))


def test_nothing_is_installed_but_what_is_named_to_the_byte(
    checkout: Checkout, attacking: Attacking
) -> None:
    mark, shelf = checkout.place / "was-built", checkout.place / "shelf"
    shelf.mkdir()
    good, changed, unbuilt = wheel("good"), wheel("evil"), source(mark)
    uninvited = wheel("evil", "uninvited", "")
    tries = {
        "a package changed by somebody": (WHEEL, changed, hashed(good)),
        "a package that is built here": (SOURCE, unbuilt, hashed(unbuilt)),
        "a package without a hash": (WHEEL, good, "borrowed==1.0\n"),
        "a package of any version": (WHEEL, good, hashed(good, "borrowed>=1")),
    }
    some = list(tries.items())[: times(1, len(tries))]
    with attacking("T18", "packages that are not what the lock names, installed by us") as attack:
        for what, (name, package, lock) in some:
            _laid_out(shelf, {name: package})
            code = _installed(checkout, shelf, lock)
            attack.held(code == REFUSED, f"{what}: {code}")
            attack.held(not mark.exists(), f"{what}: its script was run")
            attack.held(not _there(checkout, "borrowed"), f"{what}: it is there")
        _laid_out(shelf, {WHEEL: good, WHEEL.replace("borrowed", "uninvited"): uninvited})
        assert _installed(checkout, shelf, hashed(good)) == RAN
        assert _there(checkout, "borrowed")
        attack.held(not _there(checkout, "uninvited"), "what nobody named came along")


def _laid_out(shelf: Path, packages: dict[str, bytes]) -> None:
    for old in shelf.iterdir():
        old.unlink()
    for name, package in packages.items():
        (shelf / name).write_bytes(package)


def _installed(checkout: Checkout, shelf: Path, lock: str) -> int:
    for name in LOCKS:
        (checkout.place / name).write_text(lock)
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(shelf), "PIP_NO_CACHE_DIR": "1"}
    return checkout.run("demo", settings=settings).returncode


def _there(checkout: Checkout, name: str) -> list[Path]:
    return list(checkout.venv.glob(f"lib/*/site-packages/{name}*"))
