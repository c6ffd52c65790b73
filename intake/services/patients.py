"""Who a patient is: what is stored of them, and what finds them again."""

from datetime import date
from typing import Any

from clinic.sealed.indexes import blind_index, email_key, name_keys, phone_key


def identity(*, name: str, born_on: date, email: str, phone: str) -> dict[str, Any]:
    """Return a ``Patient``'s columns for this identity, its indexes among them."""
    return {
        "name": name,
        "born_on": born_on,
        "email": email,
        "phone": phone,
        "email_index": blind_index("patient.email", email_key(email)),
        "phone_index": blind_index("patient.phone", phone_key(phone)),
        "name_index": [blind_index("patient.name", word) for word in name_keys(name)],
    }
