"""The plain client, whose methods wait."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, TypeVar, Unpack

from ._handles import Handle, HandleTable, Place
from ._loop_thread import LoopThread, call_in_thread
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

T = TypeVar("T")


class Wait(Protocol):
    """Does some work on the client's event loop, and waits for it."""

    def __call__(self, work: Coroutine[Any, Any, T]) -> T: ...


class ScriptFunction(Handle):
    """A function of a script. Call it."""

    def __init__(
        self,
        wait: Wait,
        operations: Operations,
        table: HandleTable,
        name: str,
        length: int,
        handle: str,
        place: Place,
    ) -> None:
        super().__init__(table, handle, place)
        self._wait = wait
        self._operations = operations
        self.name = name
        self.length = length

    def _encoded(self) -> dict[str, Any]:
        value = {"name": self.name, "length": self.length, "handle": self.handle}
        return {"$type": "function", "value": value}

    def __call__(self, *arguments: Any) -> Any:
        return self.call(undefined, *arguments)

    def call(self, this: Any, *arguments: Any, **options: Unpack[CallOptions]) -> Any:
        """Calls it with a `this` and with the options of a run."""
        return self._wait(self._operations.call_function(self, arguments, this, options))

    def release(self) -> None:
        """Lets go of it before this object is collected."""
        self._wait(self._operations.session.release(self))


class ScriptPromise(Handle):
    """A promise of a script."""

    _kind = "promise"

    def __init__(self, wait: Wait, operations: Operations, table: HandleTable, handle: str, place: Place) -> None:
        super().__init__(table, handle, place)
        self._wait = wait
        self._operations = operations

    def result(self, **options: Unpack[CallOptions]) -> Any:
        """Waits, and returns what it is fulfilled with. Raises ScriptError if it is rejected."""
        return self._wait(self._operations.await_promise(self, options))

    def release(self) -> None:
        """Lets go of it before this object is collected."""
        self._wait(self._operations.session.release(self))


class Script(ScriptBase):
    """A script that the supervisor has compiled."""

    def __init__(self, client: Client, place: Place, info: ScriptInfo) -> None:
        super().__init__(place, info)
        self._client = client

    def run_in_context(self, context: Context, **options: Unpack[CallOptions]) -> Any:
        return self._client.run_in_context(self, context, **options)

    def dispose(self) -> None:
        self._client._wait(self._client._operations.dispose_script(self))


class Template(TemplateBase):
    """A template: contexts made of it start as copies of what its scripts have set up."""

    def __init__(self, client: Client, place: Place, resolver: Any) -> None:
        super().__init__(place, resolver)
        self._client = client

    def create_context(
        self, sandbox: Mapping[str, Any] | None = None, *, detached: bool = False, **options: Unpack[ContextOptions]
    ) -> Context:
        return self._client.create_context(sandbox, template=self, detached=detached, **options)

    def dispose(self) -> None:
        self._client._wait(self._client._operations.dispose_template(self))


class Context:
    """A context. As a context manager, it is disposed of at the end."""

    def __init__(self, client: Client, place: Place) -> None:
        self._client = client
        self._place = place

    @property
    def id(self) -> str:
        assert self._place.id is not None
        return self._place.id

    def run(self, code: str | Script, **options: Unpack[RunOptions]) -> Any:
        """`run_in_context` in this one."""
        return self._client._wait(self._client._operations.run_in_context(code, self._place, options))

    def fork(self) -> Context:
        """An independent copy of the live state."""
        return Context(self._client, self._client._wait(self._client._operations.fork_context(self._place)))

    def get_sandbox(self, **options: Unpack[LimitOptions]) -> dict[str, Any]:
        return self._client._wait(self._client._operations.get_sandbox(self._place, options))

    def set_sandbox(
        self,
        assign: Mapping[str, Any] | None = None,
        *,
        remove: Sequence[str] = (),
        **options: Unpack[LimitOptions],
    ) -> None:
        """All of it is done, or nothing."""
        self._client._wait(self._client._operations.set_sandbox(self._place, assign, remove, options))

    def stats(self) -> ContextStatistics:
        return self._client._wait(self._client._operations.context_stats(self._place))

    def is_alive(self) -> bool:
        return self._client._wait(self._client._operations.is_context(self._place))

    def dispose(self) -> None:
        """Does not wait for runs: they end with DisposedError."""
        self._client._wait(self._client._operations.dispose_context(self._place))

    def __enter__(self) -> Context:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.is_alive():
            self.dispose()


