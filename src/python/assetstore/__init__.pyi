# What editors and type checkers know of the module: https://typing.readthedocs.io/en/latest/spec/distributing.html

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from enum import Enum
from logging import Logger
from typing import Any, Generic, NamedTuple, TypeVar, overload

from pydantic import BaseModel

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
    def run_id(self) -> str: ...
    @property
    def asset_key(self) -> AssetKey: ...
    @property
    def partition_key(self) -> str: ...
    @property
    def has_partition_key(self) -> bool: ...
    @property
    def partition_keys(self) -> list[str]: ...
    @property
    def partition_time_window(self) -> TimeWindow: ...
    def asset_partition_key_for_output(self, output_name: str = "result") -> str: ...
    def asset_partitions_time_window_for_output(self, output_name: str = "result") -> TimeWindow: ...
    def add_metadata(
        self, values: Mapping[str, str | int | float | bool] | None = None, /, **more: str | int | float | bool
    ) -> None: ...
    def add_output_metadata(self, metadata: Mapping[str, str | int | float | bool]) -> None: ...
    def __getattr__(self, name: str) -> Any: ...

class AssetKey(str):
    def __new__(cls, path: str | Sequence[str]) -> AssetKey: ...
    @property
    def path(self) -> list[str]: ...
    def to_user_string(self) -> str: ...

class PartitionMapping: ...
class AllPartitionMapping(PartitionMapping): ...
class LastPartitionMapping(PartitionMapping): ...
class IdentityPartitionMapping(PartitionMapping): ...

class SpecificPartitionsPartitionMapping(PartitionMapping):
    def __init__(self, partition_keys: Iterable[str]) -> None: ...

class TimeWindowPartitionMapping(PartitionMapping):
    def __init__(self, start_offset: int = 0, end_offset: int = 0, allow_nonexistent_upstream_partitions: bool = False) -> None: ...

class AssetIn:
    def __init__(
        self,
        key: str | Sequence[str] | None = None,
        metadata: Mapping[str, Any] | None = None,
        key_prefix: str | Sequence[str] | None = None,
        input_manager_key: None = None,
        dagster_type: Any = None,
        partition_mapping: PartitionMapping | None = None,
    ) -> None: ...

class AssetDep:
    def __init__(self, asset: str | Sequence[str] | Callable[..., Any], partition_mapping: PartitionMapping | None = None) -> None: ...

class PartitionsDefinition: ...

class StaticPartitionsDefinition(PartitionsDefinition):
    def __init__(self, partition_keys: Sequence[str]) -> None: ...
    def get_partition_keys(self) -> list[str]: ...

# Told where the project is read: what only a running instance knows is no partition here.
class DynamicPartitionsDefinition(PartitionsDefinition):
    def __init__(self, *arguments: Any, **options: Any) -> None: ...

class MultiPartitionsDefinition(PartitionsDefinition):
    def __init__(self, partitions_defs: Mapping[str, PartitionsDefinition]) -> None: ...

class ScheduleType:
    HOURLY: str
    DAILY: str
    WEEKLY: str
    MONTHLY: str

class TimeWindowPartitionsDefinition(PartitionsDefinition):
    def __init__(
        self,
        start: str | date,
        fmt: str,
        end: str | date | None = None,
        schedule_type: str | None = None,
        timezone: str | None = None,
        end_offset: int = 0,
        minute_offset: int | None = None,
        hour_offset: int | None = None,
        day_offset: int | None = None,
        cron_schedule: str | None = None,
    ) -> None: ...

class HourlyPartitionsDefinition(TimeWindowPartitionsDefinition):
    def __init__(
        self,
        start_date: str | date,
        end_date: str | date | None = None,
        minute_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
    ) -> None: ...

class DailyPartitionsDefinition(TimeWindowPartitionsDefinition):
    def __init__(
        self,
        start_date: str | date,
        end_date: str | date | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
    ) -> None: ...

