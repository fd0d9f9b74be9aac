"""The first command: whoever has Python and nothing else gets going, or is told what to do.

What installs packages is marked ``cold``: it needs a package index, and `.ci/run` runs it as a
step of its own. The rest uses a lock that names nothing, and so needs no network.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
NOBODY = 65534

posix = pytest.mark.skipif(os.name == "nt", reason="uses POSIX users and scripts")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")


@dataclass(frozen=True)
class Checkout:
    """A copy of what the first command needs, and the Python and surroundings to run it in."""

    place: Path
    python: str = sys.executable
    path: str = SYSTEM_PATH
    user: int | None = None
    wrapped_in: tuple[str, ...] = ()

    @property
    def venv(self) -> Path:
        """Where the environment is made unless told otherwise."""
        return self.place / ".venv"

    def run(
        self, *words: str, settings: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run ``./stafett words`` and wait for it."""
        command, surroundings = self.command(*words, settings=settings)
        return subprocess.run(
            command,
            env=surroundings,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            user=self.user,
            group=self.user,
            extra_groups=None if self.user is None else [],
        )

    def command(
        self, *words: str, settings: Mapping[str, str] | None = None
    ) -> tuple[Sequence[str], Mapping[str, str]]:
        """Return the command line and its surroundings."""
        script = str(self.place / "stafett")
        kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        surroundings = {**kept, "PATH": self.path, "HOME": str(self.place), **(settings or {})}
        return [*self.wrapped_in, self.python, script, *words], surroundings


@pytest.fixture
def checkout(open_folder: Path, request: pytest.FixtureRequest) -> Checkout:
    """A checkout with locks that name nothing and a stafett that says what it was asked."""
    place = open_folder / re.sub(r"\W", "-", request.node.name)
    (place / "src" / "stafett").mkdir(parents=True)
    shutil.copy(ROOT / "stafett", place)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (place / lock).write_text("# nothing\n")
    (place / "src" / "stafett" / "__init__.py").write_text("")
    (place / "src" / "stafett" / "__main__.py").write_text(
        "import os, sys\nprint('asked:', *sys.argv[1:])\nprint('in:', os.getcwd())\n"
        "print('prefix:', sys.prefix)\nsys.exit(7)\n"
    )
    _open_to_all(place)
    return Checkout(place)


def _open_to_all(place: Path) -> None:
    for path in (place, *place.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.name == "stafett" else 0o644)


def test_the_first_run_makes_an_environment_and_the_second_uses_it(checkout: Checkout) -> None:
    first = checkout.run("demo", "--exit")
    assert first.stdout.splitlines()[0] == "asked: demo --exit"
    assert first.stdout.splitlines()[2] == f"prefix: {checkout.venv}"
    assert first.returncode == 7, "the exit code is the command's own"
    assert "first run only" in first.stderr

    second = checkout.run("demo")
    assert second.stdout.splitlines()[0] == "asked: demo"
    assert second.stderr == ""


def test_the_command_runs_where_one_stands(checkout: Checkout) -> None:
    assert checkout.run("demo").stdout.splitlines()[1] == "in: /"


def test_without_a_word_the_help_is_asked_for(checkout: Checkout) -> None:
    assert checkout.run().stdout.splitlines()[0] == "asked: --help"


def test_another_lock_makes_another_environment(checkout: Checkout) -> None:
    checkout.run("demo")
    left = checkout.venv / "left-from-before"
    left.write_text("")
    (checkout.place / "requirements.lock").write_text("# nothing, newly\n")
    assert "preparing" in checkout.run("demo").stderr
    assert not left.exists()
    assert checkout.run("demo").stderr == ""


def test_an_installation_that_was_cut_short_is_done_again(checkout: Checkout) -> None:
    checkout.run("demo")
    (checkout.venv / "requirements.stamp").unlink()
    (checkout.venv / "pyvenv.cfg").unlink()
    again = checkout.run("demo")
    assert "preparing" in again.stderr
    assert again.returncode == 7


def test_the_environment_lies_where_one_says(checkout: Checkout) -> None:
    elsewhere = checkout.place / "else" / "where"
    done = checkout.run("demo", settings={"STAFETT_VENV": str(elsewhere)})
    assert done.stdout.splitlines()[2] == f"prefix: {elsewhere}"
    assert not checkout.venv.exists()


def test_a_folder_somebody_else_filled_is_left_alone(checkout: Checkout) -> None:
    home = checkout.place / "home"
    home.mkdir()
    (home / "diary.txt").write_text("dear diary")
    done = checkout.run("demo", settings={"STAFETT_VENV": str(home)})
    assert done.returncode == 3
    assert "was not made by ./stafett" in done.stderr
    assert [path.name for path in home.iterdir()] == ["diary.txt"]


@root_only
def test_a_checkout_of_somebody_else_is_told_apart_and_a_way_out_named(
    checkout: Checkout, open_folder: Path
) -> None:
    visitor = replace(checkout, user=NOBODY, python=_python_for_nobody())
    done = visitor.run("demo")
    assert done.returncode == 3
    assert "STAFETT_VENV" in done.stderr
    assert "Traceback" not in done.stderr

    own = open_folder / "own-of-nobody"
    own.mkdir(exist_ok=True)
    os.chown(own, NOBODY, NOBODY)
    done = visitor.run("demo", settings={"STAFETT_VENV": str(own / "venv")})
    assert done.returncode == 7, done.stderr


def _python_for_nobody() -> str:
    for python in (sys.executable, "/usr/bin/python3"):
        ask = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            if subprocess.run(ask, check=False, user=NOBODY, cwd="/").returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip("no Python 3.11 that nobody may run")


