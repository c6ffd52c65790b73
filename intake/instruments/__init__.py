"""The questionnaires that are shipped: FHIR R4 Questionnaire resources.

Each instrument is one, verbatim. The eligibility questionnaire is released version by
version, and a release never changes; ``compose`` makes the next one of the sections.
"""

import json
from importlib.resources import files
from typing import Any

ELIGIBILITY = "eligibility/1.3.0"


def resource(name: str) -> dict[str, Any]:
    """Return a shipped questionnaire by its file's name, as ``"phq9"``.

    ``"eligibility"`` is the newest release, ``"eligibility/1.0.0"`` a certain one.
    """
    path = ELIGIBILITY if name == "eligibility" else name
    text = files("intake.instruments").joinpath(f"{path}.json").read_text("utf-8")
    shipped: dict[str, Any] = json.loads(text)
    return shipped
