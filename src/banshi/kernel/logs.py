"""Logs 运行日志: one line an event, JSON in production, and no personal number in any of them (个人信息保护法 第五十一条)."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

CITIZEN_ID = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{3}[\dXx])(?![\dA-Za-z])")
OLD_CITIZEN_ID = re.compile(r"(?<!\d)(\d{4})\d{7}(\d{4})(?!\d)")
MOBILE = re.compile(r"(?<!\d)((?:\+?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")


def masked(text: str) -> str:
    """The text with identity and mobile numbers reduced to their first and last digits."""
    text = CITIZEN_ID.sub(r"\1**********\2", text)
    text = OLD_CITIZEN_ID.sub(r"\1*******\2", text)
    return MOBILE.sub(r"\1****\2", text)


def mask_line(_logger: Any, _name: str, rendered: Any) -> Any:
    """The last processor: works on the finished line, so arguments, extras and tracebacks are covered alike."""
    return masked(rendered) if isinstance(rendered, str) else rendered


def _drop_colour(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("color_message", None)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso"),
    _drop_colour,
]


def formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    """The one formatter of all handlers; third parties' log records pass it like our own."""
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info]
    last.append(
        structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.processors.KeyValueRenderer()
    )
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=[*last, mask_line])


def config(*, as_json: bool, level: str = "INFO") -> dict[str, Any]:
    """settings.LOGGING. Also tells structlog itself to go through the standard library's handlers."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "as_json": as_json}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "procrastinate": {"level": "WARNING"},  # it tells every job at INFO; the journal tells what matters
        },
    }
