-- How many posts of each account an archive holds, and when the first and the last sight of any was.
SELECT platform, account, count(DISTINCT post_id) AS posts,
    epoch_us(CAST(min(observed_at) AS TIMESTAMPTZ)) AS first_seen,
    epoch_us(CAST(max(observed_at) AS TIMESTAMPTZ)) AS last_seen
FROM archived
GROUP BY platform, account
ORDER BY platform, account
