import sys
from pathlib import Path

# examples.py is shared by name.
sys.path.append(str(Path(__file__).parent))
