"""The steps of one lost parcel, from its first anomaly to the claim that is paid: tests/e2e/test_whole_case.py."""
