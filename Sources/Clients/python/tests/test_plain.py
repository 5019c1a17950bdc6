"""The plain client over standard streams."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from datetime import timedelta
from typing import Any

from isolates import (
    BigInt,
    Client,
    ClientClosedError,
    ConnectionLostError,
    ConsoleEntry,
    DisposedError,
    HostFunction,
    InvalidRequestError,
    JSError,
    MemoryLimitError,
    ScriptError,
    ScriptTimeoutError,
    UnavailableError,
    UnhandledRejection,
    WorkerCrashedError,
    host_call,
)

from .support import PROGRAM, LimitedTestCase, PlainTestCase, eventually, processes_of


class MethodTests(PlainTestCase):
    def test_contexts(self) -> None:
        context = self.client.create_context({"animal": "cat", "count": 2}, name="cats")
        self.assertTrue(self.client.is_context(context))
        self.assertFalse(self.client.is_context("c999"))
        self.client.run_in_context("count += 1; name = 'kitty'", context)
        self.assertEqual(context.get_sandbox(), {"animal": "cat", "count": 3, "name": "kitty"})
        context.set_sandbox({"count": 10}, remove=["animal"])
        fork = context.fork()
        self.assertEqual(fork.run("count + 1"), 11)
        fork.run("count = 0")
        self.assertEqual(context.run("[count, typeof animal]"), [10, "undefined"])
        self.assertEqual(context.stats().state, "idle")
        self.assertGreater(self.client.stats().runs, 0)
        context.dispose()
        self.assertFalse(context.is_alive())
        with self.assertRaises(DisposedError) as caught:
            context.run("1")
        self.assertEqual(caught.exception.code, 6)

    def test_a_context_ends_with_its_block(self) -> None:
        with self.client.create_context() as context:
            self.assertEqual(context.run("6 * 7"), 42)
        self.assertFalse(context.is_alive())

    def test_runs_in_new_and_main_contexts(self) -> None:
        outcome = self.client.run_in_new_context("b = a + 1; a", {"a": 3})
        self.assertEqual((outcome.result, outcome.sandbox), (3, {"a": 3, "b": 4}))
        outcome = self.client.run_in_new_context(
            "Object.defineProperty(this, 'x', {enumerable: true, get() { throw 1 }}); 2"
        )
        self.assertEqual(outcome.result, 2)
        with self.assertRaises(ScriptError):
            outcome.sandbox
        self.client.run_in_this_context("var kept = 5")
        self.assertEqual(self.client.run_in_this_context("kept"), 5)

    def test_scripts(self) -> None:
        script = self.client.create_script("n += 1\n//# sourceMappingURL=x.map", produce_cached_data=True)
        self.assertEqual(script.info.source_map_url, "x.map")
        context = self.client.create_context({"n": 1})
        self.assertEqual(script.run_in_context(context), 2)
        self.assertEqual(self.client.run_in_new_context(script, {"n": 5}).result, 6)
        assert script.info.cached_data
        self.assertFalse(
            self.client.create_script(
                "n += 1\n//# sourceMappingURL=x.map", cached_data=script.info.cached_data
            ).info.cached_data_rejected
        )
        script.dispose()
        with self.assertRaises(DisposedError):
            script.run_in_context(context)
        with self.assertRaises(ScriptError) as caught:
            self.client.create_script("a b", filename="wrong.js")
        self.assertEqual((caught.exception.name, caught.exception.filename), ("SyntaxError", "wrong.js"))

    def test_templates(self) -> None:
        template = self.client.create_template(
            [{"code": "const twice = n => 2 * n", "filename": "twice.js"}], {"base": 4}, warm_up=["twice(1)"]
        )
        self.assertEqual(template.create_context({"n": 5}).run("twice(n) + base"), 14)
        self.assertEqual(self.client.run_in_new_context("twice(base)", template=template).result, 8)
        template.dispose()
        with self.assertRaises(DisposedError):
            template.create_context()

    def test_options(self) -> None:
        with self.assertRaises(ScriptError) as caught:
            self.client.run_in_new_context("\n throw new Error('x')", filename="f.js", line_offset=10)
        self.assertEqual((caught.exception.filename, caught.exception.line), ("f.js", 12))
        with self.assertRaises(ScriptError):
            self.client.run_in_new_context("eval('1')", code_generation={"strings": False})
        web = self.client.create_context(globals=("timers", "url"))
        run = "new Promise(done => setTimeout(() => done(new URL('http://h/p').pathname), 5))"
        self.assertEqual(web.run(run, await_promise=True, timeout=timedelta(seconds=20)), "/p")
        with self.assertRaisesRegex(InvalidRequestError, "nonsense"):
            self.client.create_context(nonsense=1)  # type: ignore[call-arg]


class ErrorTests(PlainTestCase):
    def test_each_kind_has_its_class(self) -> None:
        context = self.client.create_context({"n": 1})
        with self.assertRaises(ScriptTimeoutError) as timeout:
            context.run("n = 2; while (true);", timeout=50)
        self.assertIsInstance(timeout.exception, TimeoutError)
        self.assertTrue(timeout.exception.rolled_back)
        self.assertEqual(context.run("n"), 1)
        with self.assertRaises(MemoryLimitError):
            self.client.run_in_new_context("let a = []; for (;;) a.push(new Array(1e5).fill(1))", memory_limit=100 << 20)
        with self.assertRaises(InvalidRequestError) as invalid:
            context.run("1", timeout=0)
        self.assertEqual(invalid.exception.code, -32602)
        with self.assertRaises(ScriptError) as thrown:
            context.run("throw Object.assign(new RangeError('far'), { by: 5n })", filename="s.js")
        error = thrown.exception
        self.assertEqual((error.name, error.filename, error.line), ("RangeError", "s.js", 1))
        self.assertEqual(error.value.properties, {"by": BigInt(5)})
        self.assertIn("RangeError: far", error.stack or "")

    def test_a_worker_that_dies(self) -> None:
        started = threading.Event()
        context = self.client.create_context({"started": started.set})
        caught: list[Exception] = []

        def run() -> None:
            try:
                context.run("started(); while (true);")
            except WorkerCrashedError as error:
                caught.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        self.assertTrue(started.wait(30))
        kill_busiest_worker()
        thread.join(30)
        (error,) = caught
        assert isinstance(error, WorkerCrashedError)
        self.assertEqual(error.signal, signal.SIGKILL)
        self.assertTrue(error.rolled_back)


def descendants(parent: int) -> list[int]:
    children = processes_of(parent)
    return children + [pid for child in children for pid in descendants(child)]


def cpu_time(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def kill_busiest_worker() -> None:
    """Kills the process below this one that takes the most CPU time."""
    before = {pid: cpu_time(pid) for pid in descendants(os.getpid())}
    time.sleep(0.5)
    used = {pid: cpu_time(pid) - before.get(pid, 0) for pid in descendants(os.getpid())}
    os.kill(max(used, key=lambda pid: used[pid]), signal.SIGKILL)


class HostFunctionTests(PlainTestCase):
    def test_plain_functions(self) -> None:
        def add(a: int, b: int) -> int:
            return a + b

        context = self.client.create_context({"add": add, "o": {"f": add}})
        self.assertEqual(context.run("add(1, 2) + o.f(3, 4)"), 10)
        self.assertEqual(context.run("add.name"), "add")

    def test_their_calls(self) -> None:
        seen: list[Any] = []
        context = self.client.create_context({"f": lambda *a: seen.append((a, host_call()))})
        context.run("f.call({ x: 1 }, 1n, [])")
        ((arguments, call),) = seen
        self.assertEqual((arguments, call.context, call.this), ((1, []), context.id, {"x": 1}))

    def test_they_may_use_the_client_to_any_depth(self) -> None:
        context = self.client.create_context()

        def down(n: int) -> Any:
            return n if n == 0 else self.client.run_in_new_context("down(n - 1)", {"down": down, "n": n}).result

        context.set_sandbox({"down": down})
        self.assertEqual(context.run("down(6)"), 0)

    def test_what_they_raise_is_thrown(self) -> None:
        def refuse() -> None:
            raise JSError("TypeError", "not so", properties={"code": "E"})

        def fail() -> None:
            raise KeyError("missing")

        def forward() -> None:
            context.run("throw new RangeError('inner')")

        context = self.client.create_context({"refuse": refuse, "fail": fail, "forward": forward})
        caught = "(() => { try { %s() } catch (e) { return [e instanceof Error, e.name, e.message, e.code ?? null] } })()"
        self.assertEqual(context.run(caught % "refuse"), [True, "TypeError", "not so", "E"])
        self.assertEqual(context.run(caught % "fail")[2], "'missing'")
        self.assertEqual(context.run(caught % "forward")[1:3], ["RangeError", "inner"])
        back = self.client.create_context({"f": lambda: object()})
        with self.assertRaisesRegex(ScriptError, "no counterpart"):
            back.run("f()")

    def test_coroutine_functions_give_promises(self) -> None:
        async def later(value: int) -> int:
            return value + 1

        context = self.client.create_context({"later": later, "aside": HostFunction(lambda: 5, is_async=True)})
        self.assertEqual(context.run("later(1) instanceof Promise"), True)
        self.assertEqual(context.run("(async () => await later(1) + await aside())()", await_promise=True), 7)

    def test_they_are_let_go_with_their_contexts(self) -> None:
        functions = self.client._session.functions
        for _ in range(5):
            with self.client.create_context({"f": lambda: 1}) as context:
                context.run("f()")
            self.client.run_in_new_context("f()", {"f": lambda: 1})
        gc.collect()
        self.assertTrue(eventually(lambda: len(functions) == 0))
        with self.client.create_context({"f": lambda: 1}) as context, context.fork() as fork:
            context.dispose()
            self.assertEqual(fork.run("f()"), 1)
        self.assertEqual(len(functions), 0)


class HandleTests(PlainTestCase):
    def test_functions(self) -> None:
        context = self.client.create_context()
        add = context.run("(function add(a, b) { return this.base + a + b })")
        self.assertEqual((add.name, add.length), ("add", 2))
        self.assertEqual(add.call({"base": 10}, 1, 2), 13)
        self.assertIs(context.run("globalThis.same = (a) => a"), context.run("same"))
        self.assertIs(context.run("same")(add), add)
        with self.assertRaises(ScriptTimeoutError):
            context.run("() => { while (true); }").call(None, timeout=50)
        add.release()
        with self.assertRaises(DisposedError):
            add(1, 2)

    def test_promises(self) -> None:
        context = self.client.create_context()
        self.assertEqual(context.run("Promise.resolve(4)").result(), 4)
        with self.assertRaises(ScriptError) as caught:
            context.run("Promise.reject(5)").result()
        self.assertEqual(caught.exception.value, 5)
        with self.assertRaises(ScriptError):
            context.run("new Promise(() => {})").result()

    def test_they_are_released_when_they_are_collected(self) -> None:
        context = self.client.create_context({"take": lambda f: None})
        names = [context.run("globalThis.f = () => 1").handle]
        context.run("take(f); take(f); console.log(f)")
        gc.collect()

        def is_gone() -> bool:
            # It says so only if the supervisor does not know the handle any more.
            try:
                self.client._wait(self.client._session.request("callFunction", context._place, {"handle": names[0], "args": []}))
            except DisposedError:
                return True
            return False

        self.assertTrue(eventually(is_gone))
        self.assertEqual(context.run("f")(), 1)

    def test_one_that_comes_again_lives_on(self) -> None:
        context = self.client.create_context()
        for _ in range(50):
            f = context.run("globalThis.f ??= () => 1")
            self.assertEqual(f(), 1)
            del f


class EventTests(LimitedTestCase):
    def test_console_comes_before_the_answer(self) -> None:
        entries: list[ConsoleEntry] = []
        with Client.stdio(PROGRAM, console=entries.append) as client:
            context = client.create_context()
            context.run("console.log('a %d', 1, { b: 2n }); console.error(new Map())")
            self.assertEqual([entry.level for entry in entries], ["log", "error"])
            self.assertEqual((entries[0].text, entries[0].context), ("a 1 { b: 2n }", context.id))
            self.assertEqual(entries[0].args[2], {"b": 2})

    def test_a_callback_that_fails_or_waits_harms_nothing(self) -> None:
        def console(entry: ConsoleEntry) -> None:
            client.stats()

        with Client.stdio(PROGRAM, console=console) as client, self.assertLogs("isolates", "ERROR") as logs:
            self.assertEqual(client.run_in_new_context("console.log(1); 2").result, 2)
        self.assertIn("can't wait for the client", logs.output[0])

    def test_unhandled_rejections(self) -> None:
        rejections: list[UnhandledRejection] = []
        with Client.stdio(PROGRAM, unhandled_rejection=rejections.append) as client:
            self.assertEqual(client.run_in_new_context("Promise.reject(new Error('lost')); 1").result, 1)
        self.assertEqual([str(rejection.value) for rejection in rejections], ["Error: lost"])


class ModuleTests(PlainTestCase):
    def test_maps(self) -> None:
        context = self.client.create_context(
            modules={"a.js": "export default 1", "data": {"source": '{"b": 2}', "type": "json"}}
        )
        namespace = context.run(
            "import a from './a.js'; import d from 'data' with { type: 'json' }; export const sum = a + d.b",
            type="module",
        )
        self.assertEqual((namespace, namespace.class_name), ({"sum": 3}, "Module"))

    def test_resolvers(self) -> None:
        asked: list[str] = []

        def resolve(request: Any) -> Any:
            asked.append(request["specifier"])
            match request["specifier"]:
                case "text":
                    return "export default 'text'"
                case "values":
                    return {"id": "values", "exports": {"twice": lambda n: 2 * n}}
                case "refused":
                    raise JSError("TypeError", "not for you")
            return None

        context = self.client.create_context(modules=resolve)
        code = "import t from 'text'; import { twice } from 'values'; export const r = [t, twice(4)]"
        self.assertEqual(context.run(code, type="module"), {"r": ["text", 8]})
        self.assertEqual(sorted(asked), ["text", "values"])
        with self.assertRaisesRegex(ScriptError, "not for you"):
            context.run("import 'refused'", type="module", filename="x")
        with self.assertRaisesRegex(ScriptError, "Cannot find module 'nowhere'"):
            context.run("import 'nowhere'", type="module", filename="y")
        outcome = self.client.run_in_new_context("import('text')", modules=resolve, await_promise=True)
        self.assertEqual(outcome.result, {"default": "text"})
        template = self.client.create_template(["var set = 1"], modules=resolve)
        self.assertEqual(
            template.create_context().run("import('text')", await_promise=True), {"default": "text"}
        )


class EndTests(LimitedTestCase):
    def test_what_is_in_flight_fails_when_the_program_dies(self) -> None:
        with Client.stdio(PROGRAM) as client:
            started = threading.Event()
            context = client.create_context({"started": started.set})
            (program,) = processes_of(os.getpid())
            caught: list[ConnectionLostError] = []

            def run() -> None:
                try:
                    context.run("started(); while (true);")
                except ConnectionLostError as error:
                    caught.append(error)

            thread = threading.Thread(target=run)
            thread.start()
            self.assertTrue(started.wait(30))
            os.kill(program, signal.SIGKILL)
            thread.join(30)
            self.assertFalse(thread.is_alive())
            self.assertTrue(caught[0].may_have_run)
            self.assertRegex(str(caught[0]), "SIGKILL.*may have run")
            with self.assertRaises(ConnectionLostError) as later:
                context.run("1")
            self.assertFalse(later.exception.may_have_run)
        self.assertEqual(processes_of(os.getpid()), [])

    def test_nothing_is_left_of_a_client_that_was_closed(self) -> None:
        descriptors = len(os.listdir("/proc/self/fd"))
        threads = threading.active_count()
        client = Client.stdio(PROGRAM)
        with self.assertRaises(ClientClosedError):
            client.stats()
        with client:
            client.create_context()
        with self.assertRaises(ClientClosedError):
            client.stats()
        client.close()
        self.assertEqual(processes_of(os.getpid()), [])
        self.assertTrue(eventually(lambda: threading.active_count() <= threads))
        self.assertEqual(len(os.listdir("/proc/self/fd")), descriptors)

    def test_a_program_that_is_not_there(self) -> None:
        with self.assertRaisesRegex(UnavailableError, "/nowhere/isolates can't be started.*program="):
            Client.stdio("/nowhere/isolates").open()

    def test_a_program_that_refuses_its_arguments(self) -> None:
        with Client.stdio(PROGRAM, ["--nonsense"]) as client, self.assertRaisesRegex(ConnectionLostError, "status 64"):
            client.stats()
