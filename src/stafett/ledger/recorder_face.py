"""The same recorder for those who cannot wait asynchronously: threads, as the library has them.

An event loop runs in a thread of its own, and each call is handed over to it.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from threading import Thread
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    ListenNotifySubscription,
    Notification,
    StoredEvent,
)

from stafett.ledger.recorder import AsyncRecorder

Found = TypeVar("Found")


class Recorder(ApplicationRecorder):
    """The library's application recorder over an `AsyncRecorder` that lives on another loop."""

    def __init__(self, recorder: AsyncRecorder, loop: asyncio.AbstractEventLoop) -> None:
        self._recorder = recorder
        self._loop = loop

    def _wait_for(self, asked: Coroutine[Any, Any, Found]) -> Found:
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result()

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """Write events, all or none, and return their positions."""
        return self._wait_for(self._recorder.insert_events(stored_events))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return a stream's events, after one version and up to another."""
        stream = originator_id if isinstance(originator_id, UUID) else UUID(originator_id)
        return self._wait_for(
            self._recorder.select_events(stream, gt=gt, lte=lte, desc=desc, limit=limit)
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return notifications in order of position, only of these topics if any are named."""
        return self._wait_for(
            self._recorder.select_notifications(
                start, limit, stop, topics, inclusive_of_start=inclusive_of_start
            )
        )

    def max_notification_id(self) -> int | None:
        """Return the position of the last line; ``None`` when there is none."""
        return self._wait_for(self._recorder.max_notification_id())

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "Subscription":
        """Return an iterator that gives what is there, then waits for what comes."""
        return Subscription(self, gt, topics)

    def call_when_woken(self, call: Callable[[], None]) -> "asyncio.Task[None]":
        """Call something, from the loop's thread, whenever there may be something new."""

        async def listen() -> None:
            while True:
                await self._recorder.woken()
                call()

        async def begin() -> "asyncio.Task[None]":
            return asyncio.create_task(listen())

        return self._wait_for(begin())

    def stop_calling(self, listening: "asyncio.Task[None]") -> None:
        """End what `call_when_woken` began."""

        async def end() -> None:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening

        self._wait_for(end())


class Subscription(ListenNotifySubscription[Recorder]):
    """Follows a book: the hint wakes it, looking is what finds."""

    def __init__(
        self, recorder: Recorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder, gt, topics)
        self._listening = recorder.call_when_woken(self._has_been_notified.set)

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        """Stop following, and let go of what it followed with."""
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._recorder.stop_calling(self._listening)


@contextmanager
def recorder_on_a_loop_of_its_own(
    opened: Callable[[], AbstractAsyncContextManager[AsyncRecorder]],
) -> Iterator[Recorder]:
    """Give the recorder that *opened* opens, running in a thread of its own until the end."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    recording = opened()
    try:
        recorder = asyncio.run_coroutine_threadsafe(recording.__aenter__(), loop).result()
        try:
            yield Recorder(recorder, loop)
        finally:
            asyncio.run_coroutine_threadsafe(recording.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
