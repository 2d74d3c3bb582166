-- Fingerprints, of posts in the window of accounts from $first to $last, that occur twice or whose id is bad or absent.
SELECT fingerprint, count(*) AS posts, max(shortened) AS shortened, max(unnamed) AS unnamed
FROM posts
WHERE moment >= $opens AND moment < $closes AND shelf BETWEEN $first AND $last
GROUP BY fingerprint
HAVING count(*) > 1 OR max(shortened) = 1 OR max(unnamed) = 1
