"""Stage 4, the customer told: when they hear from us next, in which words, and at which hour."""
