import sys
from pathlib import Path

# logged_town.py stands beside the tests of flows.
FLOWS = Path(__file__).parents[1] / "flows"
if str(FLOWS) not in sys.path:
    sys.path.append(str(FLOWS))
