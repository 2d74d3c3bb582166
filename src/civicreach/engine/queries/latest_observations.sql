-- The last count of each measure of each account in an archive.
SELECT platform, account, measure, arg_max(value, observed_at) AS value, max(observed_at) AS observed_at
FROM archived
WHERE value IS NOT NULL
GROUP BY platform, account, measure
