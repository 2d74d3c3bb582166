"""Every specification that could have been chosen: plan, fits, curves, joint tests, and which decision moves what."""
