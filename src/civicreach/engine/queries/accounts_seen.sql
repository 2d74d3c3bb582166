-- Every account that the input holds anything of.
SELECT account
FROM entries
WHERE account IS NOT NULL
GROUP BY account