def test_many_first_runs_at_once_make_one_whole_environment(checkout: Checkout) -> None:
    command, surroundings = checkout.command("demo")
    runs = [
        subprocess.Popen(
            command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    ends = [(*run.communicate(), run.returncode) for run in runs]
    assert [code for _, _, code in ends] == [7, 7, 7, 7]
    assert sum("preparing /" in said for _, said, _ in ends) == 1


def test_a_uv_that_fails_is_no_hindrance(checkout: Checkout) -> None:
    programs = checkout.place / "programs"
    programs.mkdir()
    (programs / "uv").write_text("#!/bin/sh\necho 'no such cache' >&2\nexit 2\n")
    (programs / "uv").chmod(0o755)
    done = replace(checkout, path=f"{programs}:{SYSTEM_PATH}").run("demo")
    assert done.returncode == 7, done.stderr
    assert "no such cache" in (checkout.venv / "install.log").read_text()


def test_a_package_that_does_not_match_its_hash_is_not_installed(checkout: Checkout) -> None:
    wheel = checkout.place / "evil-1.0-py3-none-any.whl"
    wheel.write_bytes(b"PK not a wheel at all")
    (checkout.place / "requirements.lock").write_text(f"evil==1.0 --hash=sha256:{'0' * 64}\n")
    settings = {
        "PIP_FIND_LINKS": str(checkout.place),
        "PIP_NO_INDEX": "1",
        "PIP_CONFIG_FILE": "/dev/null",
    }
    done = checkout.run("demo", settings=settings)
    assert done.returncode == 3
    assert "HASHES" in done.stderr
    assert str(checkout.venv / "install.log") in done.stderr
    assert "asked:" not in done.stdout


def test_a_lock_without_hashes_is_refused(checkout: Checkout) -> None:
    (checkout.place / "requirements.lock").write_text("typer==0.29.2\n")
    done = checkout.run("demo", settings={"PIP_NO_INDEX": "1"})
    assert done.returncode == 3
    assert "hash" in done.stderr.lower()


def test_an_older_python_is_told_so(checkout: Checkout) -> None:
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0);"
        f"runpy.run_path({str(checkout.place / 'stafett')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "stafett: Python 3.11 or newer is needed; this is 3.9.\n"


def _hiding(*modules: str) -> tuple[str, ...]:
    """Return a wrapper under which the system's Python has lost these modules.

    An empty folder is laid over each of them, in a namespace that only the wrapped command
    sees: what a Debian without the package looks like.
    """
    mounts = " && ".join(f"mount -t tmpfs none {module}" for module in modules)
    return ("unshare", "-m", "--propagation", "private", "sh", "-c", f'{mounts} && exec "$@"', "-")


def _system_python_parts() -> tuple[str, str]:
    """Return the folders of the system Python's ensurepip and pip, if both can be hidden."""
    ask = "import ensurepip, pip; print(ensurepip.__path__[0], pip.__path__[0])"
    try:
        said = subprocess.run(
            ["/usr/bin/python3", "-I", "-c", ask], capture_output=True, text=True, check=False
        ).stdout.split()
        allowed = subprocess.call([*_hiding("/mnt"), "true"], stderr=subprocess.DEVNULL) == 0
    except FileNotFoundError:
        said, allowed = [], False
    if len(said) != 2 or not allowed:
        pytest.skip("the system's Python lacks venv or pip, or namespaces are not allowed")
    return said[0], said[1]


@root_only
def test_without_python3_venv_the_systems_pip_serves(checkout: Checkout) -> None:
    ensurepip, _ = _system_python_parts()
    done = replace(checkout, python="/usr/bin/python3", wrapped_in=_hiding(ensurepip)).run("demo")
    assert done.returncode == 7, done.stderr


@root_only
def test_without_the_systems_pip_python3_venv_serves(checkout: Checkout) -> None:
    _, pip = _system_python_parts()
    done = replace(checkout, python="/usr/bin/python3", wrapped_in=_hiding(pip)).run("demo")
    assert done.returncode == 7, done.stderr


@root_only
def test_with_neither_one_line_says_what_to_install(checkout: Checkout) -> None:
    hidden = _hiding(*_system_python_parts())
    done = replace(checkout, python="/usr/bin/python3", wrapped_in=hidden).run("demo")
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].endswith("Run: apt install python3-venv")
    assert done.stdout == ""


# ---- with packages


@pytest.mark.cold
@pytest.mark.parametrize(
    ("without", "who"),
    [
        ("nothing", "root"),
        ("nothing", "nobody"),
        ("python3-venv", "nobody"),
        ("python3-pip", "root"),
    ],
)
def test_the_real_thing_is_installed_from_nothing(
    open_folder: Path, who: str, without: str
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become someone else")
    ensurepip, pip = _system_python_parts()
    place = open_folder / f"real-{who}-{without}"
    shutil.copytree(ROOT / "src", place / "src")
    shutil.copytree(ROOT / "migrations", place / "migrations")
    for name in ("stafett", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, place)
    _open_to_all(place)
    wrapped = {"nothing": (), "python3-venv": _hiding(ensurepip), "python3-pip": _hiding(pip)}
    become = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    if who == "nobody":
        for path in (place, *place.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    checkout = Checkout(
        place,
        python="/usr/bin/python3",
        wrapped_in=(*wrapped[without], *(become if who == "nobody" else ())),
    )
    cold = checkout.run("version")
    assert cold.returncode == 0, cold.stderr
    assert cold.stdout.startswith("stafett ")
    warm = checkout.run("version")
    assert (warm.stdout, warm.stderr) == (cold.stdout, "")
    assert checkout.run("test", "--version").returncode == 0
    assert checkout.run("version").stderr == "", "one environment serves both"
