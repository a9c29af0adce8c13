"""The Spark of the project: one that this process starts, or a server that somebody runs."""

import os
import shlex
import sys

from assetstore._errors import AssetError, how_to_install, missing_package

# What the project says of its Spark: {"remote": "sc://…" or None, "conf": {name: text}}.
_settings = {"remote": None, "conf": {}}
# Those that the process was started with.
_users_words = os.environ.get("PYSPARK_SUBMIT_ARGS", "pyspark-shell")


def prepare(settings):
    """Before the project's code runs, which may open a session by itself: it is one of the project's Spark, with its settings."""
    _settings.update(settings)
    for name in ("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"):
        os.environ.setdefault(name, sys.executable)
    if _settings["remote"] is not None:
        os.environ["SPARK_REMOTE"] = _settings["remote"]
        # A module may decorate functions as UDFs: they are of the client, too, which asks its session when they are made.
        os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"
        session()
        return
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    words = [word for pair in _local_conf().items() for word in ("--conf", "=".join(pair))]
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"{shlex.join(words)} {_users_words}"


def _local_conf():
    conf = {
        "spark.master": "local[*]",
        # Its page would be one more port that is open. What fails is the error of the asset; its log would say it twice.
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "FATAL",
        # Moments are the same wherever it runs.
        "spark.sql.session.timeZone": "UTC",
        **_settings["conf"],
    }
    if conf["spark.master"].startswith("local"):
        conf = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", **conf}
    return conf


def session():
    """The session of the process: the one that the project's code has opened, or ours."""
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        if error.name != "pyspark":
            raise missing_package(error.name, "Spark") from None
        raise missing_package("pyspark", "a table as pyspark.sql.DataFrame") from None
    found = _local_session(SparkSession) if _settings["remote"] is None else _remote_session(SparkSession)
    _tell_errors_once()
    return found


def _tell_errors_once():
    """What it raises it also writes to loggers of its own."""
    try:
        from pyspark.logger import PySparkLogger
    except ImportError:
        return
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        PySparkLogger.getLogger(name).setLevel("CRITICAL")


def _local_session(SparkSession):
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    if _is_client_alone():
        raise AssetError(
            "PYTHON_PACKAGE",
            f"{sys.executable} has the client of Spark alone, which runs nothing by itself",
            "say where a Spark runs, spark: { remote: 'sc://host:15002' } in the project file, or install pyspark "
            "beside it: " + how_to_install("pyspark"),
            facts={"package": "pyspark", "interpreter": sys.executable},
        )
    try:
        return SparkSession.builder.getOrCreate()
    except Exception as error:
        if "JAVA_GATEWAY_EXITED" not in str(error) and not isinstance(error, FileNotFoundError):
            raise
        raise AssetError(
            "SPARK_UNAVAILABLE",
            f"Spark does not start on this machine: {_java()}",
            "install Java 17 or newer, or set JAVA_HOME to one; what Spark says is in `assets logs`",
        ) from None


def _is_client_alone():
    from importlib.util import find_spec

    return find_spec("py4j") is None


def _java():
    """Which Java would start it, as far as one can be asked."""
    import subprocess

    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else "java"
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return f"there is no Java ({java})"
    return f"its Java is {(told.stderr or told.stdout).strip().partition(chr(10))[0]} ({java})"


def _remote_session(SparkSession):
    _expect_somebody(_settings["remote"])
    builder = SparkSession.builder.remote(_settings["remote"])
    for name, value in {"spark.sql.session.timeZone": "UTC", **_settings["conf"]}.items():
        builder = builder.config(name, value)
    try:
        found = builder.getOrCreate()
    except ImportError as error:
        raise AssetError(
            "PYTHON_PACKAGE",
            f"Spark Connect does not load: {str(error).strip().partition(chr(10))[0]}",
            "install what it needs: " + how_to_install("'pyspark[connect]'"),
            facts={"interpreter": sys.executable},
        ) from None
    # A function that is stopped has work elsewhere to end, which takes its time.
    from assetstore import _context

    _context.tell({"event": "remote"})
    return found


def where():
    """The Spark of the project, for messages: without what follows the address, which may be a token."""
    remote = _settings["remote"]
    return "Spark on this machine" if remote is None else f"the Spark at {remote.partition('/;')[0]}"


def _expect_somebody(remote):
    """The client itself would try again for ten minutes."""
    import socket
    from urllib.parse import urlsplit

    place = urlsplit(remote.partition("/;")[0])
    try:
        socket.create_connection((place.hostname, place.port or 15002), timeout=10).close()
    except OSError as error:
        raise AssetError(
            "SPARK_UNAVAILABLE",
            f"nothing answers as {where()}: {error.strerror or error}",
            "start it, or mend `spark.remote` of the project file",
            facts={"remote": remote.partition("/;")[0], "temporary": True},
        ) from None


def interrupt():
    """Ends what a server does for this process: it would go on, for nobody."""
    if _settings["remote"] is None or "pyspark" not in sys.modules:
        return
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        active.interruptAll()


def ship_modules(is_projects):
    """Functions of the project go to the workers as they are: no worker can import a module of the project."""
    if "pyspark" not in sys.modules:
        return
    from pyspark import cloudpickle

    known = cloudpickle.list_registry_pickle_by_value()
    for name, module in list(sys.modules.items()):
        if name not in known and is_projects(getattr(module, "__file__", None) or ""):
            cloudpickle.register_pickle_by_value(module)


def uri(path):
    return f"file://{path}"


def unseen(what, facts):
    return AssetError(
        "SPARK_STORE",
        f"{where()} {what}",
        "give all of its machines the folder of the store under the same path, or let it run on this one",
        facts=facts,
    )
