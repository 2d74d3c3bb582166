-- The last count of each measure of each account that was told, with moments, and why the last of all has none.
SELECT platform, account, measure,
    arg_max(value, CASE WHEN value IS NOT NULL THEN observed_at END) AS value,
    epoch_us(CAST(max(CASE WHEN value IS NOT NULL THEN observed_at END) AS TIMESTAMPTZ)) AS told_at,
    arg_max(coalesce(reason, ''), observed_at) AS reason,
    epoch_us(CAST(min(observed_at) AS TIMESTAMPTZ)) AS first_seen,
    epoch_us(CAST(max(observed_at) AS TIMESTAMPTZ)) AS last_seen
FROM archived
GROUP BY platform, account, measure
ORDER BY platform, account, measure
