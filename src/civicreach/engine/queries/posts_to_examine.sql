-- Fingerprints, of posts in the window of accounts from $first to $last, that occur twice or whose id has a flaw.
SELECT fingerprint, count(*) AS posts, max(flaw) AS flaw
FROM posts
WHERE moment >= $opens AND moment < $closes AND shelf BETWEEN $first AND $last
GROUP BY fingerprint
HAVING count(*) > 1 OR max(flaw) > 0
