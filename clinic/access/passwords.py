"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB, the least that OWASP ASVS 5.0 appendix C asks for.

    Django's own numbers take 100 MiB for each login, which a small host cannot serve.
    """

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1
