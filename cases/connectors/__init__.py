"""The helpdesk's own interface: a note on its ticket after each call, files beside it, and its webhooks to us."""
