"""What can go wrong: one class for each way."""

from __future__ import annotations

from typing import Any


class IsolatesError(Exception):
    """The base of every error of this package.

    `code` is the number of rpc.md (None where the error is the client's own), `data` what else the supervisor said.
    """

    code: int | None = None

    def __init__(self, message: str, data: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.data: dict[str, Any] = data or {}

    @property
    def rolled_back(self) -> bool:
        """Whether the context goes on as it stood before this run."""
        return self.data.get("rolledBack") is True


class ScriptError(IsolatesError):
    """The script threw, or did not compile. `value` is what was thrown."""

    code = 1

    @property
    def value(self) -> Any:
        return self.data.get("value")

    @property
    def name(self) -> str | None:
        return self.data.get("name")

    @property
    def stack(self) -> str | None:
        return self.data.get("stack")

    @property
    def filename(self) -> str | None:
        return self.data.get("filename")

    @property
    def line(self) -> int | None:
        return self.data.get("line")

    @property
    def column(self) -> int | None:
        return self.data.get("column")


class ScriptTimeoutError(IsolatesError, TimeoutError):
    """The run passed its `timeout` or `cpu_timeout` and was killed."""

    code = 2


class ScriptInterruptedError(IsolatesError):
    """The run was interrupted. `reason` is "sigint" or "cancel"."""

    code = 3

    @property
    def reason(self) -> str | None:
        return self.data.get("reason")


class MemoryLimitError(IsolatesError):
    """The run passed its memory limit and was killed."""

    code = 4


class WorkerCrashedError(IsolatesError):
    """The process of the context died by itself. `signal` or `exit_status` says how."""

    code = 5

    @property
    def signal(self) -> int | None:
        return self.data.get("signal")

    @property
    def exit_status(self) -> int | None:
        return self.data.get("exitStatus")


class DisposedError(IsolatesError):
    """The context, script, template or handle is gone. `reason` says why."""

    code = 6

    @property
    def reason(self) -> str | None:
        return self.data.get("reason")


class ValueTooLargeError(IsolatesError):
    """A value is nested too deeply, or is too long. `limit` says which limit it passed."""

    code = 7

    @property
    def limit(self) -> Any:
        return self.data.get("limit")


class UnavailableError(IsolatesError):
    """No worker could be started, a limit is reached, or the supervisor is shutting down."""

    code = 8

    @property
    def reason(self) -> str | None:
        return self.data.get("reason")


class InvalidRequestError(IsolatesError):
    """The supervisor refused the request itself: a parameter is wrong, or there is no such method."""

    def __init__(self, message: str, data: dict[str, Any] | None = None, code: int | None = None) -> None:
        super().__init__(message, data)
        self.code = code


class ConnectionLostError(IsolatesError, ConnectionError):
    """The supervisor is gone, or the connection to it.

    If `may_have_run` is true, the request had been sent: whether it was carried out is not known. It is never sent
    again by this package.
    """

    def __init__(self, message: str, may_have_run: bool) -> None:
        super().__init__(message)
        self.may_have_run = may_have_run


class ClientClosedError(IsolatesError):
    """The client was closed, or has not been opened."""


_BY_CODE: dict[int, type[IsolatesError]] = {
    1: ScriptError,
    2: ScriptTimeoutError,
    3: ScriptInterruptedError,
    4: MemoryLimitError,
    5: WorkerCrashedError,
    6: DisposedError,
    7: ValueTooLargeError,
    8: UnavailableError,
}


def error_from(code: int, message: str, data: dict[str, Any]) -> IsolatesError:
    """The error of an answer. `data` has its value decoded."""
    kind = _BY_CODE.get(code)
    return kind(message, data) if kind else InvalidRequestError(message, data, code)
