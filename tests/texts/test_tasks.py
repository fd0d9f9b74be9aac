"""What somebody does in a follow-up is there for everybody to read, when no leader has said it."""

from stafett.api.showing import ShownTask
from stafett.domain.team import Task, TaskKind
from stafett.texts import LANGUAGES, sentences


def test_each_task_can_be_read_in_every_language_and_none_is_left_over() -> None:
    said = sentences("tasks")
    assert said.keys() == {kind.name for kind in TaskKind} - {TaskKind.IN_OWN_WORDS.name}
    for read in said.values():
        assert set(read) == set(LANGUAGES)
        assert all(text.strip() for text in read.values())


def test_a_leaders_own_words_are_shown_as_they_are_and_codes_in_each_language() -> None:
    own = ShownTask.model_validate(Task(TaskKind.IN_OWN_WORDS, "hjelper i klassen"))
    assert own.model_dump(mode="json") == {
        "kind": "IN_OWN_WORDS",
        "words": "hjelper i klassen",
        "says": {},
    }
    carries = ShownTask.model_validate(Task(TaskKind.CARRIES_BATON))
    assert carries.model_dump(mode="json") == {
        "kind": "CARRIES_BATON",
        "words": "",
        "says": dict(sentences("tasks")["CARRIES_BATON"]),
    }
