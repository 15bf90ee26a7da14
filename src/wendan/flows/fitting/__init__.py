"""From logged orders to a scorecard, and what that card is worth: needs scikit-learn (`pip install wendan[risk]`)."""
