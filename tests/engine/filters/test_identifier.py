from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    "value",
    [
        "getUserPasswordFromRequest",
        "CLIENT_EARLY_TRAFFIC_SECRET",
        "PRIVATE_KEY_ENCODE_ERROR",
        "test_gpu_conf_compute_attestation_report",
        "Authentifizierungstoken",
        "Mot de passe",
        "Enter your password here",
        "क्लाइंट सीक्रेट",
        "пароль пользователя",
        "密码不能为空",
        "Contraseña requerida",
        "https://example.com/oauth/token",
        "/run/secrets/db_password",
        "./config/credentials/production",
        "../secrets/database/connection",
        "C:\\Users\\build\\credentials",
        "2024-01-31T10:00:00Z",
        "1.2.3-4",
        "1234567890123",
        "[a-zA-Z0-9]{32}",
        "^(?:abc)",
        "\\d{6,20}",
        "!!!---!!!",
    ],
)
def test_text_for_people_and_names_for_programs_are_dropped(ruling: Callable[..., str], value: str) -> None:
    assert ruling("identifier", f"k = '⟦{value}⟧'") == "drop"


@pytest.mark.parametrize(
    "template",
    [
        "{base62:32}",
        "{hex:40}",
        "{base64:40}",
        "{uuid}",
        "{password:12}",
        "{password:16}",
        "{BASE36:25}",
        "{base64url:43}",
    ],
)
def test_random_values_are_kept(ruling: Callable[..., str], sample: Callable[..., str], template: str) -> None:
    kept = sum(ruling("identifier", f"k = '⟦{sample(template, seed)}⟧'") == "" for seed in range(300))
    assert kept >= 297


@pytest.mark.parametrize(
    "value",
    [
        "correct4Horse99!",
        "Größe7!kX2q",
        "Winter2024!",
        "/9j{base64:40}",
        "https://d:{base62:40}@h",
        "two words9 {base62:20}",
    ],
)
def test_password_with_words_in_it_is_kept(ruling: Callable[..., str], sample: Callable[..., str], value: str) -> None:
    assert ruling("identifier", sample(f"k = '⟦{value}⟧'")) == ""
