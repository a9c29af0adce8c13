class Failed:
    def __init__(self, error):
        self.error = error

    def result(self, raise_on_failure):
        return self.error


def flow(function):
    return function


def task(retries, retry_delay_seconds, retry_condition_fn):
    def runs_at_once(function):
        def call():
            try:
                return function()
            except Exception as error:
                word = "again" if retry_condition_fn(None, None, Failed(error)) else "final"
                return f"{word}: {error}"

        return call

    return runs_at_once
