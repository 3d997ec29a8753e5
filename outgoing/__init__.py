"""What leaves the house for other programs: signed events, delivered to each endpoint until it has taken them."""
