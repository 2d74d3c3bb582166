-- Fingerprints, of posts in the window of accounts from $first to $last, that occur twice or whose id has a flaw.
SELECT fingerprint, posts, flaw
FROM (
    SELECT fingerprint, count(*) AS posts, max(flaw) AS flaw
    FROM posts
    WHERE moment >= $opens AND moment < $closes AND shelf BETWEEN $first AND $last
    GROUP BY fingerprint
) AS counted
WHERE posts > 1 OR flaw > 0
