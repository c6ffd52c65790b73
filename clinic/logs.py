"""Log lines that name routes and lines of code, never a path, a query or a value."""

import logging
import traceback


class RouteFormatter(logging.Formatter):
    """Says which route answered what; of an exception only its type and where."""

    def format(self, record):
        request = getattr(record, "request", None)
        if request is None:
            return super().format(record)
        match = getattr(request, "resolver_match", None)
        route = match.route if match else "an unknown address"
        status = getattr(record, "status_code", "")
        line = f"{record.levelname} {record.name} {route} answered {status}"
        return "\n".join(filter(None, [line, self._where(record.exc_info)]))

    def formatException(self, exc_info):  # noqa: N802
        return self._where(exc_info)

    def _where(self, exc_info):
        if not exc_info or exc_info[0] is None:
            return ""
        frames = traceback.extract_tb(exc_info[2])
        lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([*lines, f"  {exc_info[0].__name__}"])
