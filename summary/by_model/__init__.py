"""The draft by a language model behind an endpoint: asked, repaired once, held against what was said like any other."""
