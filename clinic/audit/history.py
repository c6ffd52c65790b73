"""History rows: what a patient's record was, copied by a trigger at every write."""

from functools import partial

import pghistory
from django.db import models

# What the runtime role may not delete, and what it may not even change; see `grants`.
KEPT: set[type[models.Model]] = set()
WRITTEN_ONCE: set[type[models.Model]] = set()


def tracked(
    model: type[models.Model] | None = None,
    *,
    deletable: bool = False,
    editable: bool = True,
):
    """Keep a history row of every insert, update and delete of ``model``.

    Sealed columns are copied as ciphertext, so a history row opens like its record.
    Each row carries who acted and in which request. Web and workers may not delete
    rows of ``model`` unless it is ``@tracked(deletable=True)``, and may not change
    them either when it is ``@tracked(editable=False)``.
    """
    if model is None:
        return partial(tracked, deletable=deletable, editable=editable)
    # Append-only by `grants.sql`: the library's own guard lets TRUNCATE pass, and steps
    # aside for a setting that any session can make.
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        obj_field=pghistory.ObjForeignKey(related_name="+", db_index=True),
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(null=True),
    )(model)
    if not editable:
        WRITTEN_ONCE.add(model)
    elif not deletable:
        KEPT.add(model)
    return model
