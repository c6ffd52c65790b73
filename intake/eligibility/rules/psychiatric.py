"""Psychiatric, cognitive and substance-use history (clinical rules, section D)."""

from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import Policy
from intake.eligibility.rules.rule import Found, Rule, found, says


def _mood_screen_positive(facts: Facts, policy: Policy) -> Found:
    has_diagnosis = facts["mania"] in ("bipolar_stable", "current")
    return found(facts["mdq_positive"] is True and not has_diagnosis)


def _drinks_much(facts: Facts, policy: Policy) -> Found:
    total = facts["audit_c_total"]
    return found(total is not None and total >= policy.audit_c_high, total=total)


def _drinks_above_cut(facts: Facts, policy: Policy) -> Found:
    total, is_male = facts["audit_c_total"], facts["sex_at_birth"] == "male"
    cut = policy.audit_c_male if is_male else policy.audit_c_other
    return found(total is not None and total >= cut, total=total)


def _uses_drugs(facts: Facts, policy: Policy) -> Found:
    times = facts["drug_use_times_past_year"]
    return found(times is not None and times >= policy.drug_uses, times=times)


MIND = (
    says(
        "PSY_PSYCHOSIS_CURRENT",
        Severity.ABSOLUTE,
        "psychosis",
        "current",
        text="Current psychotic symptoms.",
        source="Cohen 2018 active psychosis; PMC10812090; NHS Oxford",
    ),
    says(
        "PSY_SCHIZOPHRENIA",
        Severity.ABSOLUTE,
        "psychosis",
        "schizophrenia",
        text="Schizophrenia / schizoaffective disorder.",
        source="VA criteria exclude current or past; ELEKT-D exclusion",
    ),
    says(
        "PSY_PSYCHOSIS_PAST",
        Severity.RELATIVE,
        "psychosis",
        "past",
        text="Past psychosis. Specialist benefit/risk review.",
        source="Spravato USPI: carefully assess",
    ),
    says(
        "PSY_FAMILY",
        Severity.CAUTION,
        "psychosis_family",
        True,
        text="First-degree family history of psychosis.",
        source="Some clinics exclude; caution is this product's choice",
    ),
    says(
        "PSY_MANIA_CURRENT",
        Severity.ABSOLUTE,
        "mania",
        "current",
        text="Possible current mania/hypomania.",
        source="PMC10812090; NHS Oxford; clinic lists",
    ),
    says(
        "PSY_BIPOLAR",
        Severity.RELATIVE,
        "mania",
        "bipolar_stable",
        text="Bipolar disorder, not manic now. Confirm mood stabiliser.",
        source="EU SmPC leaflet",
    ),
    Rule(
        id="MDQ_POSITIVE",
        severity=Severity.RELATIVE,
        reads=("mdq_positive", "mania"),
        when=_mood_screen_positive,
        text="Bipolar screen positive, no diagnosis given. Diagnostic interview before "
        "booking.",
        source="MDQ",
    ),
    says(
        "COG_DEMENTIA_DELIRIUM",
        Severity.ABSOLUTE,
        "dementia_or_delirium",
        True,
        text="Dementia or recent delirium: capacity and safety.",
        source="VA criteria; Toronto clinic",
    ),
)

SUBSTANCES = (
    says(
        "SUD_ACTIVE",
        Severity.ABSOLUTE,
        "sud_status",
        "active",
        text="Active substance use disorder: serial infusions are not advised.",
        source="Cohen 2018; Spravato USPI: weigh risk",
    ),
    says(
        "SUD_REMISSION",
        Severity.CAUTION,
        "sud_status",
        "remission",
        text="SUD in remission. Monitor for misuse.",
        source="Spravato USPI",
    ),
    says(
        "KET_MISUSE_CURRENT",
        Severity.ABSOLUTE,
        "ketamine_misuse",
        "current",
        text="Current non-medical ketamine use.",
        source="VA criteria; PMC10812090",
    ),
    says(
        "KET_MISUSE_PAST",
        Severity.RELATIVE,
        "ketamine_misuse",
        "past",
        text="Past ketamine misuse.",
        source="VA criteria",
    ),
    Rule(
        id="ALC_AUDITC_HIGH",
        severity=Severity.RELATIVE,
        reads=("audit_c_total",),
        numbers=("audit_c_high",),
        when=_drinks_much,
        text="AUDIT-C {total} (>={policy.audit_c_high}): high-risk drinking, "
        "withdrawal risk.",
        source="AUDIT-C; this cut is this product's choice",
    ),
    Rule(
        id="ALC_AUDITC_POS",
        severity=Severity.CAUTION,
        reads=("audit_c_total", "sex_at_birth"),
        numbers=("audit_c_male", "audit_c_other"),
        when=_drinks_above_cut,
        text="AUDIT-C positive ({total}; cut >={policy.audit_c_male} men, "
        ">={policy.audit_c_other} women). No alcohol 24 h before/after.",
        source="LOINC 75626-2 text; NHS Oxford 24 h",
    ),
    Rule(
        id="DRUG_SCREEN_POS",
        severity=Severity.RELATIVE,
        reads=("drug_use_times_past_year",),
        numbers=("drug_uses",),
        when=_uses_drugs,
        text="Drug screen positive ({times} times in past year).",
        source="Smith 2010: >=1 positive, 100 % sens. for use disorder",
    ),
)

EARLIER_KETAMINE = (
    says(
        "PRIOR_KET_BAD",
        Severity.RELATIVE,
        "prior_ketamine",
        "bad_reaction",
        text="Bad reaction to earlier ketamine/esketamine.",
        source="This product's choice; Ketalar persisting psychiatric events",
    ),
    says(
        "PRIOR_KET_NO_BENEFIT",
        Severity.CAUTION,
        "prior_ketamine",
        "no_benefit",
        text="No benefit from an earlier adequate ketamine course.",
        source="Chosen by this product",
    ),
)

RULES = (*MIND, *SUBSTANCES, *EARLIER_KETAMINE)
