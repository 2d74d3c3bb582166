"""Numbers from numbers: what officials say and do (`reality`), and why governments differ (`factors`).

Every function takes arrays or records and returns a frozen result that says what was counted and what
was left out. There are no files, no network and no clock here. Where the data do not carry a number,
the result carries the reason, or `NotComputableError` is raised with a sentence that names the mend.
"""
