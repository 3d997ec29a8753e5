"""The commands of `app.py` beside `serve`, by who gives them. They fail with one clear line and exit code 2."""
