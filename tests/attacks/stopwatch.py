"""A patient eavesdropper with a stopwatch, in a process of its own that nothing else disturbs.

Asks the same few questions again and again on one connection, in an order nobody can foresee, and
tells how many nanoseconds each answer took and what it was. Reads what to do from standard input.
"""

import asyncio
import json
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter_ns
from urllib.parse import urlsplit

_BUSY = b"HTTP/1.1 503 "
"""Too much to do to say anything: ask again."""


@dataclass(frozen=True)
class Timed:
    """How long the answers to one question took, in nanoseconds, and each way it was answered."""

    took: Sequence[int]
    answers: frozenset[str]


async def timed(base: str, questions: Mapping[str, str], rounds: int) -> dict[str, Timed]:
    """Have each of the questions asked so many times, interleaved.

    Args:
        base: Where the service is.
        questions: Whole requests, by what they are called.
        rounds: How often each is asked.

    """
    parts = urlsplit(base)
    wanted = {"host": parts.hostname, "port": parts.port, "rounds": rounds, "questions": questions}
    asked = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await asked.communicate(json.dumps(wanted).encode())
    assert asked.returncode == 0
    heard = json.loads(out)
    return {name: Timed(one["took"], frozenset(one["answers"])) for name, one in heard.items()}


def _ask(line: socket.socket, question: bytes) -> tuple[int, bytes]:
    began = perf_counter_ns()
    line.sendall(question)
    heard = line.recv(65536)
    took = perf_counter_ns() - began
    while b"\r\n\r\n" not in heard:
        heard += line.recv(65536)
    head, _, body = heard.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(65536)
    return took, head + b"\r\n\r\n" + body


def _without_names(answer: bytes) -> str:
    """Return an answer without what is never twice the same: Date, Request-Id and traceId."""
    kept = [
        one
        for one in answer.split(b"\r\n")
        if not one.lower().startswith((b"date:", b"request-id:", b"ratelimit"))
    ]
    head, trace, rest = b"\r\n".join(kept).partition(b'"traceId": "')
    return (head + trace + rest[32 * bool(trace) :]).decode()


def _main() -> None:
    wanted = json.load(sys.stdin)
    questions = {name: said.encode() for name, said in wanted["questions"].items()}
    took: dict[str, list[int]] = {name: [] for name in questions}
    answers: dict[str, set[str]] = {name: set() for name in questions}
    order = list(questions) * wanted["rounds"]
    Random(20261122).shuffle(order)
    with socket.create_connection((wanted["host"], wanted["port"])) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for name in (*questions, *order):
            nanoseconds, answer = _ask(line, questions[name])
            while answer.startswith(_BUSY):
                nanoseconds, answer = _ask(line, questions[name])
            answers[name].add(_without_names(answer))
            took[name].append(nanoseconds)
    told = {name: {"took": took[name][1:], "answers": sorted(answers[name])} for name in questions}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    _main()
