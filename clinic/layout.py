"""Layout objects that crispy-forms does not have."""

from crispy_forms.layout import TEMPLATE_PACK, Field
from crispy_forms.utils import render_field


class Revealing(Field):
    """A field of radios, one of which reveals a follow-up question.

    ``reveals`` maps an option's value to the follow-up: the name of a field, or what
    else can stand in a layout. Without CSS ``:has()`` the follow-up always shows, so
    the form must ignore or refuse its answer when that option is not chosen.
    """

    is_heading = False

    def __init__(self, name, *, reveals=None, **attributes):
        super().__init__(name, **attributes)
        self.reveals = reveals or {}

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        follow_ups = {
            str(value): render_field(name, form, context, template_pack=template_pack)
            for value, name in self.reveals.items()
        }
        return super().render(
            form,
            context,
            template_pack=template_pack,
            extra_context={"reveals": follow_ups, "heading": self.is_heading},
            **kwargs,
        )


class Question(Revealing):
    """The one field of its page: the label or legend is the page's h1."""

    is_heading = True
