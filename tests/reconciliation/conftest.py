import sys
from pathlib import Path

# two_books.py, the towns of this folder and of tests/flows, and tests/sandbox/standing.py are shared by name.
for folder in (Path(__file__).parent, *(Path(__file__).parents[1] / each for each in ("sandbox", "flows"))):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
