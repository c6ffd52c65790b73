"""The forms of the questionnaire's pages."""

from intake.forms.response.blood_pressure import reading_among
from intake.forms.response.page import ASKING, broken_list, page_form

__all__ = ["ASKING", "broken_list", "page_form", "reading_among"]
