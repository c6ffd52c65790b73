"""An invented clinic to look around in: two locations, their people, some patients."""

from clinic.embedded.database import DEMO_PREFIX
from clinic.models import Location, User
from scheduling.demo import patients
from scheduling.demo.clinic import PASSWORD, PEOPLE, open_clinic


def seed() -> None:
    """Store the demo clinic, once: a second call changes nothing."""
    if User.objects.filter(username__startswith=DEMO_PREFIX).exists():
        return
    open_clinic()
    patients.come_to(*Location.objects.order_by("name"))


def logins() -> str:
    """Return what to sign in with, as `make run` prints it."""
    names = ", ".join(DEMO_PREFIX + name for name in PEOPLE)
    return (
        f"Sign in at /admin/ as {names}; the password of each is: {PASSWORD}\n"
        "The mails that would have been sent are at /dev/mail/"
    )
