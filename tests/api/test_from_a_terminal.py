"""Opening a book and serving it from a terminal, as whoever runs the installation does."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from stafett.api.demo_issuer import DemoIssuer

ISSUER = """
[[issuer]]
issuer = "https://login.example.no"
jwks_url = "https://login.example.no/jwks"
audience = "stafett"
algorithms = ["PS256"]
"""


@pytest.fixture(scope="module")
def data(open_folder: Path) -> Iterator[Path]:
    """A data folder of one's own, with a root key and whose log-ins to believe."""
    folder, shares = open_folder / "terminal", open_folder / "shares"
    shares.mkdir(mode=0o700)
    made = run(folder, "keys", "init", "--into", str(shares))
    assert made.returncode == 0, made.stderr
    (folder / "issuers.toml").write_text(ISSUER)
    yield folder
    shutil.rmtree(folder)


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    ours = {"STAFETT_DATA": str(data), "STAFETT_ALLOW_EMBEDDED": "1"}
    return kept | ours | {"PYTHONPATH": ":".join(sys.path)} | more


def run(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stafett", *words],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_book_is_opened_and_its_link_is_shown_once(data: Path) -> None:
    made = run(data, "book", "create", "--rules", "modum", "--name", "Modum kommune")

    assert made.returncode == 0, made.stderr
    book = re.search(r"^book  ([0-9a-f-]{36})$", made.stdout, re.MULTILINE)
    link = re.search(r"^link  (\S{43})$", made.stdout, re.MULTILINE)
    assert book
    assert link
    for file in data.rglob("*"):
        if file.is_file():
            assert link[1].encode() not in file.read_bytes(), file
    another = run(data, "book", "invite", book[1])
    assert re.search(r"^link  (\S{43})$", another.stdout, re.MULTILINE), another.stderr


def test_rules_that_nobody_has_are_asked_for_again(data: Path) -> None:
    asked = run(data, "book", "create", "--rules", "atlantis")

    assert asked.returncode == 2
    assert "modum" in asked.stderr


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_service_stands_open_until_it_is_told_to_stop(data: Path, ending: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "stafett", "serve", "--port", "0"],
        env=environment(data),
        stderr=subprocess.PIPE,
        text=True,
    ) as serving:
        assert serving.stderr is not None
        said: list[str] = []
        for line in serving.stderr:
            said.append(line)
            if "listening on" in line:
                break
        found = re.search(r"http://\S+", said[-1])
        assert found, "".join(said)
        with httpx2.Client(base_url=found[0], trust_env=False, timeout=30) as client:
            limits = Path(f"/proc/{serving.pid}/limits").read_text()
            assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)
            ready = client.get("/health/ready")
            assert ready.status_code == 200, ready.text
            token = DemoIssuer(found[0]).token("mother")
            asked = client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
            assert asked.status_code == 401
            assert client.get("/demo/issuer/jwks.json").status_code == 404
            assert client.get("/docs").status_code == 404
        serving.send_signal(ending)
        rest = serving.stderr.read()
        assert serving.wait(60) == 0, rest
    assert "set DATABASE_URL" in "".join(said)
    assert "Traceback" not in rest
    assert not list(data.rglob("postmaster.pid"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (ISSUER.replace("https://login.example.no/jwks", "http://login.example.no/jwks"), "https"),
        (ISSUER.replace('"https://login.example.no"', '"http://127.0.0.1:8080/demo"'), "https"),
        (ISSUER.replace("login.example.no/jwks", "localhost/jwks"), "demos"),
        (ISSUER.replace("PS256", "HS256"), "algorithms"),
        ("[[issuer]", "TOML"),
    ],
)
def test_real_use_refuses_whose_word_is_good_for_a_demo_only(
    data: Path, tmp_path: Path, text: str, word: str
) -> None:
    file = tmp_path / "issuers.toml"
    file.write_text(text)

    asked = run(data, "serve", "--port", "0", STAFETT_ISSUERS_FILE=str(file))

    assert asked.returncode == 3
    assert word in asked.stderr
    assert "Traceback" not in asked.stderr


def test_one_cluster_is_not_two(data: Path, fresh_databases: tuple[str, str]) -> None:
    addresses = {"DATABASE_URL": fresh_databases[0], "STAFETT_KEYSTORE_URL": fresh_databases[0]}
    root = str(data / "books" / "keys" / "root.key")

    asked = run(data, "serve", "--port", "0", STAFETT_ROOT_KEY_FILE=root, **addresses)

    assert asked.returncode == 3
    assert "same PostgreSQL cluster" in asked.stderr


def test_books_are_not_served_on_a_database_that_may_lose_them(
    data: Path, fresh_databases: tuple[str, str]
) -> None:
    addresses = dict(zip(("DATABASE_URL", "STAFETT_KEYSTORE_URL"), fresh_databases, strict=True))
    root = str(data / "books" / "keys" / "root.key")

    asked = run(data, "serve", "--port", "0", STAFETT_ROOT_KEY_FILE=root, **addresses)

    assert asked.returncode == 3
    assert "fsync: off; set fsync=on" in asked.stderr
    assert "the address itself: lets in a superuser" in asked.stderr
    assert "stafett doctor" in asked.stderr


def test_without_a_root_key_nothing_is_opened(tmp_path: Path) -> None:
    for words in (("serve", "--port", "0"), ("book", "create", "--rules", "modum")):
        asked = run(tmp_path, *words)
        assert asked.returncode == 3
        assert "keys init" in asked.stderr


def test_a_port_that_is_taken_is_told_so(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as another:
        taken = another.getsockname()[1]

        asked = run(data, "serve", "--port", str(taken))

    assert asked.returncode == 3
    assert f"nobody can listen at 127.0.0.1 port {taken} (Address already in use)" in asked.stderr
    assert "Traceback" not in asked.stderr


@pytest.mark.parametrize("command", [("serve",), ("demo", "--exit")])
def test_a_port_that_no_machine_has_is_asked_for_again(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    asked = run(tmp_path, *command, "--port", "65536")

    assert asked.returncode == 2
    assert "65535" in asked.stderr
    assert not list(tmp_path.iterdir())
