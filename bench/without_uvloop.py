"""`python -m bench.without_uvloop serve`: the program itself, on a machine where uvloop is not installed."""

import runpy
import sys

if __name__ == "__main__":
    sys.modules["uvloop"] = None  # type: ignore[assignment]  # the language's way of saying: there is none
    sys.argv[0] = "app.py"
    runpy.run_path("app.py", run_name="__main__")
