"""Stage five: what is done for the customer, proposed by rules and decided by people."""
