"""What is secret is compared in constant time, so that how long a no takes tells nothing of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "stafett"
SECRET = re.compile(
    r"secret|token|password|\bpin\b|mac$|hmac|commitment|verifier|thumbprint|signature|nonce|^ath$"
    r"|\blink\b|fits|fingerprint|okm|wrapped",
    re.IGNORECASE,
)
"""Names of what nobody may guess bit by bit, or of what is made of it."""

PUBLIC = {
    ("domain/fitting_level.py", "fits.level == here"),
    ("evidence/bundle.py", "last_line(lines, digest, signature) == written"),
    ("evidence/time_stamp.py", "token.count(one) == 1"),
    ("ledger/shred_register.py", "_written(what, signature) == line"),
}
"""Compared as they are, since everybody may know both sides: bundles and registers that whoever
checks has before them, and two things that only share a name with secrets."""


def _names(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.Constant(value=str() as said):
                yield said
            case _:
                pass


def compared(code: str) -> Iterator[str]:
    """Give every comparison for equality in which something has the name of a secret."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        if all(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops) and any(
            SECRET.search(name) for side in sides for name in _names(side)
        ):
            yield ast.unparse(node)


def _length_only(said: str) -> bool:
    return said.startswith("len(")


def test_everything_secret_is_compared_in_constant_time() -> None:
    found = {
        (str(file.relative_to(SOURCE)), said)
        for file in sorted(SOURCE.rglob("*.py"))
        for said in compared(file.read_text(encoding="utf-8"))
        if not _length_only(said)
    }
    assert found - PUBLIC == set()
    assert PUBLIC - found == set()


def test_a_secret_that_is_compared_as_it_is_would_be_noticed() -> None:
    for line in (
        "if token == expected: pass",
        "ok = self.secret != other",
        "claims.get('ath') != hashed(said)",
        "invitation.link != command.link",
        "hmac(key, said) == theirs",
    ):
        assert list(compared(line))
    for line in ("compare_digest(token, expected)", "here == there", "token is None"):
        assert not list(compared(line))
