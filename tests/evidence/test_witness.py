"""A witness signs that a log has only grown, and nothing else (C2SP tlog-witness)."""

import pytest

from stafett.evidence.checkpoint import Checkpoint, Cosigner, LogSigner, believed, signed_at
from stafett.evidence.growing import Growing, consistency_onwards
from stafett.evidence.note import Note, signature
from stafett.evidence.proof import ConsistencyProof
from stafett.evidence.tree import leaf_hash
from stafett.evidence.witness import Answer, look, origin_of, watched

ORIGIN = "stafett.example/book/event/2026"
LOG = LogSigner(ORIGIN, bytes(range(32)))
HAND = Cosigner("witness.example/w1", bytes(range(1, 33)))
WATCHED = watched(LOG.keys)
LEAVES = [leaf_hash(bytes([number])) for number in range(20)]
NOW = 1_790_000_000


def tree(size: int) -> Growing:
    growing = Growing()
    growing.extend(LEAVES[:size])
    return growing


def checkpoint(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, tree(size).root())


def handed_in(old: int, size: int, *, by: LogSigner = LOG) -> ConsistencyProof:
    path = consistency_onwards(tree(old), LEAVES[old:size])
    return ConsistencyProof(old, path, by.sign(checkpoint(size), NOW))


def asked(proof: ConsistencyProof, last: Checkpoint | None = None) -> Answer:
    return look(proof.written(), WATCHED, last, HAND, NOW)


@pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 7), (3, 7), (8, 16), (7, 7), (15, 16)])
def test_what_continues_the_last_it_signed_is_signed(old: int, size: int) -> None:
    proof = handed_in(old, size)
    answer = asked(proof, checkpoint(old) if old else None)
    assert (answer.status, answer.signed) == (200, checkpoint(size))
    theirs = signature(answer.body.removesuffix("\n"))
    whole = Note(proof.checkpoint.text, (*proof.checkpoint.signatures, theirs))
    assert believed(whole, (*LOG.keys, HAND.key)) == checkpoint(size)
    assert signed_at(whole, HAND.key) == NOW


def test_one_who_comes_with_another_size_is_told_which_it_was() -> None:
    answer = asked(handed_in(3, 7), checkpoint(5))
    assert (answer.status, answer.body, answer.kind) == (409, "5\n", "text/x.tlog.size")
    assert asked(handed_in(3, 7)).body == "0\n"


def test_a_fork_is_not_signed() -> None:
    other = Checkpoint(ORIGIN, 7, tree(8).root())
    assert asked(handed_in(7, 7), other).status == 409
    assert asked(handed_in(3, 7), Checkpoint(ORIGIN, 3, tree(4).root())).status == 422


def test_a_path_that_does_not_lead_there_is_not_signed() -> None:
    proof = handed_in(3, 7)
    assert asked(proof._replace(path=proof.path[1:]), checkpoint(3)).status == 422
    assert asked(handed_in(0, 7)._replace(path=(bytes(32),))).status == 422


def test_who_grows_shorter_or_is_not_watched_or_not_known_is_turned_away() -> None:
    assert asked(handed_in(0, 3)._replace(old=4), checkpoint(4)).status == 400
    stranger = LogSigner("stafett.example/other", bytes(32))
    elsewhere = Checkpoint("stafett.example/other", 1, LEAVES[0])
    proof = ConsistencyProof(0, (), stranger.sign(elsewhere, NOW))
    assert asked(proof).status == 404
    assert asked(handed_in(0, 3, by=LogSigner(ORIGIN, bytes(32)))).status == 403
    one_only = handed_in(0, 3)
    half = Note(one_only.checkpoint.text, one_only.checkpoint.signatures[:1])
    assert asked(one_only._replace(checkpoint=half)).status == 403
    assert look("nothing", WATCHED, None, HAND, NOW).status == 400
    more = LOG.sign(checkpoint(3), NOW)
    extended = Note(more.text + "more\n", more.signatures)
    assert asked(ConsistencyProof(0, (), extended)).status == 400


def test_signatures_of_others_do_not_disturb_it() -> None:
    proof = handed_in(0, 3)
    other = Cosigner("another.example", bytes(32)).sign(checkpoint(3), NOW)
    note = Note(proof.checkpoint.text, (*proof.checkpoint.signatures, other))
    assert asked(proof._replace(checkpoint=note)).status == 200


def test_which_log_is_asked_about_is_told_before_it_is_read() -> None:
    assert origin_of(handed_in(3, 7).written()) == ORIGIN
    assert origin_of("nothing") == ""


def test_the_hand_does_not_show_its_key() -> None:
    assert repr(HAND) == "Cosigner('witness.example/w1')"
