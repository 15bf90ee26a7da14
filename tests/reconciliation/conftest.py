import sys
from pathlib import Path

# two_books.py is shared by name.
sys.path.append(str(Path(__file__).parent))
