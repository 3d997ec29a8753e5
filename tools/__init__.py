"""What builds and describes the checkout; no part of the service."""
