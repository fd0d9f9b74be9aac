"""A transit engine as Vault's and OpenBao's documentation has it, over real HTTP, for tests."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Refused(Exception):  # noqa: N818
    """The engine says no, with a status."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status, self.says = status, says


class Engine:
    """Keys by name, each a row of versions. ``sealed`` and ``garbled``: how it may be unwell."""

    def __init__(self, token: str) -> None:
        self.token, self.sealed, self.garbled = token, False, False
        self.url = ""
        self.asked: list[str] = []
        self._keys: dict[str, dict[str, Any]] = {}

    def answer(self, method: str, path: str, token: str, said: dict[str, Any]) -> Any:
        """Return what is answered to a question, or raise Refused."""
        self.asked.append(f"{method} {path}")
        if self.sealed:
            raise Refused(503, "Vault is sealed")
        if token != self.token:
            raise Refused(403, "permission denied")
        what, _, rest = path.removeprefix("/v1/transit/").partition("/")
        name, _, verb = rest.partition("/")
        if method == "POST" and what == "keys" and not verb:
            self._keys.setdefault(name, {"versions": {1: os.urandom(32)}, "least": 1, "kept": 0})
            return self._told(name)
        if name not in self._keys:
            raise Refused(404 if what == "keys" else 400, "encryption key not found")
        if what == "keys":
            return self._key(name, verb, said) if method == "POST" else self._told(name)
        return {"encrypt": self._encrypt, "decrypt": self._decrypt}[what](self._keys[name], said)

    def _told(self, name: str) -> dict[str, Any]:
        key = self._keys[name]
        return {
            "type": "aes256-gcm96",
            "keys": {str(version): 1760000000 for version in key["versions"]},
            "latest_version": max(key["versions"]),
            "min_decryption_version": key["least"],
            "min_encryption_version": 0,
            "min_available_version": key["kept"],
        }

    def _key(self, name: str, verb: str, said: dict[str, Any]) -> dict[str, Any]:
        key = self._keys[name]
        if verb == "rotate":
            key["versions"][max(key["versions"]) + 1] = os.urandom(32)
        elif verb == "config":
            key["least"] = said["min_decryption_version"]
        elif verb == "trim":
            if said["min_available_version"] > key["least"]:
                raise Refused(400, "minimum available version should be no more")
            key["kept"] = said["min_available_version"]
            for version in [one for one in key["versions"] if one < key["kept"]]:
                del key["versions"][version]
        return self._told(name)

    def _encrypt(self, key: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
        version = said.get("key_version") or max(key["versions"])
        if version not in key["versions"]:
            raise Refused(400, "requested version for encryption is higher than the latest")
        nonce = os.urandom(12)
        plain, with_it = (
            base64.b64decode(said[one], validate=True) for one in ("plaintext", "associated_data")
        )
        closed = nonce + AESGCM(key["versions"][version]).encrypt(nonce, plain, with_it)
        return {
            "ciphertext": f"vault:v{version}:{base64.b64encode(closed).decode()}",
            "key_version": version,
        }

    def _decrypt(self, key: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
        _, version, closed = said["ciphertext"].split(":")
        number = int(version.removeprefix("v"))
        if number < key["least"] or number not in key["versions"]:
            raise Refused(400, "ciphertext or signature version is disallowed by policy (too old)")
        body = base64.b64decode(closed)
        try:
            plain = AESGCM(key["versions"][number]).decrypt(
                body[:12], body[12:], base64.b64decode(said["associated_data"], validate=True)
            )
        except (InvalidTag, ValueError):
            raise Refused(400, "cipher: message authentication failed") from None
        return {"plaintext": base64.b64encode(plain).decode()}


@contextmanager
def an_engine(token: str) -> Iterator[Engine]:
    """Open a transit engine on a port of this machine."""
    engine = Engine(token)

    class Desk(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            said = json.loads(self.rfile.read(length) or b"{}")
            asked_by = self.headers.get("X-Vault-Token") or ""
            try:
                told = {"data": engine.answer(self.command, self.path, asked_by, said)}
                status = 200
            except Refused as refused:
                told, status = {"errors": [refused.says]}, refused.status
            content = b"{not json" if engine.garbled else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    engine.url = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield engine
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
