"""What officials say and what their pages do: purposes, confidence, activity, and the gap between them."""
