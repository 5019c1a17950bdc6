"""The options of the methods, under Python's names, and how they are sent."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal, TypedDict

# Milliseconds, as in Node, or a timedelta.
Milliseconds = float | timedelta


class ModuleRequest(TypedDict):
    """What a resolver is asked for. `context` is the id of the context that imports."""

    context: str
    specifier: str
    referrer: str
    attributes: dict[str, str]


# Given a request, a resolver returns the module's source text (its id is then the specifier), an object of
# modules.md ("id", "source", "type", "exports", "meta"), or None if there is no such module.
Resolver = Callable[[ModuleRequest], "str | Mapping[str, Any] | None | Awaitable[str | Mapping[str, Any] | None]"]
Modules = Mapping[str, "str | Mapping[str, str]"] | Resolver


class CodeGeneration(TypedDict, total=False):
    strings: bool
    wasm: bool


class LimitOptions(TypedDict, total=False):
    timeout: Milliseconds
    cpu_timeout: Milliseconds


class CallOptions(LimitOptions, total=False):
    break_on_sigint: bool
    await_promise: bool
    until_idle: bool


class SourceOptions(TypedDict, total=False):
    filename: str
    line_offset: int
    column_offset: int
    display_errors: bool
    source_map: str
    source_maps: bool


class RunOptions(CallOptions, SourceOptions, total=False):
    type: Literal["script", "module"]


class ContextOptions(TypedDict, total=False):
    name: str
    origin: str
    code_generation: CodeGeneration
    microtask_mode: Literal["afterEvaluate"]
    memory_limit: int
    globals: Literal["web"] | Sequence[str]
    modules: Modules
    source_maps: bool
    recovery: Literal["rollback", "discard"]


class NewContextOptions(ContextOptions, RunOptions, total=False):
    pass


class ScriptOptions(SourceOptions, total=False):
    cached_data: bytes
    produce_cached_data: bool


class TemplateOptions(TypedDict, total=False):
    globals: Literal["web"] | Sequence[str]
    modules: Modules


def wire_name(name: str) -> str:
    """`line_offset` is `lineOffset`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def wire_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of options. Options that are None are left out."""
    parameters: dict[str, Any] = {}
    for name, value in options.items():
        if value is None:
            continue
        if isinstance(value, timedelta):
            value = value / timedelta(milliseconds=1)
        elif isinstance(value, (bytes, bytearray)):
            value = base64.b64encode(value).decode("ascii")
        elif name == "globals" and not isinstance(value, str):
            value = list(value)
        parameters[wire_name(name)] = value
    return parameters
