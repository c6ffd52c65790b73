#!/usr/bin/env python
"""Anteroom's command line: `manage.py help` lists what it can do."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # `up` starts the servers that the settings point to, so it has its own.
    settings = "clinic.embedded" if sys.argv[1:2] == ["up"] else "clinic"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{settings}.settings")
    execute_from_command_line(sys.argv)
