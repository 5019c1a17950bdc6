"""The methods of rpc.md, for both clients."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ._handles import Handle, Place
from ._options import wire_options
from ._session import Session
from .errors import IsolatesError
from .values import undefined


@dataclass(frozen=True)
class ScriptInfo:
    """What `create_script` tells of a script."""

    source_map_url: str | None
    cached_data_rejected: bool | None
    cached_data_produced: bool | None
    cached_data: bytes | None


@dataclass(frozen=True)
class ContextStatistics:
    """Times are in milliseconds, memory is in bytes."""

    state: str
    runs: int
    cpu_time: float
    wall_time: float
    memory: int
    peak_memory: int
    checkpoint: bool


@dataclass(frozen=True)
class SupervisorStatistics:
    """Counted since the supervisor began, `uptime` milliseconds ago."""

    contexts: int
    workers: int
    runs: int
    timeouts: int
    memory_limits: int
    crashes: int
    rollbacks: int
    uptime: float


class NewContextResult:
    """What a run in a new context gives: its result, and the sandbox after it."""

    def __init__(self, result: Any, sandbox: dict[str, Any] | None, error: IsolatesError | None) -> None:
        self.result = result
        self._sandbox = sandbox
        self._error = error

    @property
    def sandbox(self) -> dict[str, Any]:
        """Raises the error for which it could not be read, if so."""
        if self._error is not None:
            raise self._error
        assert self._sandbox is not None
        return self._sandbox

    def __repr__(self) -> str:
        return f"NewContextResult({self.result!r}, …)"


class ScriptBase:
    """A script that the supervisor knows."""

    def __init__(self, place: Place, info: ScriptInfo) -> None:
        self._place = place
        self.info = info


class TemplateBase:
    """A template that the supervisor knows."""

    def __init__(self, place: Place, resolver: Any) -> None:
        self._place = place
        self._resolver = resolver


class Operations:
    def __init__(self, session: Session) -> None:
        self.session = session

    async def _ask(self, method: str, place: Place, plain: Mapping[str, Any], **values: Any) -> Any:
        given = {name: value for name, value in values.items() if value is not None}
        return await self.session.request(method, place, plain, given)

    # Contexts

    async def create_context(
        self,
        sandbox: Mapping[str, Any] | None,
        template: TemplateBase | str | None,
        detached: bool,
        options: Mapping[str, Any],
    ) -> Place:
        session = self.session
        place = Place(session.generation, detached=detached)
        plain, modules, resolver = self._context_parameters(template, options)
        if detached:
            plain["detached"] = True
        if isinstance(template, TemplateBase):
            session.check(template._place)
        # Connecting again takes place before the request is sent.
        await session.ready()
        place.generation = session.generation
        try:
            answer = await self._ask("createContext", place, plain, sandbox=sandbox, modules=modules)
        except BaseException:
            session.functions.leave(place.number)
            raise
        place.id = answer["context"]
        session.know(place, resolver or (template._resolver if isinstance(template, TemplateBase) else None))
        if isinstance(template, TemplateBase):
            session.functions.copy(template._place.number, place.number)
        return place

    def _context_parameters(
        self, template: TemplateBase | str | None, options: Mapping[str, Any]
    ) -> tuple[dict[str, Any], Any, Any]:
        """The plain parameters, the map or request for modules, and the resolver."""
        rest = dict(options)
        modules = rest.pop("modules", None)
        plain = wire_options(rest)
        if isinstance(template, TemplateBase):
            plain["template"] = template._place.id
        elif template is not None:
            plain["template"] = template
        if callable(modules):
            return plain, {"resolver": True}, modules
        return plain, modules, None

    def attach(self, identifier: str) -> Place:
        """A detached context that was made elsewhere, or earlier."""
        place = Place(self.session.generation, identifier, detached=True)
        self.session.know(place)
        return place

    async def is_context(self, place: Place) -> bool:
        await self.session.ready()
        if place.generation not in (0, self.session.generation) and not place.detached:
            return False
        return bool(await self._ask("isContext", place, {"context": place.id}))

    async def fork_context(self, place: Place) -> Place:
        answer = await self._ask("forkContext", place, {"context": place.id})
        copy = Place(self.session.generation, answer["context"], place.detached)
        self.session.fork(place, copy)
        return copy

    async def dispose_context(self, place: Place) -> None:
        await self._ask("disposeContext", place, {"context": place.id})
        self.session.forget(place)

    async def get_sandbox(self, place: Place, options: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._ask("getSandbox", place, {"context": place.id, **wire_options(options)})
        sandbox: dict[str, Any] = answer["sandbox"]
        return sandbox

    async def set_sandbox(
        self,
        place: Place,
        assign: Mapping[str, Any] | None,
        remove: Sequence[str],
        options: Mapping[str, Any],
    ) -> None:
        plain = {"context": place.id, **wire_options(options)}
        if remove:
            plain["remove"] = list(remove)
        await self._ask("setSandbox", place, plain, assign=assign)

    async def stats(self) -> SupervisorStatistics:
        answer = await self._ask("stats", self.session.main, {})
        return SupervisorStatistics(
            answer["contexts"],
            answer["workers"],
            answer["runs"],
            answer["timeouts"],
            answer["memoryLimits"],
            answer["crashes"],
            answer["rollbacks"],
            answer["uptime"],
        )

    async def context_stats(self, place: Place) -> ContextStatistics:
        answer = await self._ask("stats", place, {"context": place.id})
        return ContextStatistics(
            answer["state"],
            answer["runs"],
            answer["cpuTime"],
            answer["wallTime"],
            answer["memory"],
            answer["peakMemory"],
            answer["checkpoint"],
        )

    async def describe(self) -> dict[str, Any]:
        answer: dict[str, Any] = await self._ask("describe", self.session.main, {})
        return answer

    # Scripts and templates

    async def create_script(self, code: str, options: Mapping[str, Any]) -> tuple[Place, ScriptInfo]:
        await self.session.ready()
        place = Place(self.session.generation)
        answer = await self._ask("createScript", place, {"code": code, **wire_options(options)})
        place.id = answer["script"]
        data = answer.get("cachedData")
        info = ScriptInfo(
            answer.get("sourceMapURL"),
            answer.get("cachedDataRejected"),
            answer.get("cachedDataProduced"),
            None if data is None else base64.b64decode(data),
        )
        return place, info

    async def dispose_script(self, script: ScriptBase) -> None:
        await self._ask("disposeScript", script._place, {"script": script._place.id})

    async def create_template(
        self,
        scripts: Sequence[str | Mapping[str, str]],
        sandbox: Mapping[str, Any] | None,
        warm_up: Sequence[str | Mapping[str, str]],
        options: Mapping[str, Any],
    ) -> tuple[Place, Any]:
        await self.session.ready()
        place = Place(self.session.generation)
        plain, modules, resolver = self._context_parameters(None, options)
        plain["scripts"] = [_script(script) for script in scripts]
        if warm_up:
            plain["warmUp"] = [_script(script) for script in warm_up]
        if resolver is not None:
            self.session.hold_resolver(resolver)
        try:
            answer = await self._ask("createTemplate", place, plain, sandbox=sandbox, modules=modules)
        except BaseException:
            if resolver is not None:
                self.session.drop_resolver(resolver)
            raise
        place.id = answer["template"]
        return place, resolver

    async def dispose_template(self, template: TemplateBase) -> None:
        await self._ask("disposeTemplate", template._place, {"template": template._place.id})
        if template._resolver is not None:
            self.session.drop_resolver(template._resolver)

    # Runs

    async def run_in_context(self, code: str | ScriptBase, place: Place, options: Mapping[str, Any]) -> Any:
        plain = {"context": place.id, **self._source(code), **wire_options(options)}
        return (await self._ask("runInContext", place, plain)).get("result")

    async def run_in_this_context(self, code: str | ScriptBase, options: Mapping[str, Any]) -> Any:
        await self.session.ready()
        plain = {**self._source(code), **wire_options(options)}
        return (await self._ask("runInThisContext", self.session.main, plain)).get("result")

    async def run_in_new_context(
        self,
        code: str | ScriptBase,
        sandbox: Mapping[str, Any] | None,
        template: TemplateBase | str | None,
        options: Mapping[str, Any],
    ) -> NewContextResult:
        session = self.session
        await session.ready()
        place = Place(session.generation, group=session.loose)
        plain, modules, resolver = self._context_parameters(template, options)
        plain |= self._source(code)
        if isinstance(template, TemplateBase):
            session.check(template._place)
            resolver = resolver or template._resolver
        if resolver is not None:
            session.hold_resolver(resolver)
        try:
            answer = await self._ask("runInNewContext", place, plain, sandbox=sandbox, modules=modules)
        finally:
            if resolver is not None:
                session.drop_resolver(resolver)
            session.end_new_context(place)
        return NewContextResult(answer.get("result"), answer.get("sandbox"), answer.get("sandboxError"))

    def _source(self, code: str | ScriptBase) -> dict[str, Any]:
        if not isinstance(code, ScriptBase):
            return {"code": code}
        self.session.check(code._place)
        return {"script": code._place.id}

    async def call_function(
        self, function: Handle, arguments: Sequence[Any], this: Any, options: Mapping[str, Any]
    ) -> Any:
        self.session.check_handle(function)
        plain = {"handle": function.handle, **wire_options(options)}
        values = {"args": list(arguments)} if this is undefined else {"this": this, "args": list(arguments)}
        return (await self.session.request("callFunction", function._place, plain, values)).get("result")

    async def await_promise(self, promise: Handle, options: Mapping[str, Any]) -> Any:
        self.session.check_handle(promise)
        plain = {"handle": promise.handle, **wire_options(options)}
        return (await self._ask("awaitPromise", promise._place, plain)).get("result")


def _script(script: str | Mapping[str, str]) -> dict[str, str]:
    return {"code": script} if isinstance(script, str) else dict(script)
