"""The nouns of the field: study, survey, government, activity, dataset, and what is missing from them."""
