"""Both clients over WebSockets, and what happens when the connection is lost."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import json
import signal
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any

from isolates import AsyncClient, Client, ConnectionLostError, DisposedError, Reconnect, UnavailableError

from .support import LimitedTestCase, Service, eventually

QUICK = Reconnect(first_delay=0.05, longest_delay=0.2, patience=20)


@unittest.skipUnless(importlib.util.find_spec("websockets"), "the package websockets is not installed")
class WebSocketTests(LimitedTestCase):
    def test_plain_client(self) -> None:
        with Service() as service, Client.websocket(service.url) as client:
            context = client.create_context({"twice": lambda n: 2 * n})
            self.assertEqual(context.run("twice(21)"), 42)
            text = "x" * (3 << 20)
            self.assertEqual(client.run_in_new_context("t", {"t": text}).result, text)

    def test_tokens(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tokens = Path(folder, "tokens")
            digest = hashlib.sha256(b"secret").hexdigest()
            tokens.write_text(json.dumps({"tenant": "t", "sha256": digest}) + "\n")
            with Service("--tokens", str(tokens)) as service:
                with Client.websocket(service.url, token="secret") as client:
                    self.assertEqual(client.run_in_new_context("1").result, 1)
                with self.assertRaisesRegex(UnavailableError, "401"):
                    Client.websocket(service.url, token="wrong").open()

    def test_nobody_there(self) -> None:
        with self.assertRaisesRegex(UnavailableError, "there is no connection to ws://127.0.0.1:1/"):
            Client.websocket("ws://127.0.0.1:1/v1/rpc").open()

    def test_a_service_that_dies_and_comes_back(self) -> None:
        async def body() -> None:
            service = Service()
            async with AsyncClient.websocket(service.url, reconnect=QUICK) as client:
                runs: list[str] = []
                started = asyncio.Event()

                def start(name: str) -> None:
                    runs.append(name)
                    started.set()

                context = await client.create_context({"start": start})
                function = await context.run("() => 1")
                script = await client.create_script("1")
                in_flight = asyncio.create_task(context.run("start('first'); while (true);"))
                await started.wait()
                service.kill()
                with self.assertRaises(ConnectionLostError) as lost:
                    await in_flight
                self.assertTrue(lost.exception.may_have_run)
                # Made while nobody is there: it is sent when somebody is.
                waiting = asyncio.create_task(client.run_in_new_context("1 + 1"))
                await asyncio.sleep(0.3)
                self.assertFalse(waiting.done())
                with Service(port=service.port):
                    self.assertEqual((await waiting).result, 2)
                    self.assertEqual(runs, ["first"])
                    for gone in (context.run("1"), function(), script.run_in_context(context)):
                        with self.assertRaises(DisposedError) as disposed:
                            await gone
                        self.assertEqual(disposed.exception.reason, "connection")
                    self.assertFalse(await context.is_alive())

        asyncio.run(body())

    def test_a_detached_context_outlives_its_connection(self) -> None:
        async def body() -> None:
            with Service() as service:
                async with AsyncClient.websocket(service.url, reconnect=QUICK) as client:
                    context = await client.create_context({"n": 1}, detached=True)
                    await context.run("n += 1")
                    transport: Any = client._session._transport
                    transport._socket.transport.abort()
                    self.assertEqual(await eventually_runs(context, "n += 1"), 3)
                    self.assertEqual(client._session.generation, 2)
                async with AsyncClient.websocket(service.url) as other:
                    again = other.context(context.id)
                    self.assertEqual(await again.run("n"), 3)
                    await again.dispose()
                    self.assertFalse(await other.is_context(again.id))

        async def eventually_runs(context: Any, code: str) -> Any:
            # Until the client notices, a request may be written to a connection that is gone.
            while True:
                try:
                    return await context.run(code)
                except ConnectionLostError:
                    continue

        asyncio.run(body())

    def test_patience_ends(self) -> None:
        service = Service()
        patient = Reconnect(first_delay=0.05, longest_delay=0.1, patience=0.5)
        with Client.websocket(service.url, reconnect=patient) as client:
            service.kill()
            with self.assertRaises(ConnectionLostError) as caught:
                while True:
                    client.stats()
            if caught.exception.may_have_run:
                with self.assertRaises(ConnectionLostError) as caught:
                    client.stats()
            self.assertFalse(caught.exception.may_have_run)
            self.assertRegex(str(caught.exception), "within 0.5 s .*was not sent")

    def test_without_reconnecting_the_client_ends_with_its_connection(self) -> None:
        service = Service()
        with Client.websocket(service.url, reconnect=None) as client:
            self.assertEqual(client.run_in_new_context("1").result, 1)
            service.kill()
            with self.assertRaises(ConnectionLostError):
                while True:
                    client.stats()

    def test_draining_is_told(self) -> None:
        told: list[float] = []
        done = threading.Event()

        def draining(deadline: float) -> None:
            told.append(deadline)
            done.set()

        with Service() as service, Client.websocket(service.url, draining=draining) as client:
            self.assertFalse(client.is_draining)
            service.signal(signal.SIGTERM)
            self.assertTrue(done.wait(30))
            self.assertTrue(client.is_draining)
            self.assertTrue(0 < told[0] <= 30_000)
            self.assertEqual(client.run_in_new_context("1").result, 1)

    def test_a_unix_socket(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/s"
            with Service("--listen", f"unix:{path}"), Client.websocket(f"unix:{path}") as client:
                self.assertTrue(eventually(lambda: client.run_in_new_context("1").result == 1))
