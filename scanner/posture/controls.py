"""What each check is called, and the controls that it supports. Numbers differ between editions, so each names its own.

A check supports a control: it is a piece of evidence. Whether a control is met, an assessor says.

Read in November 2026. The laws in their own words: HIPAA at
http://edocket.access.gpo.gov/cfr_2006/octqtr/45cfr164.312.htm (edition of 2006)
and GDPR at
https://gdprhub.eu/index.php?title=Article_32_GDPR

PCI DSS and the Trust Services Criteria are given out by their authors against a licence only. Their numbers and wording
were read where others quote them:
PCI DSS v3.2.1, 3.4 to 3.6: https://ce.prod.cloudaware.com/frameworks/pci-dss-v3.2.1/03
PCI DSS v4.0.1, 3.6: https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/03/06
PCI DSS v4.0.1, 3.7: https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/03/07
PCI DSS v4.0.1, 8.6.2: https://withpci.com/requirements/8/8.6/8.6.2
PCI DSS v4.0.1, 8.6.3: https://learn.daydream.ai/requirements/pci-dss-8-6-3
PCI DSS v4.0.1, 10.2: https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/10/02
CC6.1: https://truvocyber.com/blog/soc-2-cc6-1-logical-access-security-1
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Control:
    """One control of one edition of a standard."""

    standard: str
    number: str
    about: str

    @property
    def name(self) -> str:
        """The standard and the number."""
        return f"{self.standard} {self.number}"


PCI = "PCI DSS v4.0.1"
PCI_OLD = "PCI DSS v3.2.1"
HARD_CODED = Control(
    PCI, "8.6.2", "no password of an account that can log in interactively is hard-coded in files or code"
)
CHANGED = Control(PCI, "8.6.3", "passwords of applications and systems changed in time")
LOGGED = Control(PCI, "10.2", "audit logs")
KEYS = (
    Control(PCI, "3.6", "keys that protect stored account data are secured"),
    Control(PCI_OLD, "3.5", "keys protected against disclosure and misuse"),
)
KEY_LIFE = (
    Control(PCI, "3.7", "key management through the whole life of a key"),
    Control(PCI_OLD, "3.6", "key management processes"),
)
ACCESS = Control("SOC 2 (2017 Trust Services Criteria)", "CC6.1", "logical access to protected information")
ENCRYPTED = Control("GDPR", "Art. 32(1)(a)", "encryption of personal data")
CONFIDENTIAL = Control("GDPR", "Art. 32(1)(b)", "ongoing confidentiality and integrity")
TESTED = Control("GDPR", "Art. 32(1)(d)", "regular testing of the measures")
HEALTH = Control("HIPAA 45 CFR", "164.312(a)(2)(iv)", "encryption and decryption")
HEALTH_LOG = Control("HIPAA 45 CFR", "164.312(b)", "audit controls")

TITLES = {
    "hook-installed": "Hook installed",
    "hook-current": "Hook current",
    "ci-job": "CI job present",
    "baseline-audited": "Baseline audited",
    "baseline-expiry": "Baseline not expired",
    "history-scanned": "History scanned",
    "gitignore": ".gitignore sound",
    "env-schema": "Environment schema present",
    "env-example": ".env.example in step",
    "access-log": "Access log intact",
    "store-encryption": "Encryption at rest in use",
    "store-age": "Secrets in the store and their age",
}

CONTROLS: dict[str, tuple[Control, ...]] = {
    "hook-installed": (HARD_CODED, ACCESS, CONFIDENTIAL),
    "hook-current": (HARD_CODED, TESTED),
    "ci-job": (HARD_CODED, ACCESS, TESTED),
    "baseline-audited": (HARD_CODED, TESTED),
    "baseline-expiry": (HARD_CODED, TESTED),
    "history-scanned": (HARD_CODED, TESTED),
    "gitignore": (HARD_CODED, ACCESS, CONFIDENTIAL),
    "env-schema": (HARD_CODED, ACCESS),
    "env-example": (HARD_CODED,),
    "access-log": (LOGGED, ACCESS, CONFIDENTIAL, HEALTH_LOG),
    "store-encryption": (*KEYS, ACCESS, ENCRYPTED, HEALTH),
    "store-age": (CHANGED, *KEY_LIFE, ACCESS),
}
