"""Fails every test in which a page showed a patient's data without recording it."""

import logging

import pytest


@pytest.fixture(autouse=True)
def everything_opened_is_recorded(caplog):
    """Fail the test when the audit middleware had to write what a view forgot.

    A test that is about just that ends with ``caplog.clear()``.
    """
    yield
    said = [
        entry.getMessage()
        for entry in caplog.get_records("call")
        if entry.name == "clinic.audit" and entry.levelno >= logging.ERROR
    ]
    assert said == []
