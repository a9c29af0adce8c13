"""Assets in Python: functions whose parameters name the tables that they read.

    from assetstore import asset

    @asset
    def word_counts(documents: pd.DataFrame) -> pd.DataFrame: ...

A decorated function is the function that it was: it is called by a test, or by another function, as any other. What it
is to the project, such as its retries or its partitions, is said where the project exports it:

    export const word_counts = asset.python('./documents.py')
"""

from assetstore import _dagster
from assetstore._context import Context as AssetExecutionContext
from assetstore._context import add_metadata
from assetstore._definition import asset, check, source
from assetstore._errors import AssetError
from assetstore._maps import Map
from assetstore._results import AssetKey, MaterializeResult, MetadataValue, Output, get_dagster_logger

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
]


def __getattr__(name):
    raise _dagster.absent_name(name) or AttributeError(f"module 'assetstore' has no attribute {name!r}")
