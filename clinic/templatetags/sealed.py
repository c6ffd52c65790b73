"""``{{ patient|shown:"name" }}``: a sealed value, or a sentence if it does not open."""

from django import template

from clinic.sealed.display import shown

register = template.Library()
register.filter(shown)
