"""Assets in Python: functions whose parameters name the tables that they read.

    from assetstore import asset

    @asset
    def word_counts(documents: pd.DataFrame) -> pd.DataFrame: ...

A decorated function is the function that it was: it is called by a test, or by another function, as any other. What it
is to the project, such as its retries or its partitions, is said where the project exports it:

    export const word_counts = asset.python('./documents.py')
"""

from assetstore import _dagster, _inert
from assetstore._context import Context as AssetExecutionContext
from assetstore._context import TimeWindow, add_metadata
from assetstore._definition import asset, asset_check, check, source
from assetstore._definitions import (
    AssetCheckResult,
    AssetCheckSeverity,
    AutoMaterializePolicy,
    AutomationCondition,
    Definitions,
    EnvVar,
    FreshnessPolicy,
    LegacyFreshnessPolicy,
    ResourceParam,
    definitions,
    file_relative_path,
    load_asset_checks_from_modules,
    load_assets_from_current_module,
    load_assets_from_modules,
    load_assets_from_package_module,
    load_assets_from_package_name,
)
from assetstore._errors import AssetError
from assetstore._maps import Map
from assetstore._partitions import (
    AllPartitionMapping,
    BackfillPolicy,
    DailyPartitionsDefinition,
    DynamicPartitionsDefinition,
    HourlyPartitionsDefinition,
    IdentityPartitionMapping,
    LastPartitionMapping,
    MonthlyPartitionsDefinition,
    MultiPartitionsDefinition,
    PartitionMapping,
    PartitionsDefinition,
    ScheduleType,
    SpecificPartitionsPartitionMapping,
    StaticPartitionsDefinition,
    TimeWindowPartitionMapping,
    TimeWindowPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from assetstore._results import MaterializeResult, MetadataValue, Output, get_dagster_logger
from assetstore._specs import AssetDep, AssetIn, AssetKey, Backoff, Jitter, RetryPolicy

AssetCheckExecutionContext = OpExecutionContext = InitResourceContext = AssetExecutionContext

# Of Dagster's, what a file says of its assets.
_SAID = [
    *("AssetCheckExecutionContext", "AssetCheckResult", "AssetCheckSeverity", "AutoMaterializePolicy", "AutomationCondition"),
    *("Definitions", "EnvVar", "FreshnessPolicy", "InitResourceContext", "LegacyFreshnessPolicy", "OpExecutionContext", "ResourceParam", "asset_check"),
    *("definitions", "file_relative_path"),
    *("load_asset_checks_from_modules", "load_assets_from_current_module", "load_assets_from_modules"),
    *("load_assets_from_package_module", "load_assets_from_package_name"),
    *("AllPartitionMapping", "AssetDep", "AssetIn", "BackfillPolicy", "Backoff", "DailyPartitionsDefinition"),
    *("DynamicPartitionsDefinition", "HourlyPartitionsDefinition", "IdentityPartitionMapping", "Jitter", "LastPartitionMapping"),
    *("MonthlyPartitionsDefinition", "MultiPartitionsDefinition", "PartitionMapping", "PartitionsDefinition", "RetryPolicy", "ScheduleType"),
    *("SpecificPartitionsPartitionMapping", "StaticPartitionsDefinition", "TimeWindow", "TimeWindowPartitionMapping"),
    *("TimeWindowPartitionsDefinition", "WeeklyPartitionsDefinition"),
]

__all__ = [
    "AssetError",
    "AssetExecutionContext",
    "AssetKey",
    "Map",
    "MaterializeResult",
    "MetadataValue",
    "Output",
    "add_metadata",
    "asset",
    "check",
    "get_dagster_logger",
    "source",
    *_SAID,
]


# They need pydantic, which is not needed otherwise.
_OF_PYDANTIC = ("Config", "ConfigurableResource", "PermissiveConfig")


def __getattr__(name):
    if name in _OF_PYDANTIC:
        from assetstore import _config

        globals()[name] = getattr(_config, name)
        return globals()[name]
    if name in _inert.NAMES:
        return _inert.value_of(name)
    raise _dagster.absent_name(name) or AttributeError(f"module 'assetstore' has no attribute {name!r}")
