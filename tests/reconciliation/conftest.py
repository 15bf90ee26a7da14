import sys
from pathlib import Path

# two_books.py, bill_town.py and tests/sandbox/standing.py are shared by name.
for folder in (Path(__file__).parent, Path(__file__).parents[1] / "sandbox"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