class _PlainFace:
    operations: Operations

    def __init__(self, wait: Wait) -> None:
        self.wait = wait

    def make_function(self, table: HandleTable, name: str, length: int, handle: str, place: Place) -> Handle:
        return ScriptFunction(self.wait, self.operations, table, name, length, handle, place)

    def make_promise(self, table: HandleTable, handle: str, place: Place) -> Handle:
        return ScriptPromise(self.wait, self.operations, table, handle, place)

    async def run_host_function(self, function: Callable[..., Any], arguments: list[Any]) -> Any:
        return await call_in_thread(function, arguments)


class Client:
    """Runs JavaScript in the contexts of a supervisor.

    Make one with `stdio` or `websocket`, and use it with `with`. Any thread may use it. Host functions are called in
    threads of their own, and may use the client, too; coroutine functions are called on the client's own event loop.
    Callbacks are called on that loop, too, and must not wait for the client.
    """

    def __init__(self, connector: Connector, callbacks: Callbacks, reconnect: Reconnect) -> None:
        self._thread = LoopThread()
        self._wait = self._thread.wait
        face = _PlainFace(self._wait)
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
    ) -> Client:
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
    ) -> Client:
        """A client of `isolates serve`.

        `url` is as ws://127.0.0.1:7433/v1/rpc, or unix:PATH. `draining` is told in how many milliseconds the service
        ends. With `reconnect=None`, the client ends with its connection.
        """
        connector = WebSocketConnector(url, token, headers or {}, reconnect is not None)
        return cls(connector, Callbacks(console, unhandled_rejection, draining), reconnect or Reconnect())

    def open(self) -> None:
        """Starts the program, or connects. Raises UnavailableError."""
        self._thread.start()
        try:
            self._wait(self._session.open())
        except BaseException:
            self._thread.stop()
            raise

    def close(self) -> None:
        """Ends the connection, and all contexts that are not detached. What is in flight fails."""
        if self._thread.is_running:
            self._wait(self._session.close())
            self._thread.stop()

    def __enter__(self) -> Client:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_draining(self) -> bool:
        """Whether the service has said that it will end."""
        return self._session.is_draining

    def create_context(
        self,
        sandbox: Mapping[str, Any] | None = None,
        *,
        template: Template | str | None = None,
        detached: bool = False,
        **options: Unpack[ContextOptions],
    ) -> Context:
        """A new context. A detached one outlives its connection (`isolates serve` only)."""
        return Context(self, self._wait(self._operations.create_context(sandbox, template, detached, options)))

    def context(self, id: str) -> Context:
        """A detached context that was made elsewhere, by its id. Nothing is sent."""
        return Context(self, self._operations.attach(id))

    def is_context(self, context: Context | str) -> bool:
        """Whether a context, or the id of one, is that of a live context."""
        place = Place(0, context) if isinstance(context, str) else context._place
        return self._wait(self._operations.is_context(place))

    def run_in_context(
        self, code: str | Script, context: Context, **options: Unpack[RunOptions]
    ) -> Any:
        return self._wait(self._operations.run_in_context(code, context._place, options))

    def run_in_new_context(
        self,
        code: str | Script,
        sandbox: Mapping[str, Any] | None = None,
        *,
        template: Template | str | None = None,
        **options: Unpack[NewContextOptions],
    ) -> NewContextResult:
        return self._wait(self._operations.run_in_new_context(code, sandbox, template, options))

    def run_in_this_context(self, code: str | Script, **options: Unpack[RunOptions]) -> Any:
        """A run in the supervisor's one main context."""
        return self._wait(self._operations.run_in_this_context(code, options))

    def create_script(self, code: str, **options: Unpack[ScriptOptions]) -> Script:
        """Compiles a script. Raises ScriptError if it does not compile."""
        return Script(self, *self._wait(self._operations.create_script(code, options)))

    def create_template(
        self,
        scripts: Sequence[str | Mapping[str, str]],
        sandbox: Mapping[str, Any] | None = None,
        *,
        warm_up: Sequence[str | Mapping[str, str]] = (),
        **options: Unpack[TemplateOptions],
    ) -> Template:
        """A template. A script is its text, or {"code": …, "filename": …}."""
        return Template(self, *self._wait(self._operations.create_template(scripts, sandbox, warm_up, options)))

    def stats(self) -> SupervisorStatistics:
        return self._wait(self._operations.stats())

    def describe(self) -> dict[str, Any]:
        """What the supervisor is: its version, engine, methods and layers of containment."""
        return self._wait(self._operations.describe())
