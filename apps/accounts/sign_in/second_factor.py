"""Second factors at rest: seeds of authenticator apps and recovery codes are encrypted."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from apps.accounts.keys import second_factor_box


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts with a key derived from the secret key; old secret keys still open what they closed."""

    def encrypt(self, text: str) -> str:
        """Return the text as it is stored."""
        return second_factor_box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was stored as text."""
        return second_factor_box().decrypt(encrypted_text.encode()).decode()
