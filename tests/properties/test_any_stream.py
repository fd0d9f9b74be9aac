"""Whatever anybody asks of a concern, a person or a municipality: facts or a spoken no."""

import pytest
from hypothesis import settings

from tests.properties.any_command import of
from tests.properties.any_stream import Concerns, Municipalities, Persons
from tests.properties.sequences import COMMANDS

_SHORT = settings(
    max_examples=60, stateful_step_count=40, derandomize=True, deadline=None, database=None
)
TestConcerns = Concerns.TestCase
TestConcerns.settings = _SHORT
TestPersons = Persons.TestCase
TestPersons.settings = _SHORT
TestMunicipalities = Municipalities.TestCase
TestMunicipalities.settings = _SHORT


@pytest.mark.parametrize("command", sorted(COMMANDS, key=str))
def test_every_command_is_played_with_values_of_its_own_types(command: type) -> None:
    of(command).validate()
