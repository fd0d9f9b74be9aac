"""Sealing as others can write it again: fixed numbers, and a second implementation."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.sealing import unseal
from tests.ledger import sealing_vectors

PEER = Path(__file__).with_name("sealing_peer.mjs")


@pytest.fixture(scope="module")
def file() -> dict[str, Any]:
    written: dict[str, Any] = json.loads(sealing_vectors.FILE.read_text(encoding="utf-8"))
    return written


def test_what_we_seal_today_is_what_stands_in_the_file(file: dict[str, Any]) -> None:
    assert sealing_vectors.vectors() == file


def test_every_message_in_the_file_opens(file: dict[str, Any]) -> None:
    for vector in file["vectors"]:
        key_bytes, sealed = bytes.fromhex(vector["key"]), bytes.fromhex(vector["sealed"])
        used = sealing_vectors.key(vector["index"])
        key = DataKey(used.id, Secret(key_bytes))
        opened = unseal(key, sealing_vectors.context(vector["index"])[1], sealed)
        assert opened.hex() == vector["plain"]


def test_the_file_shows_fifty_messages_of_every_kind(file: dict[str, Any]) -> None:
    kinds = [vector["context"]["kind"] for vector in file["vectors"]]
    assert len(kinds) == 50
    assert set(kinds) == {"line", "row", "piece"}
    assert file["counted"]["messages"] == 10_000


def test_a_second_implementation_agrees_on_all_of_it() -> None:
    if (node := shutil.which("node")) is None:
        if os.environ.get("CI") == "true":
            pytest.fail("node is missing, and here the second implementation must run")
        pytest.skip("node is not installed, so the second implementation of sealing cannot run")
    answer = subprocess.run(
        [node, str(PEER), str(sealing_vectors.FILE)], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    seen = json.loads(answer.stdout)
    assert seen == {
        "opened": 50,
        "sealed": 50,
        "leaves": 17,
        "refused": 300,
        "asked_to_refuse": 300,
        "keys": True,
        "counted": True,
    }
