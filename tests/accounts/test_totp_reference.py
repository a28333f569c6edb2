"""The tests' own authenticator agrees with the standard's published values."""

import time_machine

from tests.accounts.totp import code_now

RFC_6238_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_codes_are_those_of_rfc_6238_appendix_b() -> None:
    expected = {59: "287082", 1_111_111_109: "081804", 1_234_567_890: "005924", 2_000_000_000: "279037"}
    for moment, code in expected.items():
        with time_machine.travel(moment, tick=False):
            assert code_now(RFC_6238_SECRET) == code
