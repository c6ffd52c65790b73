"""The questionnaires that are shipped: FHIR R4 Questionnaire resources, verbatim."""

import json
from importlib.resources import files
from typing import Any


def resource(name: str) -> dict[str, Any]:
    """Return a shipped questionnaire by its file's name, as ``"eligibility"``."""
    text = files("intake.instruments").joinpath(f"{name}.json").read_text("utf-8")
    shipped: dict[str, Any] = json.loads(text)
    return shipped
