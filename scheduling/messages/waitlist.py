"""The mail that offers a time to somebody on the waitlist."""

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose
from clinic.outbox.kinds import Mail, message
from clinic.outbox.letters import called, letter
from scheduling.messages.events import local, when, when_and_where
from scheduling.models import WaitlistOffer


@message("time-offered", model=WaitlistOffer, label=gettext_lazy("A time that is free"))
def time_offered(offer: WaitlistOffer) -> Mail | None:
    """Offer the time; nothing leaves once it is answered, withdrawn or run out."""
    if not offer.is_open:
        return None
    return letter(
        _("A free time: %s") % when(offer),
        *_sentences(offer),
        name=called(offer.patient),
        details=when_and_where(offer),
        link=offer_link(offer),
        link_text=_("See the time and answer"),
    )


def offer_link(offer: WaitlistOffer) -> str:
    """Return the link to the offer; after its end it leads to what became of it."""
    return link_for(
        offer.patient, LinkPurpose.WAITLIST, offer, expires_at=offer.starts_at
    )


def _sentences(offer: WaitlistOffer) -> list[str]:
    until = local(offer, offer.expires_at)
    answer = _("Please answer by %(time)s on %(day)s. Then somebody else gets it.") % {
        "time": date_format(until, "g:i a T"),
        "day": date_format(until, "l, F j"),
    }
    if offer.entry.appointment is None:
        return [_("A time has come free. You can have it."), answer]
    return [
        _("An earlier time has come free. Yours is %s. You can have this one instead.")
        % when(offer.entry.appointment),
        answer,
        _("Your own time stays as it is until you take this one."),
    ]
