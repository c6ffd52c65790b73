"""The table from questions to facts: which linkIds a fact comes from, how it reads."""

from intake.eligibility.questions import body, instruments, mind, treatments

QUESTIONS = (
    *body.QUESTIONS,
    *mind.QUESTIONS,
    *treatments.QUESTIONS,
    *instruments.QUESTIONS,
)
