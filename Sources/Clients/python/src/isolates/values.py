"""Values that cross between Python and JavaScript, and their encoding (values.md)."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final, Protocol, final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LARGEST_TIME: Final = 8_640_000_000_000_000


@final
class Undefined:
    """The type of `undefined`, of which there is one."""

    _only: Undefined | None = None

    def __new__(cls) -> Undefined:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "undefined"


undefined: Final = Undefined()


class BigInt(int):
    """A JavaScript BigInt. A plain `int` is a Number."""

    def __repr__(self) -> str:
        return f"BigInt({int(self)})"


class Symbol:
    """A symbol. One that is not registered equals only itself, as in JavaScript."""

    def __init__(self, description: str | None = None, registered: bool = False) -> None:
        if registered and description is None:
            raise ValueError("a registered symbol has a description")
        self.description = description
        self.registered = registered

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Symbol)
            and self.registered
            and other.registered
            and self.description == other.description
        )

    def __hash__(self) -> int:
        return hash(self.description)

    def __repr__(self) -> str:
        return f"Symbol({self.description!r}{', registered=True' if self.registered else ''})"


class Date:
    """A JavaScript date that no `datetime` can hold: an invalid one, or one outside of the years 1 to 9999.

    `milliseconds` counts from 1970 (UTC), and is None for an invalid date.
    """

    def __init__(self, milliseconds: int | None) -> None:
        if milliseconds is not None and abs(milliseconds) > _LARGEST_TIME:
            raise ValueError(f"JavaScript has no date {milliseconds} ms from 1970")
        self.milliseconds = milliseconds

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Date) and self.milliseconds == other.milliseconds

    def __hash__(self) -> int:
        return hash(self.milliseconds)

    def __repr__(self) -> str:
        return f"Date({self.milliseconds})"


class RegExp:
    """A regular expression of JavaScript, which is not one of Python."""

    def __init__(self, pattern: str, flags: str = "") -> None:
        self.pattern = pattern
        self.flags = flags

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RegExp) and (self.pattern, self.flags) == (other.pattern, other.flags)

    def __hash__(self) -> int:
        return hash((self.pattern, self.flags))

    def __repr__(self) -> str:
        return f"RegExp({self.pattern!r}, {self.flags!r})"


class Map:
    """A JavaScript `Map`. Its keys may be any values, and so it is a list of pairs, in order."""

    def __init__(self, entries: Iterable[tuple[Any, Any]] | Mapping[Any, Any] = ()) -> None:
        self.entries: list[tuple[Any, Any]] = list(entries.items() if isinstance(entries, Mapping) else entries)

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of the first key that is this one, or that equals it and has its type."""
        for known, value in self.entries:
            if known is key or (type(known) is type(key) and known == key):
                return value
        return default

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"Map(<{len(self.entries)} entries>)"


