"""The table from questions to facts: which linkIds a fact comes from, how it reads."""

from intake.eligibility.questions import body, instruments, mind, treatments

QUESTIONS = (
    *body.QUESTIONS,
    *mind.QUESTIONS,
    *treatments.QUESTIONS,
    *instruments.QUESTIONS,
)

IN_RELATIVE_TIME = frozenset(
    link for each in QUESTIONS for link in each.links if link.endswith("-when")
)
"""What is answered as so long ago: the rules count it from the day it is sent."""
