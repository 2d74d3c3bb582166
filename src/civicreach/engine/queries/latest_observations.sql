-- The last count of each measure of each account in an archive, with its moment in microseconds since 1970.
SELECT platform, account, measure, arg_max(value, observed_at) AS value, epoch_us(CAST(max(observed_at) AS TIMESTAMPTZ)) AS microseconds
FROM archived
WHERE value IS NOT NULL
GROUP BY platform, account, measure
