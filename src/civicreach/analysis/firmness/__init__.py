"""How firm the conclusions of a study's main tables are: what other careful ways to compute them say."""
