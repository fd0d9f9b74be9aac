"""The library's own tests for a recorder, run against our sealed book."""

from abc import ABC
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar
from uuid import uuid4

import pytest
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from stafett.ledger.book import open_ledger
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.recorder import AsyncRecorder, open_recorder
from stafett.ledger.recorder_face import Recorder, recorder_on_a_loop_of_its_own
from stafett.ledger.roots import LocalRoot, RootKey
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role


@asynccontextmanager
async def _new_book(events_url: str, keystore_url: str) -> AsyncIterator[AsyncRecorder]:
    """A recorder for a book made for the purpose, with keys of its own."""
    keys = await open_pool(as_role(keystore_url, Role.KEYSTORE))
    keystore = Keystore(keys, LocalRoot(RootKey.new(), "a test"))
    keyring = Keyring(keystore)
    tenant = uuid4()
    try:
        async with open_ledger(events_url, keystore, keyring, hands=1) as ledger:
            await ledger.create_book(tenant, uuid4())
        async with open_recorder(events_url, keyring, tenant) as recorder:
            yield recorder
    finally:
        await keys.close()


class _OnOurBook(ABC):
    # The library counts from 0 or from 1, as the recorder wishes; ours from 0.
    INITIAL_VERSION = 0
    databases: ClassVar[tuple[str, str]]

    def create_recorder(self) -> Recorder:
        opened = recorder_on_a_loop_of_its_own(lambda: _new_book(*self.databases))
        recorder = opened.__enter__()
        self.addCleanup(opened.__exit__, None, None, None)  # type: ignore[attr-defined]
        return recorder


@pytest.fixture(autouse=True, scope="module")
def _two_databases(fresh_databases: tuple[str, str]) -> None:
    _OnOurBook.databases = fresh_databases


class TestApplicationRecorder(_OnOurBook, ApplicationRecorderTestCase[Recorder]):
    def test_insert_subscribe(self) -> None:
        super().optional_test_insert_subscribe()


class TestNonInterleavingNotificationIDs(_OnOurBook, NonInterleavingNotificationIDsBaseCase):
    pass
