"""What the name of a value says of the kind of secret that it is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

PASSWORDS = (
    *b"pass pwd pw senha kennwort heslo haslo parola wachtwoord mdp contrase clave securestring psk pin".split(),
    *b"losenord adgangskode salasana jelszo sifre sandi khau lozinka".split(),
    b"login",
    b"wifi",
    b"credential",
    b"basicauth",
    b"basic_auth",
    b"connect",
    b"identified by",
    b"identified with",
)
"""Words for what a person types: short and ordinary values count under them."""


def says_password(candidate: Candidate) -> bool:
    """Whether the name, or the text of the match before the value, says that a person's password follows."""
    match = candidate.match
    wording = (match.name or candidate.content[match.begin : match.secret_begin]).lower()
    if match.form == "kubernetes" or not wording.isascii():
        return True
    return any(word in wording for word in PASSWORDS)


def says_secret(candidate: Candidate) -> bool:
    """Whether the name ends in the word secret."""
    return candidate.match.name.lower().endswith(b"secret")
