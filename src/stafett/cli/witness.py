"""Keep watch over logs of others: a small process for another machine, another town.

It needs no database and no keys of theirs. It listens for checkpoints and signs those that
continue the last one it signed (C2SP tlog-witness). What it signed lies in its folder.
"""

import hashlib
import os
import secrets
import signal
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Final

import typer

from stafett.evidence.checkpoint import Checkpoint, Cosigner
from stafett.evidence.note import NotANote
from stafett.evidence.verifier_key import NotAKey, VerifierKey
from stafett.evidence.witness import Answer, look, origin_of, watched

KEY: Final = "witness.key"
LOGS: Final = "logs"
LONGEST: Final = 1 << 17
"""Bytes of a request at most."""
SLOWEST: Final = 10.0
"""Seconds somebody has to say what they want."""
_SEED: Final = 32


def witness(
    folder: Annotated[Path, typer.Option(help="Where its key and what it signed lie.")],
    name: Annotated[str, typer.Option(help="Its name in signatures, such as its host name.")],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any.")] = 8090,
) -> None:
    """Watch over logs: sign what they come to, and nothing that does not continue it.

    The file `logs` in its folder holds the keys of those it watches, one a line, as `stafett
    evidence checkpoint` shows them. Put a proxy with TLS in front.
    """
    desk = Desk(folder, name)
    typer.echo(f"key {desk.hand.key.written()}")

    class Asked(_Asked):
        at = desk

    with ThreadingHTTPServer((host, port), Asked) as server:
        server.daemon_threads = True
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda *_: threading.Thread(target=server.shutdown).start())
        typer.echo(f"listening on http://{host}:{server.server_address[1]}", err=True)
        server.serve_forever(poll_interval=0.2)


class Desk:
    """The witness's key, the logs it watches, and what it has signed of each."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self.hand: Final = Cosigner(name, _seed(folder / KEY))

    def asked(self, body: str) -> Answer:
        """Answer a request, one at a time: what is signed is on disk before it is handed out."""
        with self._lock:
            file = self._folder / f"{hashlib.sha256(origin_of(body).encode()).hexdigest()}.signed"
            try:
                last = Checkpoint.read(file.read_text(encoding="utf-8")) if file.exists() else None
                keys = self._watched()
            except (NotANote, NotAKey, ValueError, OSError):
                return Answer(HTTPStatus.SERVICE_UNAVAILABLE, "What was signed cannot be read.\n")
            answer = look(body, watched(keys), last, self.hand, int(time.time()))
            if answer.signed is not None:
                _keep(file, answer.signed.text().encode())
            return answer

    def _watched(self) -> list[VerifierKey]:
        file = self._folder / LOGS
        if not file.exists():
            return []
        return [
            VerifierKey.read(line) for line in file.read_text(encoding="utf-8").split("\n") if line
        ]


class _Asked(BaseHTTPRequestHandler):
    """One request to the witness."""

    at: Desk
    timeout = SLOWEST
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take in a checkpoint (``/add-checkpoint``)."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self._say(Answer(404, "There is nothing here.\n"))
        elif not length.isascii() or not length.isdigit() or int(length) > LONGEST:
            self._say(Answer(413, "Say how long it is, and keep it short.\n"))
        else:
            body = self.rfile.read(int(length))
            try:
                self._say(self.at.asked(body.decode()))
            except UnicodeDecodeError:
                self._say(Answer(400, "This is not text.\n"))

    def _say(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        if answer.status in (404, 413):
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Say nothing of what runs here."""
        return "witness"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Write nothing: who asks when is nobody's business."""


def _seed(file: Path) -> bytes:
    """Return the secret the witness's key follows from, made when it is first needed."""
    if not file.exists():
        _keep(file, secrets.token_bytes(_SEED))
    seed = file.read_bytes()
    if len(seed) != _SEED or file.stat().st_mode & 0o077:
        typer.echo(f"stafett: {file} must hold 32 bytes, for its owner alone.", err=True)
        raise typer.Exit(3)
    return seed


def _keep(file: Path, content: bytes) -> None:
    """Write a file anew, durably, for its owner alone."""
    beside = file.with_name(f".{file.name}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
