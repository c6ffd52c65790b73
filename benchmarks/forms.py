"""A long questionnaire, fully answered, such as a clinic may import."""

from tests.intake.questionnaires.resources import group, question, resource, when

SECTIONS, QUESTIONS, CONDITIONS = 8, 24, 30
KINDS = {
    "boolean": True,
    "choice": "a",
    "integer": 3,
    "decimal": "72.5",
    "date": "2030-01-31",
    "string": "Some words",
}


def long_form() -> tuple[dict, dict]:
    """Return a form of 200 items, 30 of them with enableWhen, and answers to all."""
    questions = [_question(number) for number in range(SECTIONS * QUESTIONS)]
    sections = [
        group(f"s{n}", *questions[n * QUESTIONS : (n + 1) * QUESTIONS])
        for n in range(SECTIONS)
    ]
    answers = {each["linkId"]: [KINDS[each["type"]]] for each in questions}
    return resource(*sections), answers


def _question(number: int) -> dict:
    """Return a question; of the first ones every sixth opens the five behind it."""
    kind = list(KINDS)[number % len(KINDS)]
    fields = {"required": True}
    opener = number - number % len(KINDS)
    if number != opener and number < CONDITIONS * len(KINDS) // (len(KINDS) - 1):
        fields["enableWhen"] = [when(f"q{opener}", answerBoolean=True)]
    return question(f"q{number}", kind, **fields)
