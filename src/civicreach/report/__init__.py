"""Tables, figures and pages: draws results and computes nothing."""
