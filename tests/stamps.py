"""A time stamping authority of our own, made with `openssl ts` (RFC 3161)."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

CONFIGURATION = """
[ req ]
distinguished_name = name
prompt = no
x509_extensions = stamps
[ name ]
CN = A test authority
[ stamps ]
extendedKeyUsage = critical, timeStamping
[ tsa ]
default_tsa = ours
[ ours ]
serial = {folder}/serial
signer_cert = {folder}/cert.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


@dataclass
class Authority:
    """A time stamping authority that answers over HTTP, and how to check what it said."""

    folder: Path
    url: str

    def holds(self, file: Path, stamp: Path) -> bool:
        """Does openssl believe the stamp over the file?"""
        done = openssl(
            "ts", "-verify", "-data", file, "-in", stamp, "-CAfile", self.folder / "cert.pem"
        )
        return b"Verification: OK" in done.stdout


def openssl(*words: str | Path, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        ["openssl", *map(str, words)], input=given, capture_output=True, check=False
    )


@contextmanager
def an_authority(folder: Path) -> Iterator[Authority]:
    """Open one that keeps its keys in a folder, and close it again."""
    told = folder / "openssl.cnf"
    told.write_text(CONFIGURATION.format(folder=folder), encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    made = openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "30", "-config", told, "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = folder / f"{uuid4()}.tsq"
            asked.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            done = openssl("ts", "-reply", "-queryfile", asked, "-config", told)
            self.send_response(200)
            self.send_header("Content-Length", str(len(done.stdout)))
            self.end_headers()
            self.wfile.write(done.stdout)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        yield Authority(folder, f"http://127.0.0.1:{server.server_address[1]}/")
        server.shutdown()
        serving.join()
