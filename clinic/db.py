"""What every model and service shares: ids of our own, refusals, percentiles."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction


class UUIDModel(models.Model):
    """A row whose id is made in Python, because sealed columns are bound to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Percentile(models.Aggregate):
    """The value that a ``fraction`` of the values, without nulls, do not exceed.

    Between two of them it is as far along as the fraction says.
    """

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"


@contextmanager
def atomic_refusing(**refusals: type[Exception]) -> Iterator[None]:
    """Run the block in a durable transaction; name what the database refuses.

    ``atomic_refusing(some_constraint=SlotTaken)`` raises ``SlotTaken`` when the block
    violates ``some_constraint``. Any other IntegrityError is a bug and propagates.
    """
    try:
        with transaction.atomic(durable=True):
            yield
    except IntegrityError as error:
        diagnostics = getattr(error.__cause__, "diag", None)
        refusal = refusals.get(getattr(diagnostics, "constraint_name", None) or "")
        if refusal is None:
            raise
        raise refusal from error
