"""The numbers an outsider can check their own sealing against: docs/sealing-vectors.json.

Everything follows from counting: the bytes of message *i* are drawn with SHA-256 from *i* and a
word. Run as a program, it writes the file anew; a test compares file and program.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from stafett.evidence.line_header import LineHeader, sealed_hash
from stafett.ledger.attachment import PieceContext
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.padding import pad
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import Context, LineContext, RowContext, close, place
from stafett.ledger.wrapping import book_key_context, data_key_context, tenant_key_context

FILE: Final = Path(__file__).parents[2] / "docs" / "sealing-vectors.json"
SHOWN: Final = 50
COUNTED: Final = 10_000
_FIRST_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)


def drawn(index: int, word: str, length: int = 32) -> bytes:
    """Return *length* bytes for message *index*: SHA-256 over index, counter and word, joined."""
    blocks = (
        sha256(index.to_bytes(8) + counter.to_bytes(8) + word.encode()).digest()
        for counter in range(-(-length // 32))
    )
    return b"".join(blocks)[:length]


def _uuid(index: int, word: str) -> UUID:
    return UUID(bytes=drawn(index, word, 16))


def context(index: int) -> tuple[dict[str, object], Context]:
    """Return where message *index* belongs: by its remainder by three a line, a row, a piece."""
    tenant = _uuid(index, "tenant")
    if index % 3 == 0:
        line = LineContext(
            tenant,
            "journal" if index % 2 else "event",
            _uuid(index, "stream"),
            index + 1,
            _uuid(index, "event"),
            drawn(index, "previous"),
        )
        return {
            "kind": "line",
            "tenant": str(tenant),
            "ledger": line.ledger,
            "purpose": line.purpose,
            "stream": str(line.stream),
            "version": line.version,
            "event": str(line.event_id),
            "previous": line.previous.hex(),
        }, line
    if index % 3 == 1:
        row = RowContext(tenant, f"projection:{index}", drawn(index, "row", index % 50))
        return {
            "kind": "row",
            "tenant": str(tenant),
            "purpose": row.purpose,
            "row": row.row.hex(),
        }, row
    piece = PieceContext(
        tenant, _uuid(index, "attachment"), index, index % 2 == 0, drawn(index, "previous")
    )
    return {
        "kind": "piece",
        "tenant": str(tenant),
        "attachment": str(piece.attachment),
        "number": piece.number,
        "last": piece.last,
        "previous": piece.previous.hex(),
    }, piece


def plain(index: int) -> bytes:
    """Return the text of message *index*: one in ten up to 5 999 bytes, the others below 300."""
    return drawn(index, "plain", index * 131 % 6000 if index % 10 == 0 else index * 7 % 300)


def key(index: int) -> DataKey:
    """Return the key of message *index*."""
    return DataKey(_uuid(index, "key id"), Secret(drawn(index, "key")))


def sealed(index: int) -> bytes:
    """Return message *index* sealed, with its salt drawn like all the rest."""
    used = key(index)
    return close(
        used.secret,
        place(used.id, context(index)[1]),
        pad(plain(index)),
        salt=drawn(index, "salt"),
    )


def _vector(index: int) -> dict[str, object]:
    written, where = context(index)
    vector: dict[str, object] = {
        "key": drawn(index, "key").hex(),
        "key_id": str(key(index).id),
        "salt": drawn(index, "salt").hex(),
        "context": written,
        "context_bytes": place(key(index).id, where).hex(),
        "plain": plain(index).hex(),
        "sealed": sealed(index).hex(),
    }
    if isinstance(where, LineContext):
        at = _FIRST_DAY + timedelta(seconds=index, microseconds=index)
        header = LineHeader(
            where.tenant,
            where.ledger,
            where.stream,
            where.version,
            where.event_id,
            at,
            key(index).id,
            where.previous,
            sealed_hash(sealed(index)),
        )
        vector["at"] = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        vector["leaf"] = header.leaf().hex()
    return vector


def _closed(above: bytes, context: bytes, word: str) -> str:
    """Return the key drawn for a word, closed under another for its place."""
    return close(Secret(above), context, drawn(0, word), salt=drawn(0, f"salt of {word}")).hex()


def keys() -> dict[str, object]:
    """Return one book's keys, each closed under the one above, and tags made with them."""
    tenant, root_id, version = _uuid(0, "book"), _uuid(0, "root id"), 3
    root, above = drawn(0, "root"), drawn(0, "tenant key")
    own = {purpose: drawn(0, f"{purpose} key") for purpose in ("index", "signing", "people")}
    book = BookKeys(
        tenant,
        {version: Secret(above)},
        Secret(own["index"]),
        Secret(own["signing"]),
        {2: Secret(own["people"])},
        {},
        Secret(own["signing"]),
    )
    scope = Scope(_uuid(0, "stream"), "own", _uuid(0, "unit"))
    data_id, tag = _uuid(0, "data key id"), book.scope_tag(scope)
    said = {"national-number": b"01814712345", "open-logg": drawn(0, "child", 16)}
    return {
        "tenant": str(tenant),
        "root": {"id": str(root_id), "version": 2, "key": root.hex()},
        "tenant_key": {
            "version": version,
            "wrapped": _closed(root, tenant_key_context(tenant, version, root_id, 2), "tenant key"),
        },
        "book_keys": [
            {
                "purpose": purpose,
                "version": 2,
                "wrapped": _closed(
                    above, book_key_context(tenant, purpose, 2, version), f"{purpose} key"
                ),
                "key": key.hex(),
            }
            for purpose, key in own.items()
        ],
        "scope": {"stream": str(scope.stream), "kind": scope.kind, "unit": str(scope.unit)},
        "data_key": {
            "id": str(data_id),
            "version": 4,
            "scope_tag": tag.hex(),
            "wrapped": _closed(
                above, data_key_context(tenant, tag, data_id, 4, version), "data key"
            ),
            "key": drawn(0, "data key").hex(),
        },
        "claims": [
            {"kind": kind, "value": value.hex(), "tag": book.claim_tags(kind, value)[0].hex()}
            for kind, value in said.items()
        ],
    }


def shown() -> Iterator[int]:
    """Yield the numbers of the messages that stand in the file in full."""
    yield from range(SHOWN - 6)
    yield from (310, 620, 2190, 5999, 7777, COUNTED - 1)


def vectors() -> dict[str, object]:
    """Return what stands in the file."""
    counted = sha256()
    for index in range(COUNTED):
        counted.update(sealed(index))
    return {
        "suite": 1,
        "keys": keys(),
        "vectors": [{"index": index, **_vector(index)} for index in shown()],
        "counted": {"messages": COUNTED, "sha256": counted.hexdigest()},
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
