"""Medicines the patient takes (clinical rules, section F)."""

from collections.abc import Iterable

from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.medicines import Drug, drugs_of, unmatched
from intake.eligibility.policy import Policy
from intake.eligibility.rules.rule import Found, Rule, found

CNS_DEPRESSANTS = (
    "benzodiazepine",
    "sedative_hypnotic",
    "oxybate",
    "barbiturate",
    "opioid",
    "gabapentinoid",
    "muscle_relaxant",
    "sedating_antihistamine",
)
HEART_ANSWERS = {
    "mi_weeks_ago": None,
    "angina": "none",
    "heart_failure": "none",
    "arrhythmia": "none",
    "valve_disease_severe": False,
}


def _takes(id: str, severity: Severity, text: str, source: str) -> Rule:
    """A rule for the medicines whose class raises this flag in ``drugs.json``."""

    def when(facts: Facts, policy: Policy) -> Found:
        return _named(drug for drug in _drugs(facts) if drug.flag == id)

    return Rule(
        id=id,
        severity=severity,
        reads=("medications",),
        when=when,
        text=text,
        source=source,
    )


def _drugs(facts: Facts) -> list[Drug]:
    return drugs_of(facts["medications"] or [])


def _named(drugs: Iterable[Drug]) -> Found:
    names = ", ".join(drug.generic for drug in drugs)
    return found(bool(names), drug=names)


def _several_depressants(facts: Facts, policy: Policy) -> Found:
    drugs = [drug for drug in _drugs(facts) if drug.drug_class in CNS_DEPRESSANTS]
    return _named(drugs) if len(drugs) >= policy.cns_depressants else None


def _not_recognised(facts: Facts, policy: Policy) -> Found:
    texts = unmatched(facts["medications"] or [])
    return found(bool(texts), texts='", "'.join(texts))


def _pressure_medicine_without_reason(facts: Facts, policy: Policy) -> Found:
    """Answered no to high blood pressure, and no heart condition given."""
    is_denied = facts["htn_known"] is False and all(
        facts[key] in (None, healthy) for key, healthy in HEART_ANSWERS.items()
    )
    takes_one = any(drug.drug_class == "antihypertensive" for drug in _drugs(facts))
    return found(is_denied and takes_one)


def _stabiliser_without_reason(facts: Facts, policy: Policy) -> Found:
    is_denied = facts["mania"] == "none" and facts["seizures"] == "none"
    takes_one = any(
        drug.drug_class in ("mood_stabiliser", "lamotrigine") for drug in _drugs(facts)
    )
    return found(is_denied and takes_one)


