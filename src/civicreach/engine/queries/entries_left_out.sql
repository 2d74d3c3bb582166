-- The first $most rows of the input that cannot be counted for one $reason, with what was found there.
SELECT file, line, found
FROM entries
WHERE reason = $reason
ORDER BY file, line
LIMIT $most