class WeeklyPartitionsDefinition(TimeWindowPartitionsDefinition):
    def __init__(
        self,
        start_date: str | date,
        end_date: str | date | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        day_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
    ) -> None: ...

class MonthlyPartitionsDefinition(TimeWindowPartitionsDefinition):
    def __init__(
        self,
        start_date: str | date,
        end_date: str | date | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        day_offset: int = 1,
        timezone: str | None = None,
        fmt: str | None = None,
    ) -> None: ...

class BackfillPolicy:
    @classmethod
    def single_run(cls) -> BackfillPolicy: ...
    @classmethod
    def multi_run(cls, max_partitions_per_run: int = 1) -> BackfillPolicy: ...

class EnvVar(str):
    env_var_name: str
    is_set: bool
    def __new__(cls, name: str) -> EnvVar: ...
    def get_value(self, default: str | None = None) -> str | None: ...
    @classmethod
    def int(cls, name: str) -> int: ...

class Config(BaseModel): ...
class PermissiveConfig(Config): ...

class ConfigurableResource(BaseModel):
    def setup_for_execution(self, context: Any) -> None: ...
    def teardown_after_execution(self, context: Any) -> None: ...
    def yield_for_execution(self, context: Any) -> AbstractContextManager[Any]: ...

class ResourceParam(Generic[_V]): ...

class ResourceDefinition:
    config_schema: Any
    def __init__(
        self,
        resource_fn: Callable[..., Any] | None = None,
        config_schema: Any = None,
        description: str | None = None,
        required_resource_keys: Collection[str] | None = None,
        version: str | None = None,
        config: Any = None,
    ) -> None: ...
    def __call__(self, *arguments: Any) -> Any: ...
    def configured(self, config_or_config_fn: Any, **options: Any) -> ResourceDefinition: ...
    @classmethod
    def hardcoded_resource(cls, value: Any, description: str | None = None) -> ResourceDefinition: ...

@overload
def resource(config_schema: Callable[..., Any], /) -> ResourceDefinition: ...
@overload
def resource(
    config_schema: Any = None,
    description: str | None = None,
    required_resource_keys: Collection[str] | None = None,
    version: str | None = None,
) -> Callable[[Callable[..., Any]], ResourceDefinition]: ...

# What settings of such a resource are declared by. Types are not looked at.
class Field:
    def __init__(self, config: Any = None, default_value: Any = ..., is_required: bool | None = None, description: str | None = None) -> None: ...

class ConfigType:
    def __init__(self, *arguments: Any, **options: Any) -> None: ...

Array = ConfigType
BoolSource = ConfigType
IntSource = ConfigType
Noneable = ConfigType
Permissive = ConfigType
Selector = ConfigType
Shape = ConfigType
StringSource = ConfigType

# Tables are kept by the run: nobody calls what these have.
class IOManager:
    def __init__(self, *arguments: Any, **options: Any) -> None: ...

class ConfigurableIOManager(ConfigurableResource, IOManager): ...
class ConfigurableIOManagerFactory(ConfigurableResource, Generic[_V]): ...
class FilesystemIOManager(IOManager): ...
class InMemoryIOManager(IOManager): ...
class UPathIOManager(IOManager): ...

fs_io_manager: IOManager
mem_io_manager: IOManager

@overload
def io_manager(function: _F, /) -> _F: ...
@overload
def io_manager(function: None = None, /, **options: Any) -> Callable[[_F], _F]: ...

class AssetSpec:
    key: AssetKey
    def __init__(
        self, key: str | Sequence[str] | None = None, *, key_prefix: str | Sequence[str] | None = None, name: str | None = None, **options: Any
    ) -> None: ...

class SourceAsset(AssetSpec): ...

class AssetOut:
    def __init__(self, *arguments: Any, **options: Any) -> None: ...

