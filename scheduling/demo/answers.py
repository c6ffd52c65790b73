"""What the patients of the demo clinic tell of themselves; they say no to the rest."""

from scheduling.invented import Answers

CALM: Answers = {
    "primary-reason": ["depression"],
    "body-known": ["yes"],
    "height-feet": [5],
    "height-inches": [6],
    "weight-pounds": [150],
    "bp-known": ["yes"],
    "bp-systolic": [118],
    "bp-diastolic": [74],
    "bp-when": ["past-week"],
    "talk-therapy": ["current"],
    "ride-home": ["yes"],
    "hopes": ["To get up in the morning and want to."],
}
MORE_THAN_HALF_THE_DAYS = "LA6570-1"
LOW = CALM | {
    f"{form}-{number}": [MORE_THAN_HALF_THE_DAYS]
    for form, count in (("phq9", 8), ("gad7", 7))
    for number in range(1, count + 1)
}
EFFEXOR = {"medicine-name": ["Effexor"], "medicine-dose": ["150 mg"]}
TWO_TRIED: Answers = LOW | {
    "medicines-any": ["yes"],
    "medicine": [EFFEXOR],
    "antidepressants-tried": ["yes"],
    "antidepressant": [
        {
            "antidepressant-name": ["Zoloft"],
            "antidepressant-dose": ["100"],
            "antidepressant-weeks": [10],
            "antidepressant-taken": ["most-days"],
            "antidepressant-outcome": ["no_response"],
            "antidepressant-stopped": ["did-not-work"],
        },
        {
            "antidepressant-name": ["Effexor"],
            "antidepressant-dose": ["150"],
            "antidepressant-weeks": [14],
            "antidepressant-taken": ["most-days"],
            "antidepressant-outcome": ["partial"],
            "antidepressant-stopped": ["still-taking"],
        },
    ],
}
HIGH_PRESSURE: Answers = TWO_TRIED | {
    "htn-known": ["yes"],
    "htn-treated": ["yes"],
    "htn-controlled": ["unsure"],
    "bp-systolic": [154],
    "bp-diastolic": [96],
    "medicine": [
        {
            "medicine-name": ["lisinopril"],
            "medicine-dose": ["20 mg"],
            "medicine-often": ["every morning"],
        },
        EFFEXOR,
        {"medicine-name": ["Ativan"], "medicine-often": ["some nights"]},
    ],
    "own-questions": ["Do I take my blood pressure pill on the day?"],
}
# Somebody is alerted at once.
THOUGHTS_OF_SUICIDE: Answers = LOW | {
    "phq9-9": [MORE_THAN_HALF_THE_DAYS],
    "asq-1": ["yes"],
    "asq-3": ["yes"],
}
