SECONDS = 120
"""How long a test waits for what has to happen.

Much longer than it takes, because the machine may be busy with something else.
"""
