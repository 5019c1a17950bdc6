"""The client for asyncio."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from types import TracebackType
from typing import Any, Unpack

from ._handles import Handle, HandleTable, Place
from ._operations import (
    ContextStatistics,
    NewContextResult,
    Operations,
    ScriptBase,
    ScriptInfo,
    SupervisorStatistics,
    TemplateBase,
)
from ._options import (
    CallOptions,
    ContextOptions,
    LimitOptions,
    NewContextOptions,
    RunOptions,
    ScriptOptions,
    TemplateOptions,
)
from ._session import Callbacks, ConsoleEntry, Reconnect, Session, UnhandledRejection
from ._transports import Connector, StdioConnector, WebSocketConnector
from .values import undefined


class AsyncScriptFunction(Handle):
    """A function of a script. Call it, and await the call."""

    def __init__(
        self, operations: Operations, table: HandleTable, name: str, length: int, handle: str, place: Place
    ) -> None:
        super().__init__(table, handle, place)
        self._operations = operations
        self.name = name
        self.length = length

    def _encoded(self) -> dict[str, Any]:
        value = {"name": self.name, "length": self.length, "handle": self.handle}
        return {"$type": "function", "value": value}

    async def __call__(self, *arguments: Any) -> Any:
        return await self.call(undefined, *arguments)

    async def call(self, this: Any, *arguments: Any, **options: Unpack[CallOptions]) -> Any:
        """Calls it with a `this` and with the options of a run."""
        return await self._operations.call_function(self, arguments, this, options)

    async def release(self) -> None:
        """Lets go of it before this object is collected."""
        await self._operations.session.release(self)


class AsyncScriptPromise(Handle):
    """A promise of a script. Await it."""

    _kind = "promise"

    def __init__(self, operations: Operations, table: HandleTable, handle: str, place: Place) -> None:
        super().__init__(table, handle, place)
        self._operations = operations

    def __await__(self) -> Generator[Any, None, Any]:
        return self.result().__await__()

    async def result(self, **options: Unpack[CallOptions]) -> Any:
        """What it is fulfilled with. Raises ScriptError if it is rejected."""
        return await self._operations.await_promise(self, options)

    async def release(self) -> None:
        """Lets go of it before this object is collected."""
        await self._operations.session.release(self)


class AsyncScript(ScriptBase):
    """A script that the supervisor has compiled."""

    def __init__(self, client: AsyncClient, place: Place, info: ScriptInfo) -> None:
        super().__init__(place, info)
        self._client = client

    async def run_in_context(self, context: AsyncContext, **options: Unpack[CallOptions]) -> Any:
        return await self._client.run_in_context(self, context, **options)

    async def dispose(self) -> None:
        await self._client._operations.dispose_script(self)


class AsyncTemplate(TemplateBase):
    """A template: contexts made of it start as copies of what its scripts have set up."""

    def __init__(self, client: AsyncClient, place: Place, resolver: Any) -> None:
        super().__init__(place, resolver)
        self._client = client

    async def create_context(
        self, sandbox: Mapping[str, Any] | None = None, *, detached: bool = False, **options: Unpack[ContextOptions]
    ) -> AsyncContext:
        return await self._client.create_context(sandbox, template=self, detached=detached, **options)

    async def dispose(self) -> None:
        await self._client._operations.dispose_template(self)


class AsyncContext:
    """A context. As an async context manager, it is disposed of at the end."""

    def __init__(self, client: AsyncClient, place: Place) -> None:
        self._client = client
        self._place = place

    @property
    def id(self) -> str:
        assert self._place.id is not None
        return self._place.id

    async def run(self, code: str | AsyncScript, **options: Unpack[RunOptions]) -> Any:
        """`run_in_context` in this one."""
        return await self._client._operations.run_in_context(code, self._place, options)

    async def fork(self) -> AsyncContext:
        """An independent copy of the live state."""
        return AsyncContext(self._client, await self._client._operations.fork_context(self._place))

    async def get_sandbox(self, **options: Unpack[LimitOptions]) -> dict[str, Any]:
        return await self._client._operations.get_sandbox(self._place, options)

    async def set_sandbox(
        self,
        assign: Mapping[str, Any] | None = None,
        *,
        remove: Sequence[str] = (),
        **options: Unpack[LimitOptions],
    ) -> None:
        """All of it is done, or nothing."""
        await self._client._operations.set_sandbox(self._place, assign, remove, options)

    async def stats(self) -> ContextStatistics:
        return await self._client._operations.context_stats(self._place)

    async def is_alive(self) -> bool:
        return await self._client._operations.is_context(self._place)

    async def dispose(self) -> None:
        """Does not wait for runs: they end with DisposedError."""
        await self._client._operations.dispose_context(self._place)

    async def __aenter__(self) -> AsyncContext:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if await self.is_alive():
            await self.dispose()


class _AsyncFace:
    operations: Operations

    def make_function(self, table: HandleTable, name: str, length: int, handle: str, place: Place) -> Handle:
        return AsyncScriptFunction(self.operations, table, name, length, handle, place)

    def make_promise(self, table: HandleTable, handle: str, place: Place) -> Handle:
        return AsyncScriptPromise(self.operations, table, handle, place)

    async def run_host_function(self, function: Callable[..., Any], arguments: list[Any]) -> Any:
        return function(*arguments)


class AsyncClient:
    """Runs JavaScript in the contexts of a supervisor.

    Make one with `stdio` or `websocket`, and use it with `async with`.
    """

    def __init__(self, connector: Connector, callbacks: Callbacks, reconnect: Reconnect) -> None:
        face = _AsyncFace()
        self._session = Session(connector, face, callbacks, reconnect)
        self._operations = face.operations = Operations(self._session)

    @classmethod
    def stdio(
        cls,
        program: str = "isolates",
        arguments: Sequence[str] = (),
        *,
        env: Mapping[str, str] | None = None,
        console: Callable[[ConsoleEntry], None] | None = None,
        unhandled_rejection: Callable[[UnhandledRejection], None] | None = None,
    ) -> AsyncClient:
        """A client of an `isolates rpc` of its own.

        `arguments` are options of `isolates rpc`, as ["--max-workers", "8"].
        """
        callbacks = Callbacks(console, unhandled_rejection)
        return cls(StdioConnector(program, arguments, env), callbacks, Reconnect())

    @classmethod
    def websocket(
        cls,
        url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        reconnect: Reconnect | None = Reconnect(),
        console: Callable[[ConsoleEntry], None] | None = None,
        unhandled_rejection: Callable[[UnhandledRejection], None] | None = None,
        draining: Callable[[float], None] | None = None,
    ) -> AsyncClient:
        """A client of `isolates serve`.

        `url` is as ws://127.0.0.1:7433/v1/rpc, or unix:PATH. `draining` is told in how many milliseconds the service
        ends. With `reconnect=None`, the client ends with its connection.
        """
        connector = WebSocketConnector(url, token, headers or {}, reconnect is not None)
        return cls(connector, Callbacks(console, unhandled_rejection, draining), reconnect or Reconnect())

    async def open(self) -> None:
        """Starts the program, or connects. Raises UnavailableError."""
        await self._session.open()

    async def close(self) -> None:
        """Ends the connection, and all contexts that are not detached. What is in flight fails."""
        await self._session.close()

    async def __aenter__(self) -> AsyncClient:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def is_draining(self) -> bool:
        """Whether the service has said that it will end."""
        return self._session.is_draining

    async def create_context(
        self,
        sandbox: Mapping[str, Any] | None = None,
        *,
        template: AsyncTemplate | str | None = None,
        detached: bool = False,
        **options: Unpack[ContextOptions],
    ) -> AsyncContext:
        """A new context. A detached one outlives its connection (`isolates serve` only)."""
        return AsyncContext(self, await self._operations.create_context(sandbox, template, detached, options))

    def context(self, id: str) -> AsyncContext:
        """A detached context that was made elsewhere, by its id. Nothing is sent."""
        return AsyncContext(self, self._operations.attach(id))

    async def is_context(self, context: AsyncContext | str) -> bool:
        """Whether a context, or the id of one, is that of a live context."""
        place = Place(0, context) if isinstance(context, str) else context._place
        return await self._operations.is_context(place)

    async def run_in_context(
        self, code: str | AsyncScript, context: AsyncContext, **options: Unpack[RunOptions]
    ) -> Any:
        return await self._operations.run_in_context(code, context._place, options)

    async def run_in_new_context(
        self,
        code: str | AsyncScript,
        sandbox: Mapping[str, Any] | None = None,
        *,
        template: AsyncTemplate | str | None = None,
        **options: Unpack[NewContextOptions],
    ) -> NewContextResult:
        return await self._operations.run_in_new_context(code, sandbox, template, options)

    async def run_in_this_context(self, code: str | AsyncScript, **options: Unpack[RunOptions]) -> Any:
        """A run in the supervisor's one main context."""
        return await self._operations.run_in_this_context(code, options)

    async def create_script(self, code: str, **options: Unpack[ScriptOptions]) -> AsyncScript:
        """Compiles a script. Raises ScriptError if it does not compile."""
        return AsyncScript(self, *await self._operations.create_script(code, options))

    async def create_template(
        self,
        scripts: Sequence[str | Mapping[str, str]],
        sandbox: Mapping[str, Any] | None = None,
        *,
        warm_up: Sequence[str | Mapping[str, str]] = (),
        **options: Unpack[TemplateOptions],
    ) -> AsyncTemplate:
        """A template. A script is its text, or {"code": …, "filename": …}."""
        return AsyncTemplate(self, *await self._operations.create_template(scripts, sandbox, warm_up, options))

    async def stats(self) -> SupervisorStatistics:
        return await self._operations.stats()

    async def describe(self) -> dict[str, Any]:
        """What the supervisor is: its version, engine, methods and layers of containment."""
        return await self._operations.describe()
