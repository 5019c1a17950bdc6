"""Functions of this program that scripts may call."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from .values import undefined


@dataclass(frozen=True)
class HostFunction:
    """A function of this program for a script, where its defaults are not what is wanted.

    With `is_async`, a script that calls it gets a promise at once; otherwise the script waits for what it returns.
    By default coroutine functions are async, and other functions are not.
    """

    function: Callable[..., Any]
    name: str | None = None
    is_async: bool | None = None

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments)

    @property
    def gives_promise(self) -> bool:
        return inspect.iscoroutinefunction(self.function) if self.is_async is None else self.is_async


@dataclass(frozen=True)
class HostCall:
    """A call of a host function: the id of the context that calls, and the call's `this`."""

    context: str
    this: Any = undefined


_current: ContextVar[HostCall] = ContextVar("isolates.host_call")


def host_call() -> HostCall:
    """The call that the running host function serves. Raises LookupError outside of one."""
    return _current.get()


class HostFunctions:
    """The functions that the supervisor knows by their ids, and the places where they were put."""

    def __init__(self) -> None:
        self._functions: dict[str, HostFunction] = {}
        self._ids: dict[Any, str] = {}
        self._places: dict[str, set[int]] = {}
        self._last = 0

    def __getitem__(self, identifier: str) -> HostFunction | None:
        return self._functions.get(identifier)

    def __len__(self) -> int:
        return len(self._functions)

    def add(self, function: Callable[..., Any], place: int) -> dict[str, Any]:
        """Keeps a function as long as one of its places is there. Returns its encoding."""
        key = _key(function)
        identifier = self._ids.get(key)
        if identifier is None:
            self._last += 1
            identifier = self._ids[key] = f"client{self._last}"
            self._functions[identifier] = (
                function if isinstance(function, HostFunction) else HostFunction(function)
            )
            self._places[identifier] = set()
        self._places[identifier].add(place)
        kept = self._functions[identifier]
        value = {"name": kept.name or getattr(kept.function, "__name__", ""), "handle": identifier}
        encoded: dict[str, Any] = {"$type": "function", "value": value}
        return {**encoded, "async": True} if kept.gives_promise else encoded

    def copy(self, place: int, other: int) -> None:
        """What is in one place is in another, too."""
        for places in self._places.values():
            if place in places:
                places.add(other)

    def leave(self, place: int) -> None:
        """A place is gone, and with it the functions that are nowhere else."""
        for identifier, places in list(self._places.items()):
            places.discard(place)
            if not places:
                del self._places[identifier]
                del self._functions[identifier]
                self._ids = {key: known for key, known in self._ids.items() if known != identifier}

    def clear(self) -> None:
        self._functions.clear()
        self._ids.clear()
        self._places.clear()


def _key(function: Callable[..., Any]) -> Any:
    """What tells functions apart: bound methods are new objects each time, and equal."""
    try:
        hash(function)
    except TypeError:
        return id(function)
    return function


async def serve(
    function: HostFunction, arguments: list[Any], call: HostCall, run: Callable[..., Any]
) -> Any:
    """Calls a function, by `run`, and awaits what it returns if it can be awaited."""
    token = _current.set(call)
    try:
        result = await run(function.function, arguments)
        return await result if inspect.isawaitable(result) else result
    finally:
        _current.reset(token)
