"""Resources that are functions: `@resource def api(context): …`, as in Dagster, and what their settings are declared by."""

import contextlib
import inspect
import os

from assetstore._errors import AssetError

_ABSENT = object()


class Field:
    """A setting: `Field(str, default_value="x")`. Its type is not looked at."""

    def __init__(self, config=None, default_value=_ABSENT, is_required=None, description=None):
        self.default_value, self.is_required = default_value, is_required


class ConfigType:
    """`StringSource` and its kin, as types of settings: they are not looked at."""

    def __init__(self, *_, **__):
        pass


Array = BoolSource = IntSource = Noneable = Permissive = Selector = Shape = StringSource = ConfigType


class ResourceDefinition:
    """A function of a context, or of nothing, that gives what assets work with: behind `return`, or behind one `yield`."""

    def __init__(self, resource_fn=None, config_schema=None, description=None, required_resource_keys=None, version=None, config=None):
        self.resource_fn, self.config_schema, self.config = resource_fn, config_schema, config
        self.__name__ = getattr(resource_fn, "__name__", "resource")

    def __call__(self, *arguments):
        """As the function is called, by a test, say."""
        return self.resource_fn(*arguments)

    def configured(self, config_or_config_fn, **_):
        if callable(config_or_config_fn):
            raise AssetError("ASSET_OPTIONS", f"{self.__name__}.configured was given a function", "give it the settings themselves, as a dict")
        return ResourceDefinition(self.resource_fn, self.config_schema, config=config_or_config_fn)

    @classmethod
    def hardcoded_resource(cls, value, description=None):
        return cls(lambda: value)

    def settings(self):
        """What it was configured with, over what its schema has by itself."""
        schema = getattr(self.config_schema, "config", self.config_schema)
        fields = schema.items() if isinstance(schema, dict) else ()
        by_itself = {name: one.default_value for name, one in fields if isinstance(one, Field) and one.default_value is not _ABSENT}
        if not isinstance(self.config, dict):
            return by_itself if self.config is None else self.config
        settings = {**by_itself, **{name: _value(one) for name, one in self.config.items()}}
        for name, one in fields:
            is_needed = not isinstance(one, (Field, ConfigType)) or getattr(one, "is_required", None) is not False
            if is_needed and name not in settings:
                raise self._without(name)
        return settings

    def _without(self, name):
        return AssetError(
            "ASSET_UNKNOWN_RESOURCE",
            f"the resource {self.__name__} has no {name}",
            f"say it where it is defined: {self.__name__}.configured({{'{name}': …}}), or in the project file: resources: {{ {self.__name__}: {{ {name}: … }} }}",
        )

    def opened(self, context, stack):
        """What it gives, for as long as `stack` is open."""
        context = ResourceContext(context, self.settings())
        made = self.resource_fn(*([context] if inspect.signature(self.resource_fn).parameters else []))
        if inspect.isgenerator(made):
            return stack.enter_context(contextlib.contextmanager(lambda: made)())
        return stack.enter_context(made) if isinstance(made, contextlib.AbstractContextManager) and _is_generated(made) else made


def _is_generated(made):
    """A function below `@contextmanager`, and no connection that is one by itself."""
    return isinstance(made, contextlib.ContextDecorator)


def _value(value):
    """`{"env": "URL"}` is the value of that variable."""
    if isinstance(value, dict) and list(value) == ["env"]:
        if value["env"] not in os.environ:
            from assetstore._definitions import unset

            raise unset(value["env"])
        return os.environ[value["env"]]
    return value


class ResourceContext:
    """The context of the call that the resource is opened for, with the settings of the resource."""

    def __init__(self, context, settings):
        self._context, self.resource_config = context, settings

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._context, name)


def resource(config_schema=None, description=None, required_resource_keys=None, version=None):
    if callable(config_schema) and not isinstance(config_schema, type):
        return ResourceDefinition(config_schema)
    return lambda function: ResourceDefinition(function, config_schema)


NAMES = {
    *("resource", "ResourceDefinition", "ConfigType", "Field"),
    *("Array", "BoolSource", "IntSource", "Noneable", "Permissive", "Selector", "Shape", "StringSource"),
}
