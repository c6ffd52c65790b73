"""The forms of the questionnaire's pages."""

from intake.forms.response.page import page_form

__all__ = ["page_form"]
