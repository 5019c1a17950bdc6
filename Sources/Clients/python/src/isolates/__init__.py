"""Run JavaScript in isolated processes, with the interface of Node's vm module.

`Client` waits, `AsyncClient` is for asyncio. Both speak to `isolates rpc`, which they start, or to `isolates serve`.
"""

from ._async_client import (
    AsyncClient,
    AsyncContext,
    AsyncScript,
    AsyncScriptFunction,
    AsyncScriptPromise,
    AsyncTemplate,
)
from ._client import Client, Context, Script, ScriptFunction, ScriptPromise, Template
from ._host import HostCall, HostFunction, host_call
from ._operations import ContextStatistics, NewContextResult, ScriptInfo, SupervisorStatistics
from ._options import ModuleRequest
from ._session import ConsoleEntry, Reconnect, UnhandledRejection
from .errors import (
    ClientClosedError,
    ConnectionLostError,
    DisposedError,
    InvalidRequestError,
    IsolatesError,
    MemoryLimitError,
    ScriptError,
    ScriptInterruptedError,
    ScriptTimeoutError,
    UnavailableError,
    ValueTooLargeError,
    WorkerCrashedError,
)
from .values import (
    ArrayBuffer,
    BigInt,
    ClassObject,
    Date,
    JSError,
    Map,
    RegExp,
    Set,
    Symbol,
    TypedArray,
    Undefined,
    undefined,
)

__all__ = [
    "ArrayBuffer",
    "AsyncClient",
    "AsyncContext",
    "AsyncScript",
    "AsyncScriptFunction",
    "AsyncScriptPromise",
    "AsyncTemplate",
    "BigInt",
    "ClassObject",
    "Client",
    "ClientClosedError",
    "ConnectionLostError",
    "ConsoleEntry",
    "Context",
    "ContextStatistics",
    "Date",
    "DisposedError",
    "HostCall",
    "HostFunction",
    "InvalidRequestError",
    "IsolatesError",
    "JSError",
    "Map",
    "MemoryLimitError",
    "ModuleRequest",
    "NewContextResult",
    "Reconnect",
    "RegExp",
    "Script",
    "ScriptError",
    "ScriptFunction",
    "ScriptInfo",
    "ScriptInterruptedError",
    "ScriptPromise",
    "ScriptTimeoutError",
    "Set",
    "SupervisorStatistics",
    "Symbol",
    "Template",
    "TypedArray",
    "UnavailableError",
    "Undefined",
    "UnhandledRejection",
    "ValueTooLargeError",
    "WorkerCrashedError",
    "host_call",
    "undefined",
]
