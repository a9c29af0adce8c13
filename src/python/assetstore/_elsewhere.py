"""What a file of Dagster's says of tables that lie elsewhere, and of functions that make several: it may stand there, as ordinary code.

What a function returns is stored by the run, and no class of the user's is asked where.
"""

from assetstore._errors import AssetError
from assetstore._specs import AssetKey, parts_of


class IOManager:
    """A class of the user's: nobody here calls what it has."""

    def __init__(self, *arguments, **options):
        pass


FilesystemIOManager = InMemoryIOManager = UPathIOManager = IOManager
fs_io_manager = mem_io_manager = IOManager()


def io_manager(function=None, /, **_):
    """The function as it is."""
    return (lambda one: one) if function is None else function


class AssetSpec:
    """The name of an asset, such as for `deps=[…]`; what else is said of it does nothing here."""

    def __init__(self, key=None, *, key_prefix=None, name=None, **_):
        self.key = AssetKey([*parts_of(key_prefix), *parts_of(key if key is not None else name)])


SourceAsset = AssetSpec


class AssetOut:
    """One of several tables of a `multi_asset`."""

    def __init__(self, *arguments, **options):
        self.options = options


class AssetCheckSpec:
    """A check that an asset judges itself: `check_specs=[AssetCheckSpec("unique", asset="orders")]`."""

    def __init__(self, name, *, asset=None, description=None, additional_deps=None, blocking=False, metadata=None, automation_condition=None, partitions_def=None):
        self.name, self.blocking, self.description = name, blocking, description


class AssetsDefinition:
    """As an annotation."""


class BetaWarning(Warning):
    """For a filter of warnings."""


class PreviewWarning(Warning):
    """The same."""


def external_assets_from_specs(specs):
    return list(specs)


def _several(function=None, /, **_):
    """The function as it is. That it makes several tables is told where the project exports it."""
    return (lambda one: one) if function is None else function


def _of_tests(name):
    def called(*_, **__):
        raise AssetError("PYTHON_PACKAGE", f"it calls {name}, which runs assets of Dagster", "call the function itself, or run: assets materialize")

    return called


TESTS = ("materialize", "materialize_to_memory", "build_asset_context", "build_op_context", "build_init_resource_context")
globals().update({name: _of_tests(name) for name in TESTS})

multi_asset = graph_multi_asset = multi_asset_check = multi_observable_source_asset = _several
SEVERAL = ("multi_asset", "graph_multi_asset", "multi_asset_check", "multi_observable_source_asset")
NAMES = {
    *("IOManager", "FilesystemIOManager", "InMemoryIOManager", "UPathIOManager", "fs_io_manager", "mem_io_manager", "io_manager"),
    *("AssetSpec", "SourceAsset", "AssetOut", "AssetCheckSpec", "AssetsDefinition", "external_assets_from_specs", "BetaWarning", "PreviewWarning"),
    *SEVERAL,
    *TESTS,
}
