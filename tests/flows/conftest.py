import sys
from pathlib import Path

# What stands here and in tests/sandbox is shared by name: value_town.py, two_accounts.py, ladder_town.py, standing.py.
for folder in (Path(__file__).parent, Path(__file__).parents[1] / "sandbox"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