class Set:
    """A JavaScript `Set`. Its members may be any values, and so it is a list, in order."""

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self.values: list[Any] = list(values)

    def __contains__(self, value: object) -> bool:
        return any(known is value or (type(known) is type(value) and known == value) for known in self.values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"Set(<{len(self.values)} values>)"


class JSError(Exception):
    """An `Error` of JavaScript, as a value.

    A host function that raises one throws it in the script. `properties` has what the error has besides its name,
    message and stack: `cause`, `errors`, and its own enumerable properties.
    """

    def __init__(
        self,
        name: str = "Error",
        message: str = "",
        stack: str | None = None,
        properties: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.stack = stack
        self.properties: dict[str, Any] = properties if properties is not None else {}

    def __str__(self) -> str:
        return f"{self.name}: {self.message}" if self.message else self.name

    def __repr__(self) -> str:
        return f"JSError({self.name!r}, {self.message!r})"


class ArrayBuffer:
    """An `ArrayBuffer`. Python's `bytes` are a `Uint8Array`."""

    def __init__(self, data: bytes | bytearray | memoryview) -> None:
        self.data = bytes(data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArrayBuffer) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        return f"ArrayBuffer({self.data!r})"


class TypedArray:
    """A typed array that is no `Uint8Array`, or a `DataView`. `data` has the bytes, in the order of the machine."""

    def __init__(self, type: str, data: bytes | bytearray | memoryview) -> None:
        self.type = type
        self.data = bytes(data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TypedArray) and (self.type, self.data) == (other.type, other.data)

    def __hash__(self) -> int:
        return hash((self.type, self.data))

    def __repr__(self) -> str:
        return f"TypedArray({self.type!r}, {self.data!r})"


class ClassObject(dict[str, Any]):
    """The own enumerable properties of an object that can't cross as what it is: a module's namespace, a `WeakMap`.

    `class_name` says what it was. On its way back it is a plain object.
    """

    class_name: str = "Object"


class HandleOwner(Protocol):
    """What `encode` and `decode` need for functions and promises."""

    def host_function(self, function: Callable[..., Any]) -> dict[str, Any]:
        """The `value` that stands for a function of this program."""

    def script_function(self, name: str, length: int, handle: str) -> Any:
        """What stands for a script's function."""

    def script_promise(self, handle: str) -> Any:
        """What stands for a script's promise."""

    def handle_of(self, value: Any) -> dict[str, Any] | None:
        """The encoding of a script's function or promise; None if the value is none."""


class _Raw:
    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_CONTAINERS = (list, tuple, Mapping, Map, Set, set, frozenset, JSError)


def encode(value: Any, owner: HandleOwner, first_id: int = 1) -> tuple[str, int]:
    """The JSON text of a value, and the first of the ids that are free after it.

    Raises TypeError or ValueError for what has no counterpart in JavaScript.
    """
    encoder = _Encoder(value, owner, first_id)
    return encoder.encode(value), first_id + len(encoder.ids)


class _Encoder:
    def __init__(self, value: Any, owner: HandleOwner, first_id: int) -> None:
        self.owner = owner
        self.first_id = first_id
        self.shared = _shared(value)
        self.ids: dict[int, int] = {}

    def encode(self, value: Any) -> str:
        output: list[str] = []
        # What is still to be written, the next one last. No recursion: values may be deeper than Python's stack.
        rest: list[Any] = [value]
        while rest:
            item = rest.pop()
            if isinstance(item, _Raw):
                output.append(item.text)
            elif isinstance(item, _CONTAINERS):
                rest.extend(reversed(self._container(item)))
            else:
                output.append(self._leaf(item))
        return "".join(output)

    def _container(self, value: Any) -> list[Any]:
        """The parts of which the text of a container consists."""
        identity = id(value)
        mark = ""
        if identity in self.shared:
            if identity in self.ids:
                return [_Raw(f'{{"$type":"ref","value":{self.ids[identity]}}}')]
            self.ids[identity] = self.first_id + len(self.ids)
            mark = f',"id":{self.ids[identity]}'
        if isinstance(value, (list, tuple)):
            return _wrap("array", mark, _array(value), is_plain=not mark)
        if isinstance(value, Map):
            return _wrap("map", mark, _pairs(value.entries))
        if isinstance(value, (Set, set, frozenset)):
            return _wrap("set", mark, _array(list(value)))
        if isinstance(value, JSError):
            members = {"name": value.name, "message": value.message}
            if value.stack is not None:
                members["stack"] = value.stack
            return _wrap("error", mark, _object({**members, **value.properties}))
        return _wrap("object", mark, _object(value), is_plain=not mark and "$type" not in value)

    def _leaf(self, value: Any) -> str:
        if value is None or isinstance(value, (bool, str)):
            return json.dumps(value)
        if isinstance(value, BigInt):
            return _typed("bigint", str(int(value)))
        if isinstance(value, int):
            return _integer(value)
        if isinstance(value, float):
            return _float(value)
        if value is undefined:
            return '{"$type":"undefined"}'
        if isinstance(value, datetime):
            return _typed("date", _iso(_milliseconds(value)))
        if isinstance(value, Date):
            return _typed("date", None if value.milliseconds is None else _iso(value.milliseconds))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return _typed("typedarray", {"type": "Uint8Array", "data": _base64(bytes(value))})
        if isinstance(value, ArrayBuffer):
            return _typed("arraybuffer", _base64(value.data))
        if isinstance(value, TypedArray):
            return _typed("typedarray", {"type": value.type, "data": _base64(value.data)})
        if isinstance(value, RegExp):
            return _typed("regexp", {"pattern": value.pattern, "flags": value.flags})
        if isinstance(value, Symbol):
            symbol: dict[str, Any] = {"$type": "symbol", "value": value.description}
            return json.dumps({**symbol, "registered": True} if value.registered else symbol)
        handle = self.owner.handle_of(value)
        if handle is not None:
            return json.dumps(handle)
        if callable(value):
            return json.dumps(self.owner.host_function(value))
        raise TypeError(
            f"a {type(value).__name__} has no counterpart in JavaScript: give dicts, lists, numbers, strings, bytes, "
            "dates with a time zone, functions, or the types of isolates.values"
        )


def _shared(value: Any) -> set[int]:
    """The containers that are reached more than once."""
    seen: set[int] = set()
    shared: set[int] = set()
    rest: list[Any] = [value]
    while rest:
        item = rest.pop()
        if not isinstance(item, _CONTAINERS):
            continue
        if isinstance(item, (tuple, frozenset)):
            # They have no identity: Python shares equal ones as it likes. A cycle has something else in it.
            rest += item
            continue
        if id(item) in seen:
            shared.add(id(item))
            continue
        seen.add(id(item))
        if isinstance(item, Map):
            for key, member in item.entries:
                rest += (key, member)
        elif isinstance(item, JSError):
            rest += item.properties.values()
        elif isinstance(item, Mapping):
            rest += item.values()
        else:
            rest += item
    return shared


def _typed(type_name: str, value: Any) -> str:
    return json.dumps({"$type": type_name, "value": value})


def _wrap(type_name: str, mark: str, parts: list[Any], is_plain: bool = False) -> list[Any]:
    return parts if is_plain else [_Raw(f'{{"$type":"{type_name}"{mark},"value":'), *parts, _Raw("}")]


def _array(values: Iterable[Any]) -> list[Any]:
    parts: list[Any] = [_Raw("[")]
    for index, value in enumerate(values):
        if index:
            parts.append(_Raw(","))
        parts.append(value)
    parts.append(_Raw("]"))
    return parts


def _pairs(entries: Iterable[tuple[Any, Any]]) -> list[Any]:
    parts: list[Any] = [_Raw("[")]
    for index, (key, value) in enumerate(entries):
        parts += (_Raw(",[" if index else "["), key, _Raw(","), value, _Raw("]"))
    parts.append(_Raw("]"))
    return parts


def _object(members: Mapping[Any, Any]) -> list[Any]:
    parts: list[Any] = [_Raw("{")]
    for index, (key, value) in enumerate(members.items()):
        if not isinstance(key, str):
            raise TypeError(f"the key {key!r} of a dict is no string: give a Map, or make it one")
        parts += (_Raw(f"{',' if index else ''}{json.dumps(key)}:"), value)
    parts.append(_Raw("}"))
    return parts


def _integer(value: int) -> str:
    try:
        is_exact = int(float(value)) == value
    except OverflowError:
        is_exact = False
    if not is_exact:
        raise ValueError(f"{value} is no Number of JavaScript: give BigInt({value}), or a float")
    return str(int(value))


def _float(value: float) -> str:
    if math.isnan(value):
        return _typed("number", "NaN")
    if math.isinf(value):
        return _typed("number", "Infinity" if value > 0 else "-Infinity")
    if value == 0 and math.copysign(1, value) < 0:
        return _typed("number", "-0")
    return repr(float(value))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _milliseconds(date: datetime) -> int:
    if date.tzinfo is None:
        raise ValueError(f"{date!r} has no time zone, and so is no point in time: give it one, as timezone.utc")
    return (date - _EPOCH) // timedelta(milliseconds=1)


def _iso(milliseconds: int) -> str:
    """The form of Date.prototype.toISOString, for years that datetime does not have, too."""
    days, rest = divmod(milliseconds, 86_400_000)
    # The calendar repeats itself every 400 years, which are 146,097 days.
    cycles, day = divmod(days, 146_097)
    date = _EPOCH + timedelta(days=day, milliseconds=rest)
    year = date.year + 400 * cycles
    text = f"{year:04d}" if 0 <= year <= 9999 else f"{'-' if year < 0 else '+'}{abs(year):06d}"
    return f"{text}-{date:%m-%dT%H:%M:%S}.{date.microsecond // 1000:03d}Z"


def _date(text: str | None) -> datetime | Date:
    if text is None:
        return Date(None)
    sign, rest = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    year_text, rest = rest.split("-", 1)
    year = int(sign + year_text)
    if 1 <= year <= 9999:
        return datetime.fromisoformat(f"{year:04d}-{rest}")
    cycles = year // 400 - 1
    date = datetime.fromisoformat(f"{year - 400 * cycles:04d}-{rest}")
    return Date((date - _EPOCH) // timedelta(milliseconds=1) + cycles * 146_097 * 86_400_000)


def decode(encoded: Any, owner: HandleOwner) -> Any:
    """The value of parsed JSON.

    Raises ValueError if it is malformed.
    """
    try:
        return _Decoder(owner).decode(encoded)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a malformed value came: {error!r}") from error


class _Decoder:
    def __init__(self, owner: HandleOwner) -> None:
        self.owner = owner
        self.known: dict[int, Any] = {}
        # What is still to be decoded, and the container and key where it goes, the next one last.
        self.rest: list[tuple[Any, Any, Any]] = []
        self.finishing: list[Callable[[], None]] = []

    def decode(self, encoded: Any) -> Any:
        result = [None]
        self.rest.append((encoded, result, 0))
        while self.rest:
            item, container, key = self.rest.pop()
            container[key] = self._value(item)
        for finish in self.finishing:
            finish()
        return result[0]

    def _value(self, item: Any) -> Any:
        if isinstance(item, list):
            return self._array(item, None)
        if not isinstance(item, dict):
            return item
        if "$type" not in item:
            return self._object(item, {}, None)
        return self._typed(item["$type"], item.get("value"), item)

    def _typed(self, kind: Any, value: Any, item: dict[str, Any]) -> Any:
        identifier = item.get("id")
        match kind:
            case "undefined":
                return undefined
            case "ref":
                return self.known[value]
            case "array":
                return self._array(value, identifier)
            case "object":
                if "class" not in item:
                    return self._object(value, {}, identifier)
                instance = ClassObject()
                instance.class_name = item["class"]
                return self._object(value, instance, identifier)
            case "map":
                return self._map(value, identifier)
            case "set":
                members = Set()
                self._note(members, identifier)
                self._fill(value, members.values)
                return members
            case "error":
                return self._error(value, identifier)
            case _:
                return self._note(self._leaf(kind, value, item), identifier)

    def _leaf(self, kind: Any, value: Any, item: dict[str, Any]) -> Any:
        match kind:
            case "number":
                return float(value)
            case "bigint":
                return BigInt(value)
            case "symbol":
                return Symbol(value, item.get("registered", False))
            case "date":
                return _date(value)
            case "regexp":
                return RegExp(value["pattern"], value["flags"])
            case "arraybuffer":
                return ArrayBuffer(base64.b64decode(value, validate=True))
            case "typedarray":
                data = base64.b64decode(value["data"], validate=True)
                return data if value["type"] == "Uint8Array" else TypedArray(value["type"], data)
            case "function":
                return self.owner.script_function(value.get("name", ""), value.get("length", 0), value["handle"])
            case "promise":
                return self.owner.script_promise(value["handle"])
            case _:
                raise ValueError(f"a value of an unknown type came: {kind!r}")

    def _note(self, value: Any, identifier: int | None) -> Any:
        if identifier is not None:
            self.known[identifier] = value
        return value

    def _fill(self, items: list[Any], values: list[Any]) -> None:
        values.extend([None] * len(items))
        self.rest.extend((items[index], values, index) for index in range(len(items) - 1, -1, -1))

    def _array(self, items: list[Any], identifier: int | None) -> list[Any]:
        values: list[Any] = []
        self._note(values, identifier)
        self._fill(items, values)
        return values

    def _object(self, members: dict[str, Any], target: dict[str, Any], identifier: int | None) -> dict[str, Any]:
        self._note(target, identifier)
        # In their order now, and with their values when these are there.
        target.update(dict.fromkeys(members))
        self.rest.extend((member, target, key) for key, member in reversed(members.items()))
        return target

    def _map(self, pairs: list[list[Any]], identifier: int | None) -> Map:
        result = Map()
        self._note(result, identifier)
        flat: list[Any] = []
        self._fill([part for key, value in pairs for part in (key, value)], flat)
        self.finishing.append(lambda: result.entries.extend(zip(flat[::2], flat[1::2], strict=True)))
        return result

    def _error(self, members: dict[str, Any], identifier: int | None) -> JSError:
        own = {key: value for key, value in members.items() if key not in ("name", "message", "stack")}
        # Each of the three is a string, unless the script made it something else.
        name, message, stack = (members.get(key) for key in ("name", "message", "stack"))
        error = JSError(
            name if isinstance(name, str) else "Error",
            message if isinstance(message, str) else "",
            stack if isinstance(stack, str) else None,
        )
        self._note(error, identifier)
        self._object(own, error.properties, None)
        return error
