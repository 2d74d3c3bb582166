"""Missing answers: how they fall, what the findings would be with them, and how far they could change them."""
