-- The moments of the first and the last row of the input that cannot be counted for one $reason.
SELECT CAST(min(moment) AS VARCHAR) AS first, CAST(max(moment) AS VARCHAR) AS last
FROM entries
WHERE reason = $reason
