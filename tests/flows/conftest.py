import sys
from pathlib import Path

# What stands here is shared by name: value_town.py, two_accounts.py.
if str(Path(__file__).parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent))
