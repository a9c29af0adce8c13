"""Assets in Python: functions whose parameters name the tables that they read.

    from assetstore import asset

    @asset
    def word_counts(documents: pd.DataFrame) -> pd.DataFrame: ...

A decorated function is the function that it was: it is called by a test, or by another function, as any other. What it
is to the project, such as its retries or its partitions, is said where the project exports it:

    export const word_counts = asset.python('./documents.py')
"""

from assetstore import _dagster, _elsewhere, _inert, _resource
from assetstore._context import Context as AssetExecutionContext
from assetstore._context import TimeWindow, add_metadata
from assetstore._definition import asset, asset_check, check, graph_asset, source
from assetstore._definitions import (
    ANYTHING,
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
    load_defs,
    load_from_defs_folder,
)
from assetstore._errors import AssetError
from assetstore._maps import Map
from assetstore._ops import op
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

AssetCheckExecutionContext = OpExecutionContext = InitResourceContext = InputContext = OutputContext = AssetExecutionContext

# Of Dagster's, what a file says of its assets.
_SAID = [
    *("AssetCheckExecutionContext", "AssetCheckResult", "AssetCheckSeverity", "AutoMaterializePolicy", "AutomationCondition"),
    *("Definitions", "EnvVar", "FreshnessPolicy", "InitResourceContext", "InputContext", "OutputContext", "LegacyFreshnessPolicy", "OpExecutionContext", "ResourceParam", "asset_check"),
    *("definitions", "file_relative_path", "graph_asset", "op"),
    *("load_asset_checks_from_modules", "load_assets_from_current_module", "load_assets_from_modules"),
    *("load_assets_from_package_module", "load_assets_from_package_name", "load_defs", "load_from_defs_folder"),
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
_OF_PYDANTIC = ("Config", "ConfigurableIOManager", "ConfigurableIOManagerFactory", "ConfigurableResource", "PermissiveConfig")


def _shown():
    """Its own names, without those that a file of Dagster's may bring."""
    return [name for name in __all__ if name not in _SAID]


def _has(name):
    """Whether it can be imported."""
    return name in globals() or any(name in names for names in (_OF_PYDANTIC, _elsewhere.NAMES, _inert.NAMES, _resource.NAMES))


def __getattr__(name):
    if name in _OF_PYDANTIC:
        from assetstore import _config

        globals()[name] = getattr(_config, name)
        return globals()[name]
    for module in (_elsewhere, _inert, _resource):
        if name in module.NAMES:
            return ANYTHING if module is _inert else getattr(module, name)
    raise _dagster.absent_name(name) or AttributeError(f"module 'assetstore' has no attribute {name!r}")
