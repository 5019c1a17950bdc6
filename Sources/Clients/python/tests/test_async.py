"""The client for asyncio over standard streams."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from isolates import (
    AsyncClient,
    ConnectionLostError,
    DisposedError,
    HostFunction,
    InvalidRequestError,
    ScriptError,
    ScriptInterruptedError,
    host_call,
)

from .support import PROGRAM, LimitedTestCase, eventually, processes_of, with_client


class AsyncTests(LimitedTestCase):
    @with_client
    async def test_methods(self, client: AsyncClient) -> None:
        async with await client.create_context({"n": 1}) as context:
            self.assertEqual(await context.run("n += 1"), 2)
            fork = await context.fork()
            await fork.set_sandbox({"n": 10})
            self.assertEqual([await fork.run("n"), await context.get_sandbox()], [10, {"n": 2}])
            script = await client.create_script("n * 2")
            self.assertEqual(await script.run_in_context(fork), 20)
            self.assertEqual((await client.run_in_new_context(script, {"n": 4})).result, 8)
            self.assertEqual(await client.run_in_this_context("1 + 1"), 2)
            self.assertEqual((await context.stats()).state, "idle")
        self.assertFalse(await client.is_context(context))
        template = await client.create_template(["var t = 1"])
        self.assertEqual(await (await template.create_context()).run("t"), 1)
        await template.dispose()
        await script.dispose()

    @with_client
    async def test_runs_in_different_contexts_go_on_in_parallel(self, client: AsyncClient) -> None:
        order: list[int] = []
        gate = asyncio.Event()

        async def wait() -> None:
            await gate.wait()

        function = HostFunction(wait, is_async=False)
        first = await client.create_context({"wait": function})
        second = await client.create_context()
        slow = asyncio.create_task(first.run("wait(); 1"))
        slow.add_done_callback(lambda _: order.append(1))
        order.append(await second.run("2"))
        gate.set()
        self.assertEqual(await slow, 1)
        self.assertEqual(order, [2, 1])

    @with_client
    async def test_host_functions(self, client: AsyncClient) -> None:
        calls: list[Any] = []

        async def later(value: int) -> int:
            calls.append(host_call().context)
            await asyncio.sleep(0)
            return (await client.run_in_new_context(f"{value} + 1")).result  # type: ignore[no-any-return]

        context = await client.create_context({"later": later, "waits": HostFunction(later, "waits", is_async=False)})
        self.assertEqual(await context.run("waits(1) + 1"), 3)
        sums = "Promise.all([1, 2, 3].map(n => later(n))).then(all => all.join())"
        self.assertEqual(await context.run(sums, await_promise=True), "2,3,4")
        self.assertEqual(set(calls), {context.id})

    @with_client
    async def test_handles(self, client: AsyncClient) -> None:
        context = await client.create_context()
        add = await context.run("(a, b) => a + b")
        self.assertEqual(await add(1, 2), 3)
        self.assertEqual(await (await context.run("Promise.resolve(5)")), 5)
        await add.release()
        await add.release()
        with self.assertRaises(DisposedError):
            await add(1, 2)

    @with_client
    async def test_cancelling_a_task_cancels_its_run(self, client: AsyncClient) -> None:
        started = asyncio.Event()
        context = await client.create_context({"started": started.set, "n": 1})
        run = asyncio.create_task(context.run("n = 2; started(); while (true);"))
        await started.wait()
        run.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await run
        # The context is free again, and stands as it did before.
        self.assertEqual(await context.run("n", timeout=20_000), 1)
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(0.2):
                await context.run("while (true);")
        self.assertEqual(await context.run("n", timeout=20_000), 1)

    @with_client
    async def test_a_queued_run_that_is_cancelled_never_runs(self, client: AsyncClient) -> None:
        context = await client.create_context({"n": 1})
        first = asyncio.create_task(context.run("while (true);"))
        second = asyncio.create_task(context.run("n = 2"))
        await asyncio.sleep(0.1)
        for task in second, first:
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
        self.assertEqual(await context.run("n", timeout=20_000), 1)

    @with_client
    async def test_what_a_cancelled_request_made_is_disposed_of(self, client: AsyncClient) -> None:
        await client.create_context()
        before = (await client.stats()).contexts
        tasks = [asyncio.create_task(client.create_context()) for _ in range(8)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.assertTrue(all(task.cancelled() for task in tasks))
        async with asyncio.timeout(30):
            while client._session._pending:
                await asyncio.sleep(0.01)
        self.assertEqual((await client.stats()).contexts, before)

    @with_client
    async def test_interrupted(self, client: AsyncClient) -> None:
        context = await client.create_context()
        session = client._session
        run = asyncio.create_task(context.run("while (true);"))
        while not (identifiers := [key for key, value in session._pending.items() if value.method == "runInContext"]):
            await asyncio.sleep(0.01)
        await session.request("cancel", session.main, {"id": identifiers[0]})
        with self.assertRaises(ScriptInterruptedError) as caught:
            await run
        self.assertEqual((caught.exception.reason, caught.exception.code), ("cancel", 3))

    @with_client
    async def test_a_flood_of_runs_and_calls(self, client: AsyncClient) -> None:
        async def echo(value: str) -> str:
            return value

        context = await client.create_context({"echo": echo})
        runs = [context.run("x = echo(text)", await_promise=True) for _ in range(5)]
        await context.set_sandbox({"text": "x" * 1_000_000})
        self.assertEqual([len(result) for result in await asyncio.gather(*runs)], [1_000_000] * 5)
        code = "Promise.all(Array.from({ length: 2000 }, (_, i) => echo(String(i)))).then(all => all.length)"
        self.assertEqual(await context.run(code, await_promise=True), 2000)
        self.assertEqual(await asyncio.gather(*(context.run(f"{n}") for n in range(500))), list(range(500)))

    @with_client
    async def test_a_host_function_that_never_ends_ends_with_its_run(self, client: AsyncClient) -> None:
        async def forever() -> None:
            await asyncio.Event().wait()

        context = await client.create_context({"forever": HostFunction(forever, is_async=False)})
        with self.assertRaises(TimeoutError):
            await context.run("forever()", timeout=100)
        self.assertEqual(await context.run("1"), 1)

    @with_client
    async def test_modules(self, client: AsyncClient) -> None:
        async def resolve(request: Any) -> Any:
            await asyncio.sleep(0.01)
            return {"id": request["specifier"], "source": "export default import.meta.answer", "meta": {"answer": 42}}

        context = await client.create_context(modules=resolve)
        self.assertEqual(await context.run("import a from 'a'; export { a }", type="module"), {"a": 42})
        with self.assertRaisesRegex(InvalidRequestError, "modules"):
            await client.create_context(modules=5)  # type: ignore[arg-type]

    def test_what_is_in_flight_fails_when_the_program_dies(self) -> None:
        async def body() -> None:
            async with AsyncClient.stdio(PROGRAM) as client:
                started = asyncio.Event()
                context = await client.create_context({"started": started.set})
                runs = [asyncio.create_task(context.run("started(); while (true);")) for _ in range(3)]
                await started.wait()
                for pid in processes_of(os.getpid()):
                    os.kill(pid, signal.SIGKILL)
                for outcome in await asyncio.gather(*runs, return_exceptions=True):
                    assert isinstance(outcome, ConnectionLostError)
                    self.assertTrue(outcome.may_have_run)
                with self.assertRaisesRegex(ConnectionLostError, "was not sent"):
                    await context.run("1")

        asyncio.run(body())
        self.assertTrue(eventually(lambda: not processes_of(os.getpid())))

    def test_a_message_that_is_none_ends_the_client(self) -> None:
        async def body() -> None:
            async with AsyncClient.stdio("/bin/sh", ["-c", "exit"]) as client:
                # A shell takes "rpc" for a script that is not there.
                with self.assertRaises(ConnectionLostError):
                    await client.stats()

        asyncio.run(body())

    @with_client
    async def test_an_error_is_one_of_its_own_for_each_who_gets_it(self, client: AsyncClient) -> None:
        context = await client.create_context()
        outcomes = await asyncio.gather(*(context.run("throw 1") for _ in range(3)), return_exceptions=True)
        self.assertEqual(len({id(outcome) for outcome in outcomes}), 3)
        self.assertTrue(all(isinstance(outcome, ScriptError) for outcome in outcomes))
