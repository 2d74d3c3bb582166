-- The first $most counts in the table `repeated` that have the value that was taken ($same), or another one.
SELECT file, line, account, value, taken
FROM repeated
WHERE (value = taken) = $same
ORDER BY file, line, account, value
LIMIT $most
