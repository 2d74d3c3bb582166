-- The moments of the first and the last post of each account.
SELECT account, CAST(min(moment) AS VARCHAR) AS first, CAST(max(moment) AS VARCHAR) AS last
FROM posts
GROUP BY account