INTERACTIONS = (
    _takes(
        "MED_MAOI",
        Severity.RELATIVE,
        "MAOI {drug}: labelled BP-rise interaction. Case reports with tranylcypromine "
        "were reassuring, small numbers.",
        "Spravato USPI 7; Veraart 2021",
    ),
    _takes(
        "MED_THEOPHYLLINE",
        Severity.ABSOLUTE,
        "Theophylline/aminophylline: label says do not co-administer (lowers seizure "
        "threshold).",
        "Ketamine USPI 7.1 (rev. 10/2024)",
    ),
    _takes(
        "MED_BENZO",
        Severity.CAUTION,
        "Benzodiazepine {drug}: may shorten or blunt antidepressant effect; additive "
        "sedation. Do NOT tell patient to stop.",
        "Veraart 2021; Spravato/Ketalar",
    ),
    _takes(
        "MED_SEDATIVE",
        Severity.CAUTION,
        "Sedative-hypnotic {drug}: additive sedation.",
        "Spravato REMS form asks for it",
    ),
    _takes(
        "MED_OXYBATE",
        Severity.RELATIVE,
        "Oxybate: strong CNS/respiratory depressant.",
        "CNS depressants, USPI 7; grading is this product's choice",
    ),
    _takes(
        "MED_BARBITURATE",
        Severity.RELATIVE,
        "Barbiturate {drug}: prolonged recovery, CNS depression; also CYP inducer.",
        "Ketamine references",
    ),
    _takes(
        "MED_OPIOID",
        Severity.RELATIVE,
        "Opioid {drug}: profound sedation / respiratory depression; prolonged "
        "recovery.",
        "Ketamine USPI 7.3",
    ),
    _takes(
        "MED_CNS_DEPRESSANT",
        Severity.CAUTION,
        "CNS depressant {drug}: additive sedation.",
        "USPI 7",
    ),
    _takes(
        "MED_NALTREXONE",
        Severity.CAUTION,
        "Opioid antagonist {drug}: may reduce antidepressant effect (small study); "
        "opioid withdrawal/analgesia issues.",
        "Williams 2018 AJP",
    ),
    _takes(
        "MED_STIMULANT",
        Severity.CAUTION,
        "Psychostimulant/NE agent {drug}: may raise BP.",
        "Spravato USPI 7",
    ),
    _takes(
        "MED_SYMPATHOMIMETIC",
        Severity.CAUTION,
        "Sympathomimetic/vasopressin analogue {drug}: additive pressor effect.",
        "Ketamine USPI 7.2",
    ),
    _takes(
        "MED_ANTIPSYCHOTIC",
        Severity.CAUTION,
        "Antipsychotic {drug}: check indication (psychosis/bipolar); clozapine, "
        "haloperidol, risperidone may blunt effects.",
        "Veraart 2021",
    ),
    _takes(
        "MED_LAMOTRIGINE",
        Severity.CAUTION,
        "Lamotrigine: 2 of 5 studies show attenuated ketamine effect. Do not stop "
        "(seizure/rash risk).",
        "Veraart 2021",
    ),
    _takes(
        "MED_CYP_INHIBITOR",
        Severity.CAUTION,
        "CYP3A4/2B6 inhibitor {drug}: may raise ketamine level (ticlopidine oral AUC "
        "x2.4; grapefruit x3.0; itraconazole no change). Less effect IV.",
        "Peltoniemi 2011, 2012; Andrade 2017",
    ),
    _takes(
        "MED_CYP_INDUCER",
        Severity.CAUTION,
        "CYP inducer {drug}: may lower exposure (St John's wort oral AUC -58 %). "
        "Carbamazepine also suggests seizure/bipolar history.",
        "Peltoniemi 2012; Andrade 2017",
    ),
    _takes(
        "MED_NMDA_OTHER",
        Severity.CAUTION,
        "Other NMDA antagonist {drug} (or outside ketamine/esketamine): additive "
        "effect, duplicate therapy.",
        "General knowledge; FDA 2023 on compounded ketamine at home",
    ),
    _takes(
        "MED_THYROID",
        Severity.CAUTION,
        "Thyroid hormone/antithyroid {drug}: hypertension and tachycardia reported "
        "with ketamine.",
        "Ketamine monograph",
    ),
    _takes(
        "MED_GLP1",
        Severity.CAUTION,
        "GLP-1 agonist {drug}: delayed stomach emptying. Use the clinic fasting plan "
        "(24 h liquid diet or hold per 2023/2024 guidance).",
        "ASA 2023; multisociety 2024",
    ),
    _takes(
        "MED_ANTIHYPERTENSIVE",
        Severity.CAUTION,
        "BP-lowering medicine {drug}: hypotension possible; usually taken as normal on "
        "the day.",
        "Ketamine monograph",
    ),
)

DERIVED = (
    Rule(
        id="MED_CNS_MULTI",
        severity=Severity.RELATIVE,
        reads=("medications",),
        numbers=("cns_depressants",),
        when=_several_depressants,
        text="{policy.cns_depressants} or more different CNS depressants: {drug}.",
        source="Chosen by this product from USPI 7",
    ),
    Rule(
        id="MED_UNMATCHED",
        severity=Severity.CAUTION,
        reads=("medications",),
        when=_not_recognised,
        text='Free-text medicine not recognised: "{texts}".',
        source="Chosen by this product",
    ),
    Rule(
        id="XCHECK_HTN_MED",
        severity=Severity.CAUTION,
        reads=("medications", "htn_known", *HEART_ANSWERS),
        when=_pressure_medicine_without_reason,
        text="Takes a BP medicine but answered no to high BP / heart disease.",
        source="Chosen by this product",
    ),
    Rule(
        id="XCHECK_BIPOLAR_MED",
        severity=Severity.CAUTION,
        reads=("medications", "mania", "seizures"),
        when=_stabiliser_without_reason,
        text="Takes lithium/valproate/lamotrigine but answered no to bipolar disorder "
        "and seizures.",
        source="Chosen by this product",
    ),
)

RULES = (*INTERACTIONS, *DERIVED)
