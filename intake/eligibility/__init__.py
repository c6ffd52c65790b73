"""Eligibility: from a patient's answers to facts, flags and a place in the queue.

Pure: no database, no settings. ``facts`` reads answers, ``rules`` finds flags with the
numbers of ``policy``, ``assessment`` puts them together, ``safety`` is what every page
save asks. Nothing here decides about a patient: a clinician does, who reads the flags.
"""
