"""Functions and promises of scripts, which the supervisor keeps until they are released."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable
from typing import Any


class Place:
    """Where handles and host functions live: a context, a template, or the context of one run in a new one."""

    _last = 0

    def __init__(
        self, generation: int, identifier: str | None = None, detached: bool = False, group: Place | None = None
    ) -> None:
        Place._last += 1
        self.number = Place._last
        # The number of the connection on which it was made.
        self.generation = generation
        self.id = identifier
        self.detached = detached
        # Where the requests are counted. Contexts of runs in new ones share a place for that: nobody says their ids, and
        # so it can't be told which request a call of theirs belongs to.
        self.group: Place = group or self
        self.in_flight = 0
        # How many functions and promises of it there are here.
        self.handles = 0


class Handle:
    """The base of functions and promises of scripts."""

    _kind = "function"

    def __init__(self, table: HandleTable, handle: str, place: Place) -> None:
        self._table = table
        self._handle = handle
        self._place = place
        # How often it is to be released: the supervisor counts how often it told of it unasked.
        self._owed = 1
        self._is_released = False

    @property
    def handle(self) -> str:
        """Its name between client and supervisor."""
        return self._handle

    def _encoded(self) -> dict[str, Any]:
        return {"$type": self._kind, "value": {"handle": self._handle}}

    def __del__(self) -> None:
        if not self._is_released:
            self._table.dropped(self._handle, self._owed, self._place)


class HandleTable:
    """One object for each handle, and those whose object is gone and that are still to be released."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._alive: weakref.WeakValueDictionary[str, Handle] = weakref.WeakValueDictionary()
        # From finalizers, which run on any thread and at any time.
        self._arrivals: deque[tuple[str, int, Place]] = deque()
        self._dropped: dict[str, tuple[int, Place]] = {}

    def dropped(self, handle: str, owed: int, place: Place) -> None:
        self._arrivals.append((handle, owed, place))
        self._wake()

    def get(self, handle: str, is_told: bool, place: Place, make: Callable[[], Handle]) -> Handle:
        """The object of a handle that came.

        `is_told` says that it came unasked, in a call or a notification.
        """
        self._sort()
        known = self._alive.get(handle)
        if known is not None and not known._is_released:
            known._owed += is_told
            return known
        owed, before = self._dropped.pop(handle, (0, None))
        if before is not None:
            before.handles -= 1
        made = make()
        place.handles += 1
        made._owed = max(1, owed + (is_told and owed > 0))
        self._alive[handle] = made
        return made

    def forget(self, handle: Handle) -> None:
        handle._is_released = True
        handle._place.handles -= 1
        self._alive.pop(handle._handle, None)

    def take_releasable(self) -> list[tuple[str, Place]]:
        """The handles to release, each as often as it is owed.

        Those of a place where a request is in flight stay: its answer may hold them again.
        """
        self._sort()
        taken: list[tuple[str, Place]] = []
        for handle, (owed, place) in list(self._dropped.items()):
            if place.group.in_flight == 0:
                del self._dropped[handle]
                place.handles -= 1
                taken += [(handle, place)] * owed
        return taken

    def clear(self) -> None:
        self._alive.clear()
        self._arrivals.clear()
        self._dropped.clear()

    def _sort(self) -> None:
        while self._arrivals:
            handle, owed, place = self._arrivals.popleft()
            before, _ = self._dropped.get(handle, (0, place))
            self._dropped[handle] = (before + owed, place)
