"""What a file of Dagster's says of when its assets run, and of work that makes none: it may stand there, and does nothing here."""

from assetstore._definitions import ANYTHING

# What is told where it stands in the file of an asset.
SCHEDULES = {
    *("job", "define_asset_job", "JobDefinition", "graph", "schedule", "ScheduleDefinition", "build_schedule_from_partitioned_job"),
    *("sensor", "asset_sensor", "multi_asset_sensor", "run_status_sensor", "run_failure_sensor", "SensorDefinition"),
    *("AutomationConditionSensorDefinition", "in_process_executor", "multiprocess_executor"),
}
# What these are made of.
_PARTS = {
    *("AssetSelection", "RunRequest", "SkipReason", "SensorResult", "RunConfig", "AutoMaterializeRule", "apply_freshness_policy", "build_last_update_freshness_checks", "build_sensor_for_freshness_checks", "ScheduleEvaluationContext", "SensorEvaluationContext"),
    *("DefaultScheduleStatus", "DefaultSensorStatus", "DagsterRunStatus", "In", "Out", "DynamicOut", "Nothing"),
}
NAMES = {*SCHEDULES, *_PARTS}
CURE = "leave it out: when assets run is said by `schedules` of defineProject"
