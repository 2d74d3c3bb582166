"""How much of R² each factor accounts for: shares, groups, dominance, and how sure they are."""
