"""FHIRPath: the only module that knows the library which evaluates it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property, partial
from statistics import mean
from typing import Any

import fhirpathpy
from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from fhirpathpy.engine.invocations import invocation_registry
from fhirpathpy.engine.nodes import FP_Quantity, ResourceNode
from fhirpathpy.models import models
from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

from intake.questionnaires import fhir

# A linkId that an expression names; what else it reads cannot be seen beforehand.
LINK_ID = re.compile(r"\blinkId\s*=\s*'([^']*)'")
SUPPLIED_NAMES = {
    "context", "qitem", "questionnaire", "resource", "rootResource", "ucum",
}  # fmt: skip


class Faulty(Exception):
    """Why a text is no expression that can be evaluated."""


@dataclass(frozen=True, eq=False)
class Expression:
    """An expression as it was written, and the name it has as a variable."""

    text: str
    name: str = ""

    @cached_property
    def link_ids(self) -> frozenset[str]:
        """The linkIds that it names."""
        return frozenset(LINK_ID.findall(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables that it names."""
        return frozenset(_identifiers(_tree(self.text), "ExternalConstant"))

    def evaluate(
        self, context: Mapping[str, Any], path: str, variables: Mapping[str, Any]
    ) -> list[Any]:
        """Return what it gives, as the library has it, to be a variable's value.

        ``context`` is the element that the expression is evaluated on, ``path`` the
        FHIR path of its type. Gives nothing where it cannot be evaluated.
        """
        run = compiled(self.text)
        try:
            element = ResourceNode.create_node(context, path)
            return list(run(element, context=variables))
        # Whatever the clinic wrote must not stop a patient, and the library raises bare
        # exceptions.
        except Exception:
            return []


@cache
def compiled(text: str) -> Any:
    """Return the function that evaluates the expression; raise Faulty if none can."""
    _check_syntax(text)
    for name in _identifiers(_tree(text), "Functn"):
        if name not in FUNCTIONS and name not in invocation_registry:
            raise Faulty(f"an unknown function {name}()")
    return partial(
        fhirpathpy.apply_parsed_path,
        parsedPath=_tree(text),
        model=models["r4"],
        options={"userInvocationTable": FUNCTIONS, "returnRawData": True},
    )


def plain(value: Any) -> Any:
    """Return one of the results as JSON has it, numbers as int or Decimal."""
    if isinstance(value, ResourceNode):
        value = value.data
    if isinstance(value, FP_Quantity):
        unit = str(value.unit).strip("'")
        return {"value": value.value, "unit": unit, "code": unit}
    if value is None or isinstance(value, bool | int | Decimal | dict):
        return value
    return Decimal(str(value)) if isinstance(value, float) else str(value)


def is_true(result: list[Any]) -> bool:
    """Return whether a condition's result is met: FHIRPath's singleton rule."""
    return len(result) == 1 and plain(result[0]) is not False


class _Refusing(ErrorListener):
    def syntaxError(self, recognizer, symbol, line, column, message, error):  # type: ignore[no-untyped-def] # noqa: N802
        raise Faulty(f"not FHIRPath at character {column + 1}")


def _check_syntax(text: str) -> None:
    """Raise Faulty for what the library's own parser would silently mend."""
    lexer = FHIRPathLexer(InputStream(text))
    parser = FHIRPathParser(CommonTokenStream(lexer))
    for each in (lexer, parser):
        each.removeErrorListeners()
        each.addErrorListener(_Refusing())
    parser.entireExpression()


@cache
def _tree(text: str) -> dict[str, Any]:
    tree: dict[str, Any] = fhirpathpy.parse(text)
    return tree


def _identifiers(node: Mapping[str, Any], kind: str) -> Iterator[str]:
    """Yield the names of the functions or variables in a parsed expression."""
    children = node.get("children", [])
    if node.get("type") == kind:
        yield children[0]["text"].strip("`")
    for child in children:
        yield from _identifiers(child, kind)


def _weights(codings: list[Any]) -> list[Any]:
    """Return the weights that ``responses`` puts on the codings of the answers."""
    weights = [fhir.weight(each) for each in codings if isinstance(each, dict)]
    return [weight for weight in weights if weight is not None]


def _of_some(function: Callable[[list[Any]], Any]) -> Callable[[list[Any]], list[Any]]:
    """Return the function, for which nothing of nothing is nothing, not 0."""
    return lambda found: [function(found)] if found else []


def _round(numbers: list[Any], places: int = 0) -> list[Any]:
    """Round a half away from zero, as FHIRPath says; the library rounds it to even."""
    if not numbers:
        return []
    [number] = numbers
    return [Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)]


FUNCTIONS: dict[str, Any] = {
    "ordinal": {"fn": _weights, "arity": {0: []}},
    "weight": {"fn": _weights, "arity": {0: []}},
    # The library's own cannot read the answers of a response.
    "avg": {"fn": _of_some(mean), "arity": {0: []}},
    "max": {"fn": _of_some(max), "arity": {0: []}},
    "min": {"fn": _of_some(min), "arity": {0: []}},
    "sum": {"fn": _of_some(sum), "arity": {0: []}},
    "round": {"fn": _round, "arity": {0: [], 1: ["Number"]}},
}
