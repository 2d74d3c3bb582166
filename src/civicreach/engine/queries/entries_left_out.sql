-- The first $most rows of the input that cannot be counted for one $reason, with what can be shown of them.
SELECT file, line, account, CAST(written AS VARCHAR) AS written, amount, asked, broken
FROM (
    SELECT *
    FROM entries
    WHERE reason = $reason
    ORDER BY file, line, account, written, amount, asked
    LIMIT $most
) AS chosen
ORDER BY file, line, account, written, amount, asked
