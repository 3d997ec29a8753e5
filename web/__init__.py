"""What a browser or an integrator meets: REST, pages, sign-in, headers."""
