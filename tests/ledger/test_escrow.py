"""The copy for the safe: two sheets that give the key together and nothing alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.ledger.data_key import Secret
from stafett.ledger.escrow import GROUPS, Share, ShareBroken, join, read_group, split
from stafett.ledger.roots import RootKey

KEY = RootKey.new()
ONE, OTHER = split(KEY)


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_two_shares_typed_from_paper_give_the_key(key_id: object, secret: bytes) -> None:
    key = RootKey(KEY.id, Secret(secret))
    one, other = (Share.read(share.groups()) for share in split(key))
    for joined in (join(one, other), join(other, one)):
        assert joined.id == key.id
        assert joined.secret.content == secret


def test_one_share_alone_is_chance() -> None:
    printings = [split(KEY) for _ in range(50)]
    for number in (0, 1):
        assert len({shares[number].half.content for shares in printings}) == 50
        assert KEY.secret.content not in {shares[number].half.content for shares in printings}


def test_a_share_is_twenty_groups_of_six_signs_that_are_hard_to_misread() -> None:
    groups = ONE.groups()
    assert [len(group) for group in groups] == [6] * GROUPS
    assert not set("".join(groups)) & set("ILOU")


def test_small_letters_and_the_usual_misreadings_are_forgiven() -> None:
    typed = [group.lower().replace("0", "o").replace("1", "l") for group in ONE.groups()]
    assert Share.read(typed) == ONE or Share.read(typed).half.content == ONE.half.content


def test_nearly_every_wrong_sign_is_found_in_its_group_and_every_one_in_the_end() -> None:
    groups, missed, tried = list(ONE.groups()), 0, 0
    for place, group in enumerate(groups):
        for at in range(6):
            wrong = group[:at] + ("7" if group[at] != "7" else "8") + group[at + 1 :]
            with pytest.raises(ShareBroken) as broken:
                Share.read([*groups[:place], wrong, *groups[place + 1 :]])
            tried += 1
            missed += f"group {place + 1} " not in str(broken.value)
    assert missed < tried * 0.25


def test_groups_in_the_wrong_order_are_noticed() -> None:
    groups = list(ONE.groups())
    groups[3], groups[4] = groups[4], groups[3]
    with pytest.raises(ShareBroken):
        Share.read(groups)


@pytest.mark.parametrize("group", ["", "12345", "1234567", "ABC!EF", "ÅÅÅÅÅÅ", "UUUUUU"])
def test_what_is_not_six_of_our_signs_is_no_group(group: str) -> None:
    with pytest.raises(ShareBroken, match="group 1 "):
        read_group(0, group)


def test_too_few_or_too_many_groups_are_no_share() -> None:
    for groups in (ONE.groups()[:-1], (*ONE.groups(), ONE.groups()[0]), ()):
        with pytest.raises(ShareBroken, match="20 groups"):
            Share.read(groups)


def test_a_share_with_a_number_that_does_not_exist_is_no_share() -> None:
    for number in (0, 3):
        strange = Share(number, KEY.id, Secret.new(), bytes(8))
        with pytest.raises(ShareBroken, match="together they are no share"):
            Share.read(strange.groups())


def test_the_same_share_twice_gives_nothing() -> None:
    with pytest.raises(ShareBroken, match="both are share 1"):
        join(ONE, ONE)


def test_shares_of_two_keys_or_two_printings_give_nothing() -> None:
    with pytest.raises(ShareBroken, match="two different root keys"):
        join(ONE, split(RootKey.new())[1])
    with pytest.raises(ShareBroken, match="two different printings"):
        join(ONE, split(KEY)[1])


def test_a_share_is_not_shown_by_accident() -> None:
    assert ONE.half.content.hex() not in repr(ONE)
    assert "Secret()" in repr(ONE)
