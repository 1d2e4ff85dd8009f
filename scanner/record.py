"""`NamedTuple` for the hook's path: the same behaviour as `typing.NamedTuple`, without its import.

`typing` takes 4 to 10 ms to import and `dataclasses` 15 ms, on a path whose whole budget is 40 ms. Type checkers are
shown the real `typing.NamedTuple`; at run time the small twin below builds the same kind of tuple subclass. Its `repr`
shows no bytes: they may be a secret, or hold one.
"""

from __future__ import annotations

from _collections import _tuplegetter  # type: ignore[import-not-found]  # what collections.namedtuple itself uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    def _shown(value):
        return f"<{len(value)} bytes>" if isinstance(value, bytes) else repr(value)

    class RecordMeta(type):
        """Turns the annotations of a class body into the fields of a tuple."""

        def __new__(mcls, name, bases, namespace):
            if not bases:
                return super().__new__(mcls, name, (tuple,), namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            namespace["__slots__"] = ()
            namespace["_fields"] = fields
            namespace["__match_args__"] = fields
            namespace["_field_defaults"] = defaults
            namespace["_defaults"] = tuple(defaults.values())
            for index, field in enumerate(fields):
                namespace[field] = _tuplegetter(index, field)
            return super().__new__(mcls, name, bases, namespace)

    class NamedTuple(metaclass=RecordMeta):
        """Base class of the values that pass between the stages."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}
        _defaults = ()

        def __new__(cls, *values, **named):
            lacking = len(cls._fields) - len(values)
            if named or lacking:
                if not named and 0 < lacking <= len(cls._defaults):  # fields with a default stand behind the others
                    values += cls._defaults[-lacking:]
                elif named and (*cls._fields[: len(values)], *named) == cls._fields:  # in their order, the usual case
                    values = (*values, *named.values())
                else:
                    values = cls._complete(values, named)
            return tuple.__new__(cls, values)

        @classmethod
        def _make(cls, iterable):
            values = tuple(iterable)
            if len(values) != len(cls._fields):
                raise TypeError(f"{cls.__name__} takes {len(cls._fields)} values, not {len(values)}")
            return tuple.__new__(cls, values)

        @classmethod
        def _complete(cls, values, named):
            if len(values) > len(cls._fields):
                raise TypeError(f"{cls.__name__} takes {len(cls._fields)} values, not {len(values)}")
            complete = list(values)
            for field in cls._fields[len(values) :]:
                if field in named:
                    complete.append(named.pop(field))
                elif field in cls._field_defaults:
                    complete.append(cls._field_defaults[field])
                else:
                    raise TypeError(f"{cls.__name__} lacks {field!r}")
            if named:
                raise TypeError(f"{cls.__name__} has no place for {sorted(named)}")
            return complete

        def _replace(self, **changes):
            values = [changes.pop(field, old) for field, old in zip(self._fields, self)]
            if changes:
                raise ValueError(f"{type(self).__name__} has no {sorted(changes)}")
            return tuple.__new__(type(self), values)

        def _asdict(self):
            return dict(zip(self._fields, self))

        def __repr__(self):
            inside = ", ".join(f"{field}={_shown(value)}" for field, value in zip(self._fields, self))
            return f"{type(self).__name__}({inside})"

        def __getnewargs__(self):
            return tuple(self)
