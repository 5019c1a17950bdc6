"""What carries messages: the standard streams of `isolates rpc`, or a WebSocket."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from .errors import IsolatesError, UnavailableError

# The supervisor's values take 64 MiB at most, and escapes may make them longer on their way.
_LONGEST_MESSAGE = 512 << 20
_SUBPROTOCOL = "isolates.v1"


class Transport(Protocol):
    async def send(self, message: str) -> None:
        """Sends one message, and waits while the other side takes none. Raises OSError if it is gone."""

    async def receive(self) -> str | None:
        """The next message; None at the end."""

    async def close(self) -> str:
        """Ends the connection. Returns how it ended, for an error's message."""


class Connector(Protocol):
    """Makes connections to one supervisor."""

    reconnects: bool

    async def connect(self) -> Transport:
        """Raises UnavailableError."""


class StdioConnector:
    """Starts `isolates rpc`. Its standard error is this program's."""

    reconnects = False

    def __init__(self, program: str, arguments: Sequence[str], env: Mapping[str, str] | None) -> None:
        self._program = program
        self._arguments = arguments
        self._env = env

    async def connect(self) -> Transport:
        try:
            process = await asyncio.create_subprocess_exec(
                self._program,
                "rpc",
                *self._arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=self._env,
                # A signal from the terminal is for this program, which ends that one.
                start_new_session=True,
            )
        except OSError as error:
            raise UnavailableError(
                f"{self._program} can't be started: {error.strerror}. Give the path of isolates as program="
            ) from error
        return _StdioTransport(process)


class _StdioTransport:
    _PATIENCE = 5.0

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin and process.stdout
        self._process = process
        self._input = process.stdin
        self._output = process.stdout
        self._rest: list[bytes] = []
        self._length = 0

    async def send(self, message: str) -> None:
        self._input.write(message.encode("ascii") + b"\n")
        await self._input.drain()

    async def receive(self) -> str | None:
        while True:
            if self._rest and (end := self._rest[-1].find(b"\n")) >= 0:
                last = self._rest.pop()
                line = b"".join([*self._rest, last[:end]])
                self._rest = [last[end + 1 :]]
                self._length = len(self._rest[0])
                return line.decode("utf-8")
            chunk = await self._output.read(1 << 16)
            if not chunk:
                return None
            self._rest.append(chunk)
            self._length += len(chunk)
            if self._length > _LONGEST_MESSAGE:
                raise OSError(f"a message of more than {_LONGEST_MESSAGE} bytes came")

    async def close(self) -> str:
        self._input.close()
        try:
            async with asyncio.timeout(self._PATIENCE):
                # It ends when nobody reads what it still writes, or when there is nothing more to read.
                while await self._output.read(1 << 16):
                    pass
                status = await self._process.wait()
        except TimeoutError:
            self._process.kill()
            status = await self._process.wait()
        if status < 0:
            return f"isolates rpc was ended by {signal.Signals(-status).name}"
        return f"isolates rpc ended with status {status}"


class WebSocketConnector:
    """Connects to `isolates serve`, by the package websockets."""

    def __init__(self, url: str, token: str | None, headers: Mapping[str, str], reconnects: bool) -> None:
        self.reconnects = reconnects
        self._url = url
        self._headers = dict(headers)
        if token is not None:
            self._headers["authorization"] = f"Bearer {token}"

    async def connect(self) -> Transport:
        try:
            return _WebSocketTransport(await self._open())
        except ImportError as error:
            raise UnavailableError(
                "WebSockets need the package websockets: pip install 'isolates[websocket]'"
            ) from error
        except IsolatesError:
            raise
        except Exception as error:
            # What it may raise (the network, TLS, the handshake, the URL) has no common class of its own.
            raise UnavailableError(f"there is no connection to {self._url}: {error or type(error).__name__}") from error

    async def _open(self) -> Any:
        options: dict[str, Any] = {
            "subprotocols": [_SUBPROTOCOL],
            "max_size": _LONGEST_MESSAGE,
            "compression": None,
            "open_timeout": 10,
        }
        try:
            from websockets.asyncio import client
        except ImportError:
            # Version 12 or older.
            from websockets import client  # type: ignore[no-redef, unused-ignore]

            options["extra_headers"] = self._headers
        else:
            options["additional_headers"] = self._headers
        if self._url.startswith("unix:"):
            options |= {"path": self._url.removeprefix("unix:"), "uri": "ws://localhost/v1/rpc"}
            return await client.unix_connect(**options)
        return await client.connect(self._url, **options)


class _WebSocketTransport:
    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def send(self, message: str) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            await self._socket.send(message)
        except ConnectionClosed as error:
            raise ConnectionError(str(error)) from error

    async def receive(self) -> str | None:
        from websockets.exceptions import ConnectionClosed

        try:
            message = await self._socket.recv()
        except ConnectionClosed:
            return None
        if not isinstance(message, str):
            raise OSError("a binary message came")
        return message

    async def close(self) -> str:
        await self._socket.close()
        code, reason = self._socket.close_code, self._socket.close_reason
        if code in (None, 1006):
            return "the connection broke off"
        return f"the connection was closed with {code}{f' ({reason})' if reason else ''}"
