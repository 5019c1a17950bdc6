"""What the tests have in common: the real program, as a service and without, and a time limit for each test."""

from __future__ import annotations

import asyncio
import faulthandler
import json
import os
import signal
import subprocess
import threading
import time
import unittest
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from isolates import AsyncClient, Client

T = TypeVar("T")
PROGRAM = os.environ.get("ISOLATES_PROGRAM", "isolates")
_TIME_LIMIT = 120.0


class LimitedTestCase(unittest.TestCase):
    """A test that hangs shows where, and ends the suite."""

    def setUp(self) -> None:
        faulthandler.dump_traceback_later(_TIME_LIMIT, exit=True)

    def tearDown(self) -> None:
        faulthandler.cancel_dump_traceback_later()


class PlainTestCase(LimitedTestCase):
    """Tests with a client of an `isolates rpc`."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.enterContext(Client.stdio(PROGRAM))


def with_client(test: Callable[[Any, AsyncClient], Awaitable[None]]) -> Callable[[Any], None]:
    """Runs a test on an event loop, with a client of an `isolates rpc`."""

    def run(self: Any) -> None:
        async def body() -> None:
            async with AsyncClient.stdio(PROGRAM) as client:
                await test(self, client)

        asyncio.run(body())

    return run


def processes_of(parent: int) -> list[int]:
    """The children of a process."""
    lists = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(pid) for children in lists for pid in children.read_text().split()]


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something becomes true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


class Service:
    """An `isolates serve` on a port of its own choice, or on the one that is given."""

    def __init__(self, *arguments: str, port: int = 0) -> None:
        self._process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", f"127.0.0.1:{port}", "--host-name", "test", *arguments],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr
        self.port = 0
        self.lines: list[str] = []
        for line in self._process.stderr:
            self.lines.append(line)
            entry = json.loads(line)
            if entry["event"] == "listening":
                self.port = int(entry["addresses"][0].rpartition(":")[2])
                break
        if not self.port:
            raise AssertionError(f"the service did not start: {self.lines}")
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()

    def _drain(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            self.lines.append(line)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v1/rpc"

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        if self._process.returncode is not None:
            return
        self._process.kill()
        self._process.wait()
        self._reader.join()
        assert self._process.stderr
        self._process.stderr.close()

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()