class AssetCheckSpec:
    name: str
    blocking: bool
    def __init__(
        self,
        name: str,
        *,
        asset: Any = None,
        description: str | None = None,
        additional_deps: Any = None,
        blocking: bool = False,
        metadata: Mapping[str, Any] | None = None,
        automation_condition: Any = None,
        partitions_def: PartitionsDefinition | None = None,
    ) -> None: ...

class AssetsDefinition: ...
class BetaWarning(Warning): ...
class PreviewWarning(Warning): ...

def external_assets_from_specs(specs: Iterable[AssetSpec]) -> list[AssetSpec]: ...

# What runs assets of Dagster in tests ends in an error that says so, where it is called.
def materialize(*arguments: Any, **options: Any) -> Any: ...
def materialize_to_memory(*arguments: Any, **options: Any) -> Any: ...
def build_asset_context(*arguments: Any, **options: Any) -> Any: ...
def build_op_context(*arguments: Any, **options: Any) -> Any: ...
def build_init_resource_context(*arguments: Any, **options: Any) -> Any: ...

# Functions of these make several tables, which is told where they are exported.
def multi_asset(function: Any = None, /, **options: Any) -> Any: ...
def graph_multi_asset(function: Any = None, /, **options: Any) -> Any: ...
def multi_asset_check(function: Any = None, /, **options: Any) -> Any: ...
def multi_observable_source_asset(function: Any = None, /, **options: Any) -> Any: ...

class Definitions:
    def __init__(
        self,
        assets: Iterable[Any] | None = None,
        *,
        resources: Mapping[str, Any] | None = None,
        asset_checks: Iterable[Any] | None = None,
        jobs: Any = None,
        schedules: Any = None,
        sensors: Any = None,
        executor: Any = None,
    ) -> None: ...
    @classmethod
    def merge(cls, *others: Definitions) -> Definitions: ...

def load_assets_from_modules(modules: Iterable[Any], **options: Any) -> list[Any]: ...
def load_assets_from_package_module(package_module: Any, **options: Any) -> list[Any]: ...
def load_assets_from_package_name(package_name: str, **options: Any) -> list[Any]: ...
def load_asset_checks_from_modules(modules: Iterable[Any], **options: Any) -> list[Any]: ...
def load_from_defs_folder(**options: Any) -> Definitions: ...
def load_defs(**options: Any) -> Definitions: ...
def load_assets_from_current_module(**options: Any) -> list[Any]: ...

class AssetCheckSeverity(Enum):
    WARN = "WARN"
    ERROR = "ERROR"

class AssetCheckResult:
    def __init__(
        self,
        *,
        passed: bool,
        metadata: Mapping[str, Any] | None = None,
        severity: AssetCheckSeverity = ...,
        description: str | None = None,
        check_name: str | None = None,
    ) -> None: ...

AutomationCondition: Any
AutoMaterializePolicy: Any
FreshnessPolicy: Any
LegacyFreshnessPolicy: Any
AssetCheckExecutionContext = AssetExecutionContext
OpExecutionContext = AssetExecutionContext
InitResourceContext = AssetExecutionContext
InputContext = AssetExecutionContext
OutputContext = AssetExecutionContext

def definitions(function: _F) -> _F: ...
def file_relative_path(dunderfile: str, relative_path: str) -> str: ...

class Backoff(Enum):
    LINEAR = "LINEAR"
    EXPONENTIAL = "EXPONENTIAL"

class Jitter(Enum):
    FULL = "FULL"
    PLUS_MINUS = "PLUS_MINUS"

class RetryPolicy:
    def __init__(
        self, max_retries: int = 1, delay: float | None = None, backoff: Backoff | None = None, jitter: Jitter | None = None
    ) -> None: ...

class TimeWindow(NamedTuple):
    start: datetime
    end: datetime

class Output(Generic[_V]):
    value: _V
    metadata: Mapping[str, Any]
    def __init__(self, value: _V, output_name: str | None = "result", *, metadata: Mapping[str, Any] | None = None) -> None: ...

