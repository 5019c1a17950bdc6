"""JSON of any depth.

The standard library's parser is limited by Python's stack, and so can't read every value that the supervisor may send.
"""

from __future__ import annotations

import json
import json.decoder
import re
from collections.abc import Callable
from typing import Any

# Given a text, where its first character is, and whether control characters are refused; the end comes back, too.
_scan: Callable[[str, int, bool], tuple[str, int]] = getattr(json.decoder, "scanstring")
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"(-?\d+)(\.\d+)?([eE][-+]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}


def _integer(text: str) -> int:
    # JavaScript writes the shortest digits that lead back to its double, which may not be the double's own.
    return int(text) if len(text) < 17 else int(float(text))


_decoder = json.JSONDecoder(parse_int=_integer)


def parse(text: str) -> Any:
    """Reads one JSON text.

    Raises ValueError if it is none.
    """
    try:
        return _decoder.decode(text)
    except RecursionError:
        return _Deep(text).parse()


class _Deep:
    """A parser with a stack of its own."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def parse(self) -> Any:
        # Each open container, with the key under which its next value goes (None in an array).
        open_containers: list[tuple[Any, str | None]] = []
        while True:
            value = self._begin()
            if isinstance(value, (dict, list)) and not self._is_at("}" if isinstance(value, dict) else "]"):
                open_containers.append((value, self._key() if isinstance(value, dict) else None))
                continue
            while open_containers:
                container, key = open_containers.pop()
                if isinstance(container, dict):
                    container[key] = value
                    end = "}"
                else:
                    container.append(value)
                    end = "]"
                if self._is_at(","):
                    open_containers.append((container, self._key() if isinstance(container, dict) else None))
                    break
                if not self._is_at(end):
                    raise ValueError(f"expected , or {end} at {self.position}")
                value = container
            else:
                self._skip_space()
                if self.position != len(self.text):
                    raise ValueError(f"text after the value at {self.position}")
                return value

    def _skip_space(self) -> None:
        match = _SPACE.match(self.text, self.position)
        assert match
        self.position = match.end()

    def _is_at(self, character: str) -> bool:
        self._skip_space()
        found = self.text.startswith(character, self.position)
        if found:
            self.position += 1
        return found

    def _key(self) -> str:
        if not self._is_at('"'):
            raise ValueError(f"expected a key at {self.position}")
        key, self.position = _scan(self.text, self.position, True)
        if not self._is_at(":"):
            raise ValueError(f"expected : at {self.position}")
        return key

    def _begin(self) -> Any:
        self._skip_space()
        if self._is_at("{"):
            return {}
        if self._is_at("["):
            return []
        if self._is_at('"'):
            value, self.position = _scan(self.text, self.position, True)
            return value
        if match := _NUMBER.match(self.text, self.position):
            self.position = match.end()
            return float(match[0]) if match[2] or match[3] else _integer(match[0])
        for word, constant in _WORDS.items():
            if self.text.startswith(word, self.position):
                self.position += len(word)
                return constant
        raise ValueError(f"expected a value at {self.position}")
