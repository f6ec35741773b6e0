"""Who a page is: a random key that the browser keeps. The server stores only its hash."""

import hashlib
import secrets
from typing import TypeGuard


def new_key() -> str:
    """256 random bits, in hexadecimal."""
    return secrets.token_hex(32)


def is_key(key: object) -> TypeGuard[str]:
    return isinstance(key, str) and len(key) == 64 and all(c in "0123456789abcdef" for c in key)


def hash_of(key: object) -> str:
    """What is stored of a key; "" for something that is none, which owns nothing."""
    return hashlib.sha256(key.encode()).hexdigest() if is_key(key) else ""
