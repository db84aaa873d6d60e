"""Secrets at rest: encrypted with the first key there is, read with any of them."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import StorageError


class Cipher:
    """Encrypts and decrypts.

    A key is replaced by putting the new one before the old, encrypting all
    anew (``verbatim rotate-keys``), and then leaving the old one out.

    Args:
        keys: Fernet keys (https://github.com/fernet/spec), the one to encrypt with first.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, secret: str) -> str:
        """``secret``, for the table."""
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, written: str) -> str:
        """The secret that was encrypted.

        Raises:
            StorageError: none of the keys opens it.
        """
        try:
            return self._fernet.decrypt(written.encode()).decode()
        except InvalidToken:
            raise StorageError(_WRONG_KEY) from None

    def renewed(self, written: str) -> str:
        """The same secret, encrypted with the first key.

        Raises:
            StorageError: none of the keys opens it.
        """
        try:
            return self._fernet.rotate(written.encode()).decode()
        except InvalidToken:
            raise StorageError(_WRONG_KEY) from None


_WRONG_KEY = (
    "a workspace's token cannot be decrypted: ENCRYPTION_KEYS lacks the key it was encrypted with"
)
