"""Values cross in both directions as values.md says."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone
from typing import Any

from isolates import (
    ArrayBuffer,
    BigInt,
    ClassObject,
    Date,
    InvalidRequestError,
    JSError,
    Map,
    RegExp,
    ScriptError,
    Set,
    Symbol,
    TypedArray,
    ValueTooLargeError,
    undefined,
)

from .support import PlainTestCase


class ValueTests(PlainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.context = self.client.create_context()

    def check(self, value: Any, condition: str) -> Any:
        """Sends a value, has a script look at it (as v), and returns what comes back."""
        self.context.set_sandbox({"v": value})
        self.assertIs(self.context.run(condition), True, condition)
        return self.context.run("v")

    def test_primitives(self) -> None:
        for value, condition in [
            (None, "v === null"),
            (True, "v === true"),
            (False, "v === false"),
            (0, "Object.is(v, 0)"),
            (-7, "v === -7"),
            (0.5, "v === 0.5"),
            (2**53, "v === 2 ** 53"),
            ("", "v === ''"),
            ("tür \U0001f600 \u2028 \x00", r"v === 't\u00fcr \u{1f600} \u2028 \0'"),
        ]:
            with self.subTest(value=value):
                back = self.check(value, condition)
                self.assertEqual(back, value)
                self.assertIs(type(back), type(value))

    def test_numbers_that_json_lacks(self) -> None:
        self.assertTrue(math.isnan(self.check(math.nan, "Number.isNaN(v)")))
        self.assertEqual(self.check(math.inf, "v === Infinity"), math.inf)
        self.assertEqual(self.check(-math.inf, "v === -Infinity"), -math.inf)
        self.assertEqual(math.copysign(1, self.check(-0.0, "Object.is(v, -0)")), -1)
        self.assertEqual(self.check(1e300, "v === 1e300"), 1e300)
        # Beyond 2 ** 53, whether an integral number comes as an int or as a float is not said.
        self.assertEqual(self.check(2**60, "v === 2 ** 60"), 2**60)
        self.assertEqual(self.check(-(2**62), "v === -(2 ** 62)"), -(2**62))

    def test_integers_that_are_no_number_are_refused(self) -> None:
        for value in [2**53 + 1, 10**400]:
            with self.assertRaisesRegex(ValueError, "BigInt"):
                self.context.set_sandbox({"v": value})

    def test_undefined(self) -> None:
        self.assertIs(self.check(undefined, "v === undefined && 'v' in globalThis"), undefined)
        self.assertFalse(undefined)
        self.assertEqual(self.context.run("[1, , 3]"), [1, undefined, 3])

    def test_bigint(self) -> None:
        back = self.check(BigInt(2**70), "v === 2n ** 70n")
        self.assertEqual(back, 2**70)
        self.assertIsInstance(back, BigInt)
        self.assertEqual(self.check(BigInt(-1), "v === -1n"), -1)

    def test_symbols(self) -> None:
        back = self.check(Symbol("x"), "typeof v === 'symbol' && v.description === 'x' && v !== Symbol.for('x')")
        self.assertEqual((back.description, back.registered), ("x", False))
        self.assertEqual(self.check(Symbol("x", registered=True), "v === Symbol.for('x')"), Symbol("x", True))
        self.assertIsNone(self.check(Symbol(), "v.description === undefined").description)

    def test_dates(self) -> None:
        moment = datetime(2026, 1, 2, 3, 4, 5, 678000, timezone(timedelta(hours=2)))
        self.assertEqual(self.check(moment, "v.toISOString() === '2026-01-02T01:04:05.678Z'"), moment)
        self.assertEqual(self.check(Date(None), "Number.isNaN(v.getTime())"), Date(None))
        for milliseconds in [8.64e15, -8.64e15, 253402300800000, -62167219200001, -62198755200000]:
            with self.subTest(milliseconds=milliseconds):
                self.assertEqual(
                    self.check(Date(int(milliseconds)), f"v.getTime() === {milliseconds}"), Date(int(milliseconds))
                )
        self.assertEqual(self.context.run("new Date(-1)"), datetime(1969, 12, 31, 23, 59, 59, 999000, timezone.utc))
        with self.assertRaisesRegex(ValueError, "time zone"):
            self.context.set_sandbox({"v": datetime(2026, 1, 1)})

    def test_regexp(self) -> None:
        expected = RegExp("a+/\\d", "gi")
        self.assertEqual(self.check(expected, r"v.source === 'a+\\/\\d' && v.flags === 'gi'").flags, "gi")

    def test_maps_and_sets(self) -> None:
        key: dict[str, Any] = {"k": 1}
        back = self.check(Map([(key, "object"), (math.nan, 1), ("1", 2), (1, 3)]), "v.get(1) === 3 && v.size === 4")
        self.assertEqual(back.entries[0], (key, "object"))
        self.assertEqual((back.get("1"), back.get(1), back.get(True, "none")), (2, 3, "none"))
        back = self.check(Set([1, "1", key]), "v.has('1') && v.size === 3")
        self.assertEqual(list(back), [1, "1", key])
        self.assertEqual(set(self.check({"a", "b"}, "v instanceof Set && v.size === 2")), {"a", "b"})

    def test_errors(self) -> None:
        error = JSError("TypeError", "no", properties={"code": "E", "cause": JSError("Error", "why")})
        back = self.check(error, "v instanceof TypeError && v.code === 'E' && v.cause.message === 'why'")
        self.assertEqual((back.name, back.message, back.properties["code"]), ("TypeError", "no", "E"))
        self.assertEqual(back.properties["cause"].message, "why")
        many = self.context.run("new AggregateError([1, new RangeError('r')], 'm')")
        self.assertEqual([str(many), many.properties["errors"][0]], ["AggregateError: m", 1])
        self.assertEqual(many.properties["errors"][1].name, "RangeError")
        self.assertIn("evalmachine", many.stack)

    def test_bytes(self) -> None:
        data = bytes(range(256))
        self.assertEqual(self.check(data, "v instanceof Uint8Array && v[255] === 255"), data)
        self.assertEqual(self.check(ArrayBuffer(data), "v instanceof ArrayBuffer"), ArrayBuffer(data))
        array = TypedArray("Uint16Array", b"\x01\x00\x00\x01")
        self.assertEqual(self.check(array, "v instanceof Uint16Array && v[0] === 1 && v[1] === 256"), array)
        view = TypedArray("DataView", b"\x01\x02")
        self.assertEqual(self.check(view, "v instanceof DataView && v.getUint8(1) === 2"), view)

    def test_shared_and_cyclic_references(self) -> None:
        shared: list[Any] = [1]
        value: dict[str, Any] = {"a": shared, "b": shared, "$type": "mine"}
        value["self"] = value
        value["map"] = Map([(value, shared)])
        value["set"] = Set([shared, value])
        error = JSError("Error", "e")
        error.properties["self"] = error
        value["error"] = error
        back = self.check(
            value,
            "v.a === v.b && v.self === v && v.map.get(v) === v.a && v.set.has(v) && v.error.self === v.error"
            " && v.$type === 'mine'",
        )
        self.assertIs(back["a"], back["b"])
        self.assertIs(back["self"], back)
        self.assertIs(back["map"].entries[0][0], back)
        self.assertIs(back["set"].values[0], back["a"])
        self.assertIs(back["error"].properties["self"], back["error"])

    def test_equal_values_are_not_shared(self) -> None:
        self.check([[], [], (), ()], "v[0] !== v[1] && v[2] !== v[3]")

    def test_keys_with_a_meaning_elsewhere_are_data(self) -> None:
        value = {"__proto__": {"x": 1}, "constructor": 2, "$type": "ref", "value": 3, "id": 4}
        back = self.check(value, "Object.hasOwn(v, '__proto__') && v.x === undefined && v.$type === 'ref'")
        self.assertEqual(back, value)
        self.assertEqual(list(back), list(value))

    def test_lone_surrogates(self) -> None:
        text = "a\ud800b\udc00"
        self.assertEqual(self.check(text, r"v === 'a\ud800b\udc00'"), text)
        self.assertEqual(self.check({text: text}, r"v['a\ud800b\udc00'].length === 4"), {text: text})

    def test_depth(self) -> None:
        value: list[Any] = []
        for _ in range(990):
            value = [value]
        depth = "(() => { let d = 0; for (let x = v; x.length; x = x[0]) d++; return d === 990 })()"
        back = self.check(value, depth)
        for _ in range(990):
            (back,) = back
        self.assertEqual(back, [])
        nested = self.context.run("let m = 0; for (let i = 0; i < 150; i++) m = new Map([[{ $type: 1 }, { m }]]); m")
        for _ in range(150):
            nested = nested.entries[0][1]["m"]
        self.assertEqual(nested, 0)

    def test_values_that_are_too_deep_are_refused_and_lose_nothing(self) -> None:
        with self.assertRaises(ValueTooLargeError):
            self.context.run("let d = 0; for (let i = 0; i < 5000; i++) d = [d]; d")
        value: list[Any] = []
        for _ in range(5000):
            value = [value]
        with self.assertRaises((ValueTooLargeError, InvalidRequestError)):
            self.context.set_sandbox({"v": value})
        self.assertEqual(self.context.run("1 + 1"), 2)

    def test_objects_of_other_classes(self) -> None:
        back = self.context.run("new WeakMap()")
        self.assertIsInstance(back, ClassObject)
        self.assertEqual(back.class_name, "WeakMap")
        self.check(back, "Object.getPrototypeOf(v) === Object.prototype")

    def test_large_values(self) -> None:
        text = "x" * (8 << 20)
        self.assertEqual(self.check(text, f"v.length === {8 << 20}"), text)

    def test_what_has_no_counterpart_is_refused(self) -> None:
        for value in [object(), {1: 2}, 1j]:
            with self.subTest(value=value), self.assertRaisesRegex(TypeError, "give|Map"):
                self.context.set_sandbox({"v": value})

    def test_what_is_thrown_may_be_any_value(self) -> None:
        for code, expected in [("throw undefined", undefined), ("throw [1n]", [1]), ("throw 'text'", "text")]:
            with self.assertRaises(ScriptError) as caught:
                self.context.run(code)
            self.assertEqual(caught.exception.value, expected)
