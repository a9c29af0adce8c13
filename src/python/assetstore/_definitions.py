"""What a file of Dagster says beside its assets: resources, variables, results of checks, and which assets there are."""

import enum
import os
import typing

from assetstore._errors import AssetError

MARK = object()


class EnvVar(str):
    """The value of a variable, for a field of a resource: `EnvVar("DATABASE")`. It is part of what an asset is made from."""

    env_var_name: str
    is_set: bool

    def __new__(cls, name):
        value = os.environ.get(name)
        made = super().__new__(cls, f"the variable {name}, which is not set" if value is None else value)
        made.env_var_name, made.is_set = name, value is not None
        return made

    def get_value(self, default=None):
        return str(self) if self.is_set else default

    @classmethod
    def int(cls, name):
        made = cls(name)
        if not made.is_set:
            raise unset(name)
        return int(made)


def unset(name):
    return AssetError("ENV_MISSING", f"the variable {name} is not set", f"set {name}")


class ResourceParam:
    """`ResourceParam[Client]`: a parameter that is no table, of any class."""

    def __class_getitem__(cls, item):
        return typing.Annotated[item, MARK]


class Definitions:
    """`resources` are those of the functions of this file. Which assets there are is said by the project's index."""

    def __init__(self, assets=None, schedules=None, sensors=None, jobs=None, resources=None, executor=None, loggers=None, asset_checks=None, metadata=None):
        if loggers:
            raise AssetError("ASSET_OPTIONS", "Definitions has loggers=", "leave it out: print, logging and context.log are logs of the asset")
        self.assets, self.resources, self.asset_checks = assets, dict(resources or {}), asset_checks


    @classmethod
    def merge(cls, *others):
        resources = {}
        for one in others:
            resources.update(one.resources)
        return cls(resources=resources)


def definitions(function):
    """A function that gives Definitions: it is called where an asset asks for a resource that it may say."""
    function.__assetstore_definitions__ = True
    return function


def load_from_defs_folder(**_):
    """Which assets there are is said by the project's index, and each finds its resources itself."""
    return Definitions()


load_defs = load_from_defs_folder


class _Condition:
    """When an asset is made is said by the project: whatever is made of this is the same again."""

    def __call__(self, *_, **__):
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __and__(self, other):
        return self

    __or__ = __rand__ = __ror__ = __sub__ = __rsub__ = __and__

    def __invert__(self):
        return self


ANYTHING = _Condition()
AutomationCondition = AutoMaterializePolicy = FreshnessPolicy = LegacyFreshnessPolicy = ANYTHING


def file_relative_path(dunderfile, relative_path):
    """A path beside a file: `file_relative_path(__file__, "data.csv")`."""
    return os.path.join(os.path.dirname(dunderfile), relative_path)


def load_assets_from_modules(modules, **_):
    """Which assets there are is said by the project's index."""
    return []


load_asset_checks_from_modules = load_assets_from_modules


def load_assets_from_package_module(package_module, **_):
    return []


def load_assets_from_package_name(package_name, **_):
    return []


def load_assets_from_current_module(**_):
    return []


class AssetCheckSeverity(enum.Enum):
    WARN = "WARN"
    ERROR = "ERROR"


class AssetCheckResult:
    """What a check found: `metadata` is told with it, and `description` says what is wrong."""

    def __init__(self, *, passed, metadata=None, severity=AssetCheckSeverity.ERROR, description=None, asset_key=None, check_name=None):
        self.check_name, self.passed, self.metadata, self.severity, self.description = check_name, bool(passed), dict(metadata or {}), severity, description

    def report(self, blocks):
        from assetstore._results import plain_metadata

        if not self.passed and blocks and self.severity is AssetCheckSeverity.WARN:
            raise AssetError(
                "ASSET_RESULT",
                "a check that blocks failed with the severity WARN",
                "make it @asset_check(…, blocking=False), or let it fail with the severity ERROR",
            )
        said = {} if self.description is None else {"message": self.description}
        return {"passed": self.passed, **said, "metadata": plain_metadata(self.metadata)}
