"""Stage six: what is claimed back from carrier or insurer, by when, with which vouchers, and what came of it."""
