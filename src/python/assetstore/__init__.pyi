# What editors and type checkers know of the module: https://typing.readthedocs.io/en/latest/spec/distributing.html

from collections.abc import Callable, Collection, Mapping
from logging import Logger
from typing import Any, Generic, TypeVar, overload

_F = TypeVar("_F", bound=Callable[..., Any])
_V = TypeVar("_V")

class AssetError(Exception):
    code: str
    message: str
    fix: str
    at: str | None
    facts: dict[str, Any]
    def __init__(
        self, code: str, message: str, fix: str, *, at: str | None = None, facts: dict[str, Any] | None = None
    ) -> None: ...

class AssetExecutionContext:
    log: Any
    partition: Any
    @property
    def partition_key(self) -> str: ...
    @property
    def has_partition_key(self) -> bool: ...
    def add_metadata(
        self, values: Mapping[str, str | int | float | bool] | None = None, /, **more: str | int | float | bool
    ) -> None: ...
    def add_output_metadata(self, metadata: Mapping[str, str | int | float | bool]) -> None: ...
    def __getattr__(self, name: str) -> Any: ...

class AssetKey(str):
    def __new__(cls, path: str | Collection[str]) -> AssetKey: ...

class Output(Generic[_V]):
    value: _V
    metadata: Mapping[str, Any]
    def __init__(self, value: _V, output_name: str | None = "result", *, metadata: Mapping[str, Any] | None = None) -> None: ...

class MaterializeResult(Output[_V]):
    def __init__(self, *, value: _V = ..., metadata: Mapping[str, Any] | None = None) -> None: ...

class MetadataValue:
    @staticmethod
    def int(value: int) -> int: ...
    @staticmethod
    def float(value: float) -> float: ...
    @staticmethod
    def bool(value: bool) -> bool: ...
    @staticmethod
    def text(value: str) -> str: ...
    @staticmethod
    def md(value: str) -> str: ...
    @staticmethod
    def url(value: str) -> str: ...
    @staticmethod
    def path(value: Any) -> Any: ...
    @staticmethod
    def json(value: Any) -> Any: ...
    @staticmethod
    def timestamp(value: Any) -> Any: ...

def get_dagster_logger(name: str = "dagster") -> Logger: ...

class Map(dict[str, _V]):
    def copy(self) -> Map[_V]: ...
    def __or__(self, other: Mapping[str, _V]) -> Map[_V]: ...  # type: ignore[override]
    def __ror__(self, other: Mapping[str, _V]) -> Map[_V]: ...  # type: ignore[override]

def add_metadata(
    values: Mapping[str, str | int | float | bool] | None = None, /, **more: str | int | float | bool
) -> None: ...
@overload
def asset(function: _F, /) -> _F: ...
@overload
def asset(
    function: None = None,
    /,
    *,
    rows: str | None = None,
    batch: int | None = None,
    schema: type | None = None,
    description: str | None = None,
    group_name: str | None = None,
    owners: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    compute_kind: str | None = None,
    deps: Collection[str | Callable[..., Any]] | None = None,
) -> Callable[[_F], _F]: ...
@overload
def check(function: _F, /) -> _F: ...
@overload
def check(function: None = None, /) -> Callable[[_F], _F]: ...
@overload
def source(function: _F, /) -> _F: ...
@overload
def source(function: None = None, /, *, schema: type | None = None) -> Callable[[_F], _F]: ...
