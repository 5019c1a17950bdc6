"""The conversation with a supervisor: requests, what it asks for, the end of a connection and the next one."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ._handles import Handle, HandleTable, Place
from ._host import HostCall, HostFunctions, serve
from ._json import parse
from ._options import ModuleRequest, Resolver
from ._transports import Connector, Transport
from .errors import (
    ClientClosedError,
    ConnectionLostError,
    DisposedError,
    IsolatesError,
    ScriptError,
    UnavailableError,
    error_from,
)
from .values import JSError, decode, encode, undefined

_log = logging.getLogger("isolates")

# Calls of host functions that may be open at once; more are answered with an error.
_MOST_OPEN_CALLS = 10_000

# What undoes a request whose caller is gone when its answer comes: the method, and the member that names what was made.
_UNDOING = {
    "createContext": ("disposeContext", "context"),
    "forkContext": ("disposeContext", "context"),
    "createScript": ("disposeScript", "script"),
    "createTemplate": ("disposeTemplate", "template"),
}


@dataclass(frozen=True)
class Reconnect:
    """How a WebSocket that was lost is connected again.

    The delays (seconds) double from `first_delay` to `longest_delay`, and are shortened at random by up to a half.
    Requests that are made meanwhile wait for at most `patience` seconds.
    """

    first_delay: float = 0.1
    longest_delay: float = 10.0
    patience: float = 30.0


@dataclass(frozen=True)
class ConsoleEntry:
    """What a script wrote. `text` is what Node would print, `level` is log, info, warn, error or debug."""

    context: str
    level: str
    args: list[Any]
    text: str


@dataclass(frozen=True)
class UnhandledRejection:
    """A promise that was rejected and that nothing handled by the end of the run."""

    context: str
    value: Any


@dataclass
class Callbacks:
    """What is called when the supervisor tells something. Each is called in order, and must not wait."""

    console: Callable[[ConsoleEntry], None] | None = None
    unhandled_rejection: Callable[[UnhandledRejection], None] | None = None
    draining: Callable[[float], None] | None = None


class Face(Protocol):
    """What differs between the plain client and the one for asyncio."""

    def make_function(self, table: HandleTable, name: str, length: int, handle: str, place: Place) -> Handle: ...

    def make_promise(self, table: HandleTable, handle: str, place: Place) -> Handle: ...

    async def run_host_function(self, function: Callable[..., Any], arguments: list[Any]) -> Any: ...


@dataclass
class _Pending:
    method: str
    place: Place
    future: asyncio.Future[Any]
    is_abandoned: bool = False


@dataclass
class _Owner:
    """Functions and promises of one message."""

    session: Session
    place: Place
    is_told: bool = False

    def host_function(self, function: Callable[..., Any]) -> dict[str, Any]:
        return self.session.functions.add(function, self.place.number)

    def script_function(self, name: str, length: int, handle: str) -> Handle:
        table = self.session.handles
        return table.get(
            handle,
            self.is_told,
            self.place,
            lambda: self.session.face.make_function(table, name, length, handle, self.place),
        )

    def script_promise(self, handle: str) -> Handle:
        table = self.session.handles
        return table.get(
            handle, self.is_told, self.place, lambda: self.session.face.make_promise(table, handle, self.place)
        )

    def handle_of(self, value: Any) -> dict[str, Any] | None:
        if not isinstance(value, Handle):
            return None
        self.session.check_handle(value)
        return value._encoded()


@dataclass
class Session:
    """One client's conversation. All of it happens on one event loop."""

    connector: Connector
    face: Face
    callbacks: Callbacks
    reconnect: Reconnect
    functions: HostFunctions = field(default_factory=HostFunctions)
    # The number of the connection: what was made on an earlier one is gone, unless it is detached.
    generation: int = 0
    is_draining: bool = False

    def __post_init__(self) -> None:
        self.handles = HandleTable(self._wake)
        self.main = Place(0)
        self.loose = Place(0)
        self._transport: Transport | None = None
        self._end: IsolatesError | None = ClientClosedError("the client is not open: open it, or use it in a with")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connected = asyncio.Event()
        self._sending = asyncio.Lock()
        self._pending: dict[int, _Pending] = {}
        self._last_id = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls: set[asyncio.Task[None]] = set()
        self._reader: asyncio.Task[None] | None = None
        self._contexts: dict[str, Place] = {}
        self._resolvers: dict[str, Resolver] = {}
        # Resolvers of contexts whose ids are not known yet, with how many runs and templates have them.
        self._loose_resolvers: dict[Resolver, int] = {}
        self._last_failure = ""
        # Runs in new contexts that are over, whose contexts may be there still.
        self._over: list[Place] = []

    # The connection

    async def open(self) -> None:
        if self._transport is not None:
            return
        self._loop = asyncio.get_running_loop()
        transport = await self.connector.connect()
        self._end = None
        self._begin(transport)

    def _begin(self, transport: Transport) -> None:
        self.generation += 1
        self.is_draining = False
        self.main = Place(self.generation)
        self.loose = Place(self.generation)
        self._transport = transport
        self._connected.set()
        self._reader = self._start(self._read(transport))

    def _start(self, work: Coroutine[Any, Any, None], calls: bool = False) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        tasks = self._calls if calls else self._tasks
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return task

    async def close(self) -> None:
        """Ends the connection. What is in flight fails."""
        if isinstance(self._end, ClientClosedError):
            return
        self._end = ClientClosedError("the client was closed")
        transport = self._transport
        self._lose("the client was closed")
        self._connected.set()
        tasks = [task for task in (*self._tasks, *self._calls) if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        # The transport has one reader at a time.
        await asyncio.gather(*tasks, return_exceptions=True)
        if transport is not None:
            await transport.close()

    async def _read(self, transport: Transport) -> None:
        why = ""
        try:
            while (text := await transport.receive()) is not None:
                self._receive(text)
        except Exception as error:
            # Whatever a malformed message makes fail: nobody would be answered any more.
            why = f"{error!r} when a message was read: "
        if transport is not self._transport:
            return
        self._transport = None
        # Nothing more is read of it, and so nothing more is sent; it may take a moment to say how it ended.
        self._connected.clear()
        self._lose(f"{why}{await transport.close()}")
        if self._end is None and self.connector.reconnects:
            self._start(self._connect_again())

    def _lose(self, why: str) -> None:
        """The connection is gone, and what was in flight on it with it."""
        self._transport = None
        self._connected.clear()
        self._last_failure = why
        if self._end is None and not self.connector.reconnects:
            self._end = ConnectionLostError(why, may_have_run=False)
            self._connected.set()
        pending, self._pending = self._pending, {}
        for request in pending.values():
            request.place.group.in_flight -= 1
            if not request.future.done():
                request.future.set_exception(
                    ConnectionLostError(f"{why}. This request was in flight: it may have run", may_have_run=True)
                )
                # Nobody may be waiting any more.
                request.future.exception()
        for task in list(self._calls):
            task.cancel()
        self.handles.clear()
        self.functions.clear()
        self._contexts = {key: place for key, place in self._contexts.items() if place.detached}
        self._resolvers.clear()
        self._loose_resolvers.clear()
        self._over.clear()

    async def _connect_again(self) -> None:
        delay = self.reconnect.first_delay
        while self._end is None:
            await asyncio.sleep(delay * random.uniform(0.5, 1))
            delay = min(delay * 2, self.reconnect.longest_delay)
            try:
                transport = await self.connector.connect()
            except UnavailableError as error:
                self._last_failure = error.message
                continue
            if self._end is not None:
                await transport.close()
                return
            self._begin(transport)
            return

    async def ready(self) -> Transport:
        """The transport, when there is one: waits for a connection that is being made again."""
        if self._transport is None and self._end is None:
            try:
                async with asyncio.timeout(self.reconnect.patience):
                    while self._transport is None and self._end is None:
                        await self._connected.wait()
            except TimeoutError:
                raise ConnectionLostError(
                    f"the connection was not there again within {self.reconnect.patience:g} s "
                    f"({self._last_failure}). This request was not sent",
                    may_have_run=False,
                ) from None
        if self._end is not None:
            raise type(self._end)(*self._end_arguments())
        assert self._transport is not None
        return self._transport

    def _end_arguments(self) -> tuple[Any, ...]:
        """For an error of its own for each who gets it: an error holds a traceback."""
        assert self._end is not None
        if isinstance(self._end, ConnectionLostError):
            return (f"{self._end.message}. This request was not sent", False)
        return (self._end.message,)

    # Requests

    async def request(
        self, method: str, place: Place, plain: Mapping[str, Any], values: Mapping[str, Any] | None = None
    ) -> Any:
        """Sends a request once, and returns its result with its values decoded.

        Where this is cancelled, the request is cancelled at the supervisor, too.
        """
        transport = await self.ready()
        self.check(place)
        self._last_id += 1
        identifier = self._last_id
        message = self._message(identifier, method, place, plain, values or {})
        pending = _Pending(method, place, asyncio.get_running_loop().create_future())
        async with self._sending:
            if transport is not self._transport:
                raise ConnectionLostError(f"{self._last_failure}. This request was not sent", may_have_run=False)
            self._pending[identifier] = pending
            place.group.in_flight += 1
            try:
                await transport.send(message)
            except OSError as error:
                self._break(transport, error)
            except asyncio.CancelledError:
                self._abandon(identifier)
                raise
        try:
            return await pending.future
        except asyncio.CancelledError:
            self._abandon(identifier)
            raise

    def _message(
        self, identifier: int, method: str, place: Place, plain: Mapping[str, Any], values: Mapping[str, Any]
    ) -> str:
        first_id = 1
        members = [f"{json.dumps(name)}:{json.dumps(value)}" for name, value in plain.items()]
        for name, value in values.items():
            text, first_id = encode(value, _Owner(self, place), first_id)
            members.append(f"{json.dumps(name)}:{text}")
        return f'{{"jsonrpc":"2.0","id":{identifier},"method":"{method}","params":{{{",".join(members)}}}}}'

    def _break(self, transport: Transport, error: OSError) -> None:
        """Sending failed: the reader learns of the end, too, and says more about it, unless it does not."""
        _log.debug("sending failed: %s", error)

        async def end() -> None:
            await asyncio.sleep(1)
            if transport is self._transport and self._reader is not None:
                self._reader.cancel()
                await asyncio.wait([self._reader])
                self._lose(str(error) or type(error).__name__)
                await transport.close()
                if self._end is None:
                    await self._connect_again()

        self._start(end())

    def _abandon(self, identifier: int) -> None:
        pending = self._pending.get(identifier)
        if pending is None or pending.is_abandoned:
            return
        pending.is_abandoned = True
        if self._transport is not None and pending.method != "cancel":
            self.post("cancel", {"id": identifier}, pending.place)

    def post(self, method: str, parameters: Mapping[str, Any], place: Place) -> None:
        """Sends a request whose outcome nobody waits for."""

        async def send() -> None:
            try:
                await self.request(method, place, parameters)
            except IsolatesError as error:
                _log.debug("%s: %s", method, error)

        self._start(send())

    def check(self, place: Place) -> None:
        """Raises DisposedError for what was lost with an earlier connection."""
        if place.generation not in (0, self.generation) and not place.detached:
            raise DisposedError(
                f"{place.id or 'what this names'} was lost with its connection: only detached contexts outlive one",
                {"kind": "disposed", "reason": "connection"},
            )

    def check_handle(self, handle: Handle) -> None:
        if handle._is_released:
            raise DisposedError("this handle was released", {"kind": "disposed", "reason": "released"})
        if handle._place.generation != self.generation or handle._table is not self.handles:
            raise DisposedError(
                "this handle belongs to another connection", {"kind": "disposed", "reason": "connection"}
            )

    async def release(self, handle: Handle) -> None:
        """Lets go of a handle. Does nothing if it is gone."""
        if handle._is_released:
            return
        owed = handle._owed
        self.handles.forget(handle)
        if handle._place.generation != self.generation:
            return
        for _ in range(owed):
            try:
                await self.request("releaseFunction", handle._place, {"handle": handle.handle})
            except (DisposedError, ConnectionLostError):
                return

    def _wake(self) -> None:
        """A handle's object is gone. Called on any thread."""
        loop = self._loop
        if loop is not None and self._transport is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(self._release_dropped)
            except RuntimeError:
                # The loop was closed in between: nothing is to be released any more.
                return

    def _release_dropped(self) -> None:
        if self._transport is None:
            return
        for handle, place in self.handles.take_releasable():
            if place.generation == self.generation:
                # Of no place, so that it keeps nothing else from being released.
                self.post("releaseFunction", {"handle": handle}, Place(self.generation))
        self._leave_new_contexts()

    def end_new_context(self, place: Place) -> None:
        """A run in a new context is over. The context is there, and may call, as long as there are handles of it."""
        self._over.append(place)
        self._leave_new_contexts()

    def _leave_new_contexts(self) -> None:
        if self.loose.handles > 0:
            return
        for place in self._over:
            if place.handles == 0:
                self.functions.leave(place.number)
        self._over = [place for place in self._over if place.handles > 0]

    # What comes

    def _receive(self, text: str) -> None:
        message = parse(text)
        if not isinstance(message, dict):
            raise ValueError("a message came that is no object")
        if "method" in message:
            self._asked(message)
        else:
            self._answered(message)

    def _answered(self, message: dict[str, Any]) -> None:
        identifier = message.get("id")
        pending = self._pending.pop(identifier, None) if isinstance(identifier, int) else None
        if pending is None:
            _log.warning("an answer came that belongs to no request: %.200s", message)
            return
        pending.place.group.in_flight -= 1
        owner = _Owner(self, pending.place)
        if "error" in message:
            outcome: Any = self._error(message["error"], owner)
        else:
            outcome = message.get("result")
            if isinstance(outcome, dict):
                for name in ("result", "sandbox"):
                    if name in outcome:
                        outcome[name] = decode(outcome[name], owner)
                if "sandboxError" in outcome:
                    outcome["sandboxError"] = self._error(outcome["sandboxError"], owner)
        if pending.is_abandoned or pending.future.done():
            self._undo(pending, outcome)
        elif isinstance(outcome, IsolatesError):
            pending.future.set_exception(outcome)
        else:
            pending.future.set_result(outcome)
        self._release_dropped()

    def _undo(self, pending: _Pending, outcome: Any) -> None:
        """Disposes of what a request made that nobody waits for any more."""
        method, member = _UNDOING.get(pending.method, ("", ""))
        if method and isinstance(outcome, dict):
            self.post(method, {member: outcome[member]}, Place(self.generation))

    def _error(self, error: Any, owner: _Owner) -> IsolatesError:
        data = error.get("data")
        data = dict(data) if isinstance(data, dict) else {}
        if "value" in data:
            data["value"] = decode(data["value"], owner)
        return error_from(error["code"], error["message"], data)

    def _asked(self, message: dict[str, Any]) -> None:
        parameters = message.get("params") or {}
        match message["method"]:
            case "callFunction":
                self._serve(message["id"], self._call, parameters)
            case "resolveModule":
                self._serve(message["id"], self._resolve, parameters)
            case "console":
                args = decode(parameters["args"], _Owner(self, self._place(parameters["context"]), is_told=True))
                entry = ConsoleEntry(parameters["context"], parameters["level"], args, parameters["text"])
                self._tell(self.callbacks.console, entry)
            case "unhandledRejection":
                value = decode(parameters["value"], _Owner(self, self._place(parameters["context"]), is_told=True))
                self._tell(self.callbacks.unhandled_rejection, UnhandledRejection(parameters["context"], value))
            case "draining":
                self.is_draining = True
                self._tell(self.callbacks.draining, parameters["deadline"])
            case method if "id" in message:
                self._start(self._refuse(message["id"], f"this client has no method {method}"))

    def _tell(self, callback: Callable[[Any], None] | None, value: Any) -> None:
        if callback is None:
            return
        try:
            callback(value)
        except Exception:
            _log.exception("a callback of the client failed")

    def _place(self, context: str) -> Place:
        """That of a context, which may be one of a run in a new context."""
        return self._contexts.get(context) or self.loose

    def know(self, place: Place, resolver: Resolver | None = None) -> None:
        """Takes note of a context."""
        assert place.id is not None
        self._contexts[place.id] = place
        if resolver is not None:
            self._resolvers[place.id] = resolver

    def forget(self, place: Place) -> None:
        """A context is gone."""
        if place.id is not None:
            self._contexts.pop(place.id, None)
            self._resolvers.pop(place.id, None)
        self.functions.leave(place.number)

    def fork(self, place: Place, copy: Place) -> None:
        self.functions.copy(place.number, copy.number)
        self.know(copy, self._resolvers.get(place.id or ""))

    # Host functions and modules

    def _serve(
        self, identifier: int, work: Callable[[dict[str, Any], _Owner], Awaitable[str]], parameters: dict[str, Any]
    ) -> None:
        if len(self._calls) >= _MOST_OPEN_CALLS:
            self._start(self._refuse(identifier, f"{_MOST_OPEN_CALLS} calls of the client's functions are open"))
            return
        # In turn with what else comes: the handles in it are known before the next message is read.
        owner = _Owner(self, self._place(parameters["context"]), is_told=True)
        for name in ("this", "args"):
            if name in parameters:
                parameters[name] = decode(parameters[name], owner)
        self._start(self._answer(identifier, work, parameters, owner), calls=True)

    async def _answer(
        self,
        identifier: int,
        work: Callable[[dict[str, Any], _Owner], Awaitable[str]],
        parameters: dict[str, Any],
        owner: _Owner,
    ) -> None:
        transport = self._transport
        try:
            answer = f'"result":{await work(parameters, owner)}'
        except Exception as error:
            answer = f'"error":{self._failure(error, owner)}'
        await self._send_answer(transport, f'{{"jsonrpc":"2.0","id":{identifier},{answer}}}')

    async def _refuse(self, identifier: int, message: str) -> None:
        error = json.dumps({"code": -32000, "message": message})
        await self._send_answer(self._transport, f'{{"jsonrpc":"2.0","id":{identifier},"error":{error}}}')

    async def _send_answer(self, transport: Transport | None, text: str) -> None:
        async with self._sending:
            if transport is None or transport is not self._transport:
                return
            try:
                await transport.send(text)
            except OSError as error:
                self._break(transport, error)

    def _failure(self, error: Exception, owner: _Owner) -> str:
        """The error with which a script's call ends."""
        message = json.dumps(str(error) or type(error).__name__)
        thrown = error.data.get("value", undefined) if isinstance(error, ScriptError) else error
        if isinstance(error, (JSError, ScriptError)):
            try:
                value, _ = encode(thrown, owner)
                return f'{{"code":1,"message":{message},"data":{{"value":{value}}}}}'
            except (TypeError, ValueError, IsolatesError) as reason:
                message = json.dumps(f"{error} (what was thrown can't cross: {reason})")
        return f'{{"code":1,"message":{message}}}'

    async def _call(self, parameters: dict[str, Any], owner: _Owner) -> str:
        function = self.functions[parameters["function"]]
        if function is None:
            raise LookupError("the client has let go of this function")
        call = HostCall(parameters["context"], parameters.get("this", undefined))
        result = await serve(function, parameters["args"], call, self.face.run_host_function)
        if result is undefined:
            return "{}"
        text, _ = encode(result, owner)
        return f'{{"result":{text}}}'

    async def _resolve(self, parameters: dict[str, Any], owner: _Owner) -> str:
        request = ModuleRequest(
            context=parameters["context"],
            specifier=parameters["specifier"],
            referrer=parameters.get("referrer", ""),
            attributes=parameters.get("attributes", {}),
        )
        resolver = self._resolver(request["context"])
        result = await self.face.run_host_function(resolver, [request])
        if isinstance(result, Awaitable):
            result = await result
        if isinstance(result, str):
            result = {"id": request["specifier"], "source": result}
        text, _ = encode(result, owner)
        return text

    def _resolver(self, context: str) -> Resolver:
        """The resolver of a context; for a run in a new context, whose id nobody has said, the only one there is."""
        known = self._resolvers.get(context)
        if known is not None:
            return known
        if len(self._loose_resolvers) != 1:
            raise LookupError(
                "runs in new contexts with different resolvers are under way, and it can't be told which one asks: "
                "give them one resolver, or make contexts for them"
                if self._loose_resolvers
                else "the client has let go of this context's resolver"
            )
        return next(iter(self._loose_resolvers))

    def hold_resolver(self, resolver: Resolver) -> None:
        self._loose_resolvers[resolver] = self._loose_resolvers.get(resolver, 0) + 1

    def drop_resolver(self, resolver: Resolver) -> None:
        count = self._loose_resolvers.get(resolver, 0) - 1
        if count > 0:
            self._loose_resolvers[resolver] = count
        else:
            self._loose_resolvers.pop(resolver, None)
