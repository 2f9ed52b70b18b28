"""What makes a password good enough, and how a one-time code is made. Pure rules."""

from collections.abc import Callable, Sequence

LENGTH = 10
KINDS = 3
_FORBIDDEN = ("hejia", "password", "admin", "qwerty", "12345", "abcde")
#: No 0/O, 1/l/I: a code is read out on the telephone.
_READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"

RULE = f"至少 {LENGTH} 位，大写字母、小写字母、数字、符号中至少 {KINDS} 种，且不含登录名。"


def fault_of(password: str, login: str) -> str:
    """Why a password will not do, as a sentence; "" if it will."""
    if len(password) < LENGTH:
        return f"密码至少 {LENGTH} 位，现有 {len(password)} 位。"
    if len(password) > 128:
        return "密码最多 128 位。"
    if _kinds(password) < KINDS:
        return f"密码须含大写字母、小写字母、数字、符号中至少 {KINDS} 种。"
    lowered = password.lower()
    if login and login.lower() in lowered:
        return "密码不能包含登录名。"
    if any(word in lowered for word in _FORBIDDEN) or len(set(password)) < 5:
        return "这个密码太容易被猜到，请换一个。"
    return ""


def _kinds(password: str) -> int:
    return sum(
        (
            any(c.isupper() for c in password),
            any(c.islower() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password),
        )
    )


def one_time_code(choose: Callable[[Sequence[str]], str]) -> str:
    """A code such as KVWQ-7392-HTRP: 54 bits, for one login. `choose` picks one of several."""
    parts = (_READABLE, _DIGITS, _READABLE)
    return "-".join("".join(choose(part) for _ in range(4)) for part in parts)
