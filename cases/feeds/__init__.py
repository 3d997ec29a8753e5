"""Carriers' feeds: what their webhooks say, checked for who says it and put into one vocabulary."""
