"""Asking feeds for what their webhooks may have lost: pushes are dropped after an hour of a receiver being away."""
