"""What allauth asks of us: who may sign up, and how the second factor is kept."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from clinic.sealed.keys import keyring

BOUND_TO = b"allauth.mfa.authenticator"


class AccountAdapter(DefaultAccountAdapter):
    """Staff accounts are made by an administrator, never by the person themselves."""

    def is_open_for_signup(self, request):
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Keep one-time-code secrets and recovery codes sealed."""

    def encrypt(self, text):
        return base64.b64encode(keyring().seal(text.encode(), BOUND_TO)).decode()

    def decrypt(self, encrypted_text):
        return keyring().open(base64.b64decode(encrypted_text), BOUND_TO).decode()

    def get_totp_issuer(self):
        return settings.CLINIC_NAME