class MaterializeResult(Output[_V]):
    def __init__(
        self, *, value: _V = ..., metadata: Mapping[str, Any] | None = None, check_results: Sequence[AssetCheckResult] | None = None
    ) -> None: ...

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

# What jobs and schedules are made of, which may stand in a file of Dagster's and does nothing.
AssetSelection: Any
AutoMaterializeRule: Any
apply_freshness_policy: Any
build_last_update_freshness_checks: Any
build_sensor_for_freshness_checks: Any
AutomationConditionSensorDefinition: Any
DagsterRunStatus: Any
DefaultScheduleStatus: Any
DefaultSensorStatus: Any
DynamicOut: Any
In: Any
JobDefinition: Any
Nothing: Any
Out: Any
RunConfig: Any
RunRequest: Any
ScheduleDefinition: Any
ScheduleEvaluationContext: Any
SensorDefinition: Any
SensorEvaluationContext: Any
SensorResult: Any
SkipReason: Any
asset_sensor: Any
build_schedule_from_partitioned_job: Any
define_asset_job: Any
graph: Any
in_process_executor: Any
job: Any
multi_asset_sensor: Any
multiprocess_executor: Any
run_failure_sensor: Any
run_status_sensor: Any
schedule: Any
sensor: Any

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
    tags: Mapping[str, str] | None = None,
    name: str | None = None,
    key: str | Sequence[str] | None = None,
    key_prefix: str | Sequence[str] | None = None,
    ins: Mapping[str, AssetIn | AssetKey] | None = None,
    deps: Iterable[str | AssetDep | Callable[..., Any]] | None = None,
    non_argument_deps: Iterable[str | AssetDep | Callable[..., Any]] | None = None,
    partitions_def: PartitionsDefinition | None = None,
    backfill_policy: BackfillPolicy | None = None,
    retry_policy: RetryPolicy | None = None,
    code_version: str | None = None,
    required_resource_keys: Collection[str] | None = None,
    io_manager_key: str | None = None,
    io_manager_def: Any = None,
    automation_condition: Any = None,
    auto_materialize_policy: Any = None,
    freshness_policy: Any = None,
    metadata: Mapping[str, Any] | None = None,
    op_tags: Mapping[str, Any] | None = None,
    pool: str | None = None,
    check_specs: Sequence[AssetCheckSpec] | None = None,
) -> Callable[[_F], _F]: ...
@overload
def check(function: _F, /) -> _F: ...
@overload
def check(function: None = None, /) -> Callable[[_F], _F]: ...
def graph_asset(
    function: Any = None,
    /,
    *,
    name: str | None = None,
    key: str | Sequence[str] | None = None,
    key_prefix: str | Sequence[str] | None = None,
    ins: Mapping[str, AssetIn | AssetKey] | None = None,
    description: str | None = None,
    group_name: str | None = None,
    owners: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    tags: Mapping[str, str] | None = None,
    partitions_def: PartitionsDefinition | None = None,
    backfill_policy: BackfillPolicy | None = None,
    code_version: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    automation_condition: Any = None,
    auto_materialize_policy: Any = None,
    freshness_policy: Any = None,
) -> Any: ...
@overload
def op(function: _F, /) -> _F: ...
@overload
def op(function: None = None, **options: Any) -> Callable[[_F], _F]: ...
def asset_check(
    function: None = None,
    /,
    *,
    asset: str | Sequence[str] | Callable[..., Any],
    name: str | None = None,
    description: str | None = None,
    blocking: bool = False,
    additional_ins: Mapping[str, AssetIn] | None = None,
    additional_deps: Iterable[str | AssetDep | Callable[..., Any]] | None = None,
    partitions_def: PartitionsDefinition | None = None,
) -> Callable[[_F], _F]: ...
@overload
def source(function: _F, /) -> _F: ...
@overload
def source(function: None = None, /, *, schema: type | None = None) -> Callable[[_F], _F]: ...
