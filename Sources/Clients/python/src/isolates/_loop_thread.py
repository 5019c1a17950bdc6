"""The event loop on which a plain client's conversation happens, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from .errors import ClientClosedError

T = TypeVar("T")


class LoopThread:
    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        return self._loop is not None

    def start(self) -> None:
        if self._loop is not None:
            return
        self._loop = asyncio.new_event_loop()
        # It must not keep the program from ending.
        self._thread = threading.Thread(target=self._loop.run_forever, name="isolates", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        self._loop = None
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Does some work on the loop, and waits for it. Where that is interrupted (Ctrl-C), the work is cancelled."""
        if self._loop is None:
            work.close()
            raise ClientClosedError("the client is not open: open it, or use it in a with")
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError(
                "a callback or coroutine function of a plain client can't wait for the client: only its plain host "
                "functions can; or use AsyncClient"
            )
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise


async def call_in_thread(function: Callable[..., Any], arguments: list[Any]) -> Any:
    """Calls a plain function in a thread of its own: it may wait for the client, to any depth."""
    if inspect.iscoroutinefunction(function):
        return function(*arguments)
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Any] = loop.create_future()
    context = contextvars.copy_context()

    def settle(result: Any, error: BaseException | None) -> None:
        if outcome.done():
            return
        if error is None:
            outcome.set_result(result)
        else:
            # A future takes no StopIteration, and what ends a thread is none of the loop's business.
            is_ordinary = isinstance(error, Exception) and not isinstance(error, StopIteration)
            outcome.set_exception(error if is_ordinary else RuntimeError(f"{type(error).__name__}: {error}"))

    def work() -> None:
        result: Any = None
        failure: BaseException | None = None
        try:
            result = context.run(function, *arguments)
        except BaseException as error:
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:
            # The client was closed meanwhile: nobody waits for this any more.
            return

    threading.Thread(target=work, name="isolates host function", daemon=True).start()
    return await outcome
