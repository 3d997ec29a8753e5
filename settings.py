"""Every setting of the product, validated before anything starts."""
