"""Settings of a function as a class of pydantic, and what it works with beside tables, as in Dagster."""

import contextlib

from assetstore._definitions import EnvVar
from assetstore._elsewhere import IOManager
from assetstore._errors import missing_package

try:
    from pydantic import BaseModel, ConfigDict, PrivateAttr
except ImportError:
    raise missing_package("pydantic", "Config of assetstore") from None


class Config(BaseModel):
    """Settings of a function, `def a(config: Settings)`: its fields have the values that the class gives them."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PermissiveConfig(Config):
    model_config = ConfigDict(extra="allow")


class ConfigurableResource(BaseModel):
    """What a function works with: `def a(database: Database)`, by the settings of the project's resource of that name."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    _unset: list = PrivateAttr(default_factory=list)

    def __init__(self, **data):
        super().__init__(**data)
        self._unset = [value.env_var_name for value in data.values() if isinstance(value, EnvVar) and not value.is_set]

    def setup_for_execution(self, context):
        pass

    def teardown_after_execution(self, context):
        pass

    @contextlib.contextmanager
    def yield_for_execution(self, context):
        self.setup_for_execution(context)
        try:
            yield self
        finally:
            self.teardown_after_execution(context)


class ConfigurableIOManager(ConfigurableResource, IOManager):
    """A class of the user's, as IOManager is."""


class ConfigurableIOManagerFactory(ConfigurableResource):
    """The same."""
